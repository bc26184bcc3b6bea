import pMap from 'p-map';
import { changeFlow } from '../changes/flow.ts';
import { rolloutFlow } from '../changes/rollout.ts';
import { toJson } from '../lib/json.ts';
import type { EpochMs, RunSummary } from '../model/engine-port.ts';
import type { Finding } from '../model/finding.ts';
import type { ChangeResult, Plan } from '../model/plan.ts';
import type { Finds, Investigates, Records, Speaks } from './dependencies.ts';
import { changeOf, changeResultOf, ifReadable, rolloutOf, rolloutResultOf, threadOf } from './stored.ts';

/** When a graceful reload is looked at once more: after the 5 minutes from which old children count as lingering (rule lingering-generation). */
export const FOLLOW_UP_MS = 6 * 60_000;

/** A follow-up that is later than this, such as after a night without the bot, tells nothing about the reload any more. */
const TOO_LATE_MS = 60 * 60_000;

/** A change that ended within the hour may have waited for its approvals before, each at most a day. */
const OLDEST_MS = 2 * 86_400_000 + TOO_LATE_MS;

/** Hosts looked at at the same time, such as after a rollout. */
const LOOKS = 4;

type LooksAgain = Speaks & Finds & Investigates & Records<'runs' | 'seen' | 'audit'>;

/** Looks once more at every host that was reloaded gracefully a while ago, once each, also over restarts, and says in the thread what of the old generation is still there. */
export async function followUp(deps: LooksAgain, now: EpochMs = Date.now()): Promise<void> {
  const since = { status: 'done', startedSince: now - OLDEST_MS } as const;
  const [changes, rollouts] = await Promise.all([
    deps.record.runs({ flow: changeFlow.name, ...since }),
    deps.record.runs({ flow: rolloutFlow.name, ...since }),
  ]);
  const due = [...changes, ...rollouts]
    .filter(({ endedAt }) => endedAt !== null && endedAt + FOLLOW_UP_MS <= now && endedAt + TOO_LATE_MS > now)
    .flatMap((run) => reloadedBy(run).map((host) => ({ run, host })));
  const lookOnce = async ({ run, host }: (typeof due)[number]) => {
    if (await deps.record.seen(`follow-up:${run.id}:${host}`, 2 * TOO_LATE_MS)) await lookAgain(deps, run, host);
  };
  await pMap(due, lookOnce, { concurrency: LOOKS });
}

/** The hosts on which a run's last step was a graceful reload that was verified; none of a run that cannot be read. */
function reloadedBy(run: RunSummary): readonly string[] {
  return ifReadable(() => (run.flow === changeFlow.name ? changedBy(run) : rolledBy(run))) ?? [];
}

function changedBy(run: RunSummary): readonly string[] {
  const { plan } = changeOf(run).card;
  return isReloaded(plan, changeResultOf(run)) ? [plan.host] : [];
}

function rolledBy(run: RunSummary): readonly string[] {
  const ended = rolloutResultOf(run);
  if (ended.ended !== 'complete' && ended.ended !== 'stopped') return [];
  return rolloutOf(run)
    .card.plan.hosts.filter(({ host, plan }) =>
      isReloaded(plan, ended.hosts.find((one) => one.host === host)?.result ?? null),
    )
    .map(({ host }) => host);
}

function isReloaded({ steps }: Plan, result: ChangeResult | null): boolean {
  const graceful = steps.at(-1)?.command.argv.some((word) => word === 'reload' || word === 'graceful') === true;
  return graceful && result?.ended === 'done' && result.verification.outcome === 'verified';
}

async function lookAgain(deps: LooksAgain, run: RunSummary, name: string): Promise<void> {
  const thread = threadOf(run);
  const host = deps.inventory.find(name);
  if (thread === undefined || host === undefined) return;
  const { report } = await deps.investigate(host, 'workers', {}, () => undefined, new AbortController().signal);
  const findings: readonly Finding[] = [
    ...report.cases.flatMap(({ root, symptoms }) => [root, ...symptoms]),
    ...report.notices,
  ];
  const old = findings.find(({ id }) => id === 'lingering-generation');
  const unreached = findings.find(({ id }) => id === 'host-unreachable');
  await deps.record.audit(
    'follow-up',
    { surface: 'system', id: 'engine' },
    toJson({ host: name, old: old?.summary ?? null }),
    run.id,
  );
  const finding = old ?? unreached;
  if (finding === undefined) return;
  const minutes = FOLLOW_UP_MS / 60_000;
  await deps.face.post({ thread }, { kind: 'follow-up', host: host.name, minutes, finding });
}
