import { toJson } from '../lib/json.ts';
import type { Actor } from '../model/engine-port.ts';
import type { Sent } from '../model/face/face.ts';
import type { Root, RootState } from '../model/face/investigations.ts';
import type { Message } from '../model/face/message.ts';
import type { MessageRef } from '../model/face/places.ts';
import type { Request } from '../model/face/requests.ts';
import type { Intent } from '../model/intent.ts';
import type { Logs, Records, Speaks } from './dependencies.ts';
import { kept } from './stored.ts';

/** What a read-only run says of itself. */
export interface Opening {
  readonly id: string;
  readonly flow?: 'look' | 'plan';
  readonly verb: string;
  /** The host, or the hosts, as people read them. */
  readonly host: string;
  readonly who: Actor;
  readonly askedAt: number;
  /** What to ask for again when the run is cut off. */
  readonly asked?: Intent;
}

/** Where a run shows itself: its thread, the message it edits, and the message that the thread hangs on when the run made it. */
export interface Opened {
  readonly thread: MessageRef;
  readonly message: MessageRef | undefined;
  readonly root: MessageRef | undefined;
}

type Opens = Speaks & Records<'open' | 'finish' | 'remember'>;

/** Records the run, opens its thread unless it was asked for in one, and posts the message that will be edited; undefined after saying why not. */
export async function openRun(
  { face, record }: Opens,
  request: Request,
  opening: Opening,
  first: Message,
): Promise<Opened | undefined> {
  const { id, flow = 'look', verb, host, askedAt, asked } = opening;
  await record.open(flow, id, toJson({ verb, host, askedAt, asked }), opening.who);
  const posted = await openRoot({ face }, request, rootMessage(opening, { state: 'running' }));
  const thread = posted === undefined ? request.thread : posted.sent ? posted.ref : undefined;
  if (thread === undefined) {
    await record.finish(id, 'failed', 'no thread could be opened');
    await request.answer({ kind: 'denied', denial: { code: 'not-in-channel' } });
    return undefined;
  }
  const root = posted === undefined ? undefined : thread;
  if (root !== undefined) await record.remember(id, kept.root, root);
  await record.remember(id, kept.thread, thread);
  const shown = await face.post({ thread }, first);
  if (shown.sent) await record.remember(id, kept.progress, shown.ref);
  return { thread, message: shown.sent ? shown.ref : undefined, root };
}

/** The message a run's thread hangs on: a new one, or that of a run that was cut off; undefined in a thread that is about something else. */
async function openRoot(
  { face }: Speaks,
  { conversation, thread, takesRoot }: Request,
  message: Message,
): Promise<Sent | undefined> {
  if (thread === undefined) return face.post({ conversation }, message);
  return takesRoot === true ? face.edit(thread, message) : undefined;
}

/** Puts the outcome where the progress was, and on the thread's first message. */
export async function showOutcome(
  { face, log }: Speaks & Logs,
  opening: Opening,
  { thread, message, root }: Opened,
  last: Message,
  now: RootState,
): Promise<void> {
  const shown = message === undefined ? await face.post({ thread }, last) : await face.edit(message, last, thread);
  if (!shown.sent) log.error({ run: opening.id, reason: shown.reason }, 'the outcome could not be shown');
  if (root !== undefined) await face.edit(root, rootMessage(opening, now));
}

/** Shows the outcome and ends the run. */
export async function closeRun(
  deps: Speaks & Logs & Records<'finish'>,
  opening: Opening,
  opened: Opened,
  last: Message,
  now: RootState,
): Promise<void> {
  await showOutcome(deps, opening, opened, last, now);
  await deps.record.finish(opening.id, 'done', toJson({ state: now.state }));
}

/** The thread's first message as the run stands now. */
export function rootMessage({ host, verb, who, askedAt }: Omit<Root, 'now'>, now: RootState): Message {
  return { kind: 'root', host, verb, who, askedAt, now };
}
