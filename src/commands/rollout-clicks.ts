import { rolloutFlow } from '../changes/rollout.ts';
import { approversIn } from '../config/policy.ts';
import { toJson } from '../lib/json.ts';
import type { Actor, ApprovalRecord, Engine } from '../model/engine-port.ts';
import type { Denial } from '../model/face/answers.ts';
import { isSameMessage } from '../model/face/places.ts';
import type { RolloutWish, RunClick } from '../model/face/requests.ts';
import type { RolloutCard } from '../model/rollout.ts';
import { caseOf, namingRules } from './approvers.ts';
import type { Deciders } from './clicks.ts';
import type { Logs, Records } from './dependencies.ts';
import { type Admits, deny, guarded } from './guarded.ts';
import { denyApproving } from './permissions.ts';
import { actorOf } from './request.ts';
import { redraw } from './rollout-show.ts';
import { kept, rolloutOf } from './stored.ts';

/** A click that is delivered again must not end a pause that came after it. */
const CLICK_ONCE_MS = 86_400_000;

const wanted = { pause: 'pause', resume: 'go', stop: 'stop' } as const;

type Controls = Deciders &
  Admits &
  Logs &
  Parameters<typeof redraw>[0] &
  Records<'run' | 'audit' | 'seen' | 'pendingApprovals'> & { readonly engine: Pick<Engine, 'decide'> };

/**
 * Pauses, resumes or stops a rollout between two hosts. Anybody who may ask may hold it, for that is the safe side; going on again is for those who may
 * approve it. Never rejects.
 */
export async function control(deps: Controls, click: RunClick, wish: RolloutWish): Promise<void> {
  await guarded(deps, click, async () => {
    const { record } = deps;
    const found = await findRollout(deps, click);
    if ('code' in found) return click.answer({ kind: 'denied', denial: found });
    const who = actorOf(deps, click);
    const denied = wish === 'resume' ? await denyResuming(deps, click, found) : await denyHolding(deps, click);
    const body = { wish, channel: click.conversation, click: click.id };
    if (denied !== undefined) {
      await record.audit('click-refused', who, toJson({ ...body, reason: denied.code }), click.run);
      return click.answer({ kind: 'denied', denial: denied });
    }
    if (await record.seen(`rollout-control:${click.id}`, CLICK_ONCE_MS)) await obey(deps, click, wish, who);
  });
}

/** Keeps what is wanted, and ends the pause that waits for it. */
async function obey(deps: Controls, click: RunClick, wish: RolloutWish, who: Actor): Promise<void> {
  const { record, engine } = deps;
  const runId = click.run ?? '';
  const body = toJson({ wish, channel: click.conversation, click: click.id });
  await record.audit('rollout-control', who, body, runId);
  await record.remember(runId, kept.control, { wanted: wanted[wish], by: who });
  const waiting = await pauseOf(deps, runId);
  if (waiting !== undefined && wish !== 'pause')
    await engine.decide(waiting.id, wish === 'resume' ? 'approve' : 'deny', who, body);
  else await redraw(deps, runId, true);
}

/** The rollout of a button: it must be under way, and the button on its message. */
async function findRollout(deps: Controls, { run: id, message }: RunClick): Promise<RolloutCard | Denial> {
  if (id === undefined) return { code: 'stale-button' };
  const run = await deps.record.run(id);
  if (run?.flow !== rolloutFlow.name) return { code: 'unknown-approval' };
  const at = await deps.record.recall(run.id, kept.result);
  if (run.status !== 'open' || !isSameMessage(at, message)) return { code: 'stale-button' };
  return rolloutOf(run).card;
}

/** The approval a paused rollout waits for. */
async function pauseOf({ record }: Records<'pendingApprovals'>, runId: string): Promise<ApprovalRecord | undefined> {
  const pending = await record.pendingApprovals();
  return pending.find((one) => one.runId === runId && one.name.startsWith('resume '));
}

async function denyHolding(deps: Controls, click: RunClick): Promise<Denial | undefined> {
  const denied = await deny(deps, click);
  return denied === undefined ? undefined : { code: denied };
}

async function denyResuming(
  deps: Controls,
  click: RunClick,
  { plan, requestedBy }: RolloutCard,
): Promise<Denial | undefined> {
  const { directory, team } = deps;
  const [person, conversationShared, rules] = await Promise.all([
    directory.person(click.person),
    directory.isShared(click.conversation),
    namingRules(deps, caseOf(deps, plan)),
  ]);
  const denial = denyApproving({
    person,
    conversationShared,
    rules,
    verdict: 'approve',
    ourTeam: team,
    requesterId: requestedBy.id,
    tier: plan.tier,
    approvedById: undefined,
  });
  if (denial === 'not-approver') return { code: denial, ...approversIn(rules) };
  if (denial !== undefined) return { code: denial };
  const frozen = deps.freeze.read();
  return frozen === undefined ? undefined : { code: 'frozen', ...frozen };
}
