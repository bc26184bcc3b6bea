import { toJson } from '../lib/json.ts';
import type { EpochMs, RunSummary } from '../model/engine-port.ts';
import type { Finding } from '../model/finding.ts';
import type { ChangeResult, PlanCard } from '../model/plan.ts';
import { renderFollowUp } from '../slack/render/follow-up.ts';
import type { ThreadRef } from './request.ts';
import type { Services } from './services.ts';

/** When a graceful reload is looked at once more: after the 5 minutes from which old children count as lingering (rule lingering-generation). */
export const FOLLOW_UP_MS = 6 * 60_000;

/** A follow-up that is later than this, such as after a night without the bot, tells nothing about the reload any more. */
const TOO_LATE_MS = 60 * 60_000;

/** Looks once more at every host that was reloaded gracefully a while ago, once each, also over restarts, and says in the thread what of the old generation is still there. */
export async function followUp(services: Services, now: EpochMs = Date.now()): Promise<void> {
  const { engine } = services;
  const runs = await engine.runs({ flow: 'change', status: 'done', startedSince: now - TOO_LATE_MS });
  for (const run of runs) {
    if (run.endedAt === null || run.endedAt + FOLLOW_UP_MS > now || !isReload(run)) continue;
    if (await engine.seen(`follow-up:${run.id}`, 2 * TOO_LATE_MS)) await lookAgain(services, run);
  }
}

/** True for a change that was verified and whose last step was a graceful reload. */
function isReload({ input, result }: RunSummary): boolean {
  const ended = result as ChangeResult;
  const last = (input as { card: PlanCard }).card.plan.steps.at(-1);
  const graceful = last?.command.argv.some((word) => word === 'reload' || word === 'graceful') === true;
  return graceful && ended.ended === 'done' && ended.verification.outcome === 'verified';
}

async function lookAgain(services: Services, run: RunSummary): Promise<void> {
  const { card, thread } = run.input as { card: PlanCard; thread?: ThreadRef };
  const host = services.inventory.find(card.plan.host);
  if (thread === undefined || host === undefined) return;
  const { report } = await services.investigate(host, 'workers', {}, () => undefined, new AbortController().signal);
  const findings: readonly Finding[] = [
    ...report.cases.flatMap(({ root, symptoms }) => [root, ...symptoms]),
    ...report.notices,
  ];
  const old = findings.find(({ id }) => id === 'lingering-generation');
  const unreached = findings.find(({ id }) => id === 'host-unreachable');
  await services.engine.audit(
    'follow-up',
    { surface: 'system', id: 'engine' },
    toJson({ old: old?.summary ?? null }),
    run.id,
  );
  const finding = old ?? unreached;
  if (finding === undefined) return;
  const message = renderFollowUp({ host: host.name, minutes: FOLLOW_UP_MS / 60_000, finding });
  await services.gateway.post(thread.channel, message, { threadTs: thread.ts, priority: 'verdict' });
}
