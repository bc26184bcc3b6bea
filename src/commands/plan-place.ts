import type { Actor } from '../model/engine-port.ts';
import type { RootState } from '../model/face/investigations.ts';
import type { MessageRef } from '../model/face/places.ts';
import type { Request } from '../model/face/requests.ts';
import type { Intent } from '../model/intent.ts';
import type { Knows, Records } from './dependencies.ts';
import { openRun, rootMessage } from './open-thread.ts';
import { actorOf } from './request.ts';

/** Where a plan shows itself while it is made. */
export interface PlanPlace {
  readonly planId: string;
  readonly who: Actor;
  readonly askedAt: number;
  readonly thread: MessageRef;
  readonly root: MessageRef | null;
  /** The message that becomes the card. */
  readonly cardAt: MessageRef | null;
  showRoot(now: RootState): Promise<void>;
}

/** What is planned, as people read it; `asked` is what to ask for again when it is cut off. */
export interface PlanOpening {
  readonly planId: string;
  readonly verb: string;
  readonly host: string;
  readonly asked?: Intent;
}

/** Records the plan's run, opens its thread and posts the message that becomes the card; undefined after saying why not. */
export async function openPlanPlace(
  deps: Knows & Records<'open' | 'finish' | 'remember'>,
  request: Request,
  { planId, ...what }: PlanOpening,
): Promise<PlanPlace | undefined> {
  const { face } = deps;
  const { verb, host } = what;
  const opening = { ...what, id: planId, flow: 'plan', who: actorOf(deps, request), askedAt: Date.now() } as const;
  const progress = { kind: 'progress', host, verb, phase: 'looking', looks: [], elapsedMs: 0 } as const;
  const opened = await openRun(deps, request, opening, progress);
  if (opened === undefined) return undefined;
  const { thread, message, root } = opened;
  return {
    planId,
    who: opening.who,
    askedAt: opening.askedAt,
    thread,
    root: root ?? null,
    cardAt: message ?? null,
    async showRoot(now) {
      if (root !== undefined) await face.edit(root, rootMessage(opening, now));
    },
  };
}
