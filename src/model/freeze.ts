import type { Actor, EpochMs } from './engine-port.ts';

/** Why no change may run: who said so, when and why; null for what is not known, as of a file that somebody only touched. */
export interface Freeze {
  readonly by: Actor | null;
  readonly at: EpochMs | null;
  readonly reason: string | null;
}

/** A freeze as one sentence. */
export function freezeSentence({ by, at, reason }: Freeze): string {
  const who = by === null ? 'somebody' : `${by.id} (${by.surface})`;
  const when = at === null ? '' : ` since ${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return `All changes are frozen${when}, by ${who}${reason === null ? '' : `: ${reason}`}. Looking still works.`;
}
