import { toJson } from '../lib/json.ts';
import type { Actor } from '../model/engine-port.ts';
import type { Intent } from '../model/intent.ts';
import { renderProgress } from '../slack/render/progress.ts';
import { renderDenial } from '../slack/render/refusal.ts';
import { type RootState, renderRoot } from '../slack/render/root.ts';
import { openRoot } from './open-thread.ts';
import { actorOf, type Request } from './request.ts';
import type { Services } from './services.ts';
import { kept, type LookInput, type ThreadRef } from './stored.ts';

/** Where a plan shows itself while it is made. */
export interface PlanPlace {
  readonly planId: string;
  readonly who: Actor;
  readonly askedAt: number;
  readonly thread: ThreadRef;
  readonly root: ThreadRef | null;
  /** The message that becomes the card. */
  readonly cardAt: ThreadRef | null;
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
  services: Services,
  request: Request,
  { planId, verb, host, asked }: PlanOpening,
): Promise<PlanPlace | undefined> {
  const { engine, gateway } = services;
  const who = actorOf(request.userId, services.team);
  const askedAt = Date.now();
  const input: LookInput = { verb, host, askedAt, ...(asked === undefined ? {} : { asked }) };
  await engine.open('plan', planId, toJson(input), who);
  const rootOf = (now: RootState) => renderRoot({ host, verb, who, askedAt, now });
  const posted = await openRoot(services, request, rootOf({ state: 'running' }));
  if (posted !== undefined && !posted.sent) {
    await engine.finish(planId, 'failed', 'no thread could be opened');
    await request.answer(renderDenial({ code: 'not-in-channel' }));
    return undefined;
  }
  const root = posted?.ref ?? null;
  const thread: ThreadRef = root ?? { channel: request.channel, ts: request.threadTs ?? '' };
  const looking = await gateway.post(
    thread.channel,
    renderProgress({ host, verb, phase: 'looking', looks: [], elapsedMs: 0 }),
    { threadTs: thread.ts, priority: 'verdict' },
  );
  if (looking.sent) await engine.remember(planId, kept.progress, looking.ref);
  if (root !== null) await engine.remember(planId, kept.root, root);
  await engine.remember(planId, kept.thread, thread);
  return {
    planId,
    who,
    askedAt,
    thread,
    root,
    cardAt: looking.sent ? looking.ref : null,
    async showRoot(now) {
      if (root !== null) await gateway.update(root, rootOf(now), { priority: 'verdict' });
    },
  };
}
