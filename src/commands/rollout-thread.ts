import { randomUUID } from 'node:crypto';
import { digestOfRollout, rolloutFlow } from '../changes/rollout.ts';
import { approvalsNeeded, approversIn, rulesFor, tiers } from '../config/policy.ts';
import { toJson } from '../lib/json.ts';
import type { PlannedGroup } from '../model/face/changes.ts';
import type { Message } from '../model/face/message.ts';
import type { Request } from '../model/face/requests.ts';
import type { Host } from '../model/host.ts';
import type { Intent } from '../model/intent.ts';
import type { RolloutCard, RolloutPlan } from '../model/rollout.ts';
import { settingsFor } from '../runbooks/rollout/order.ts';
import { type MemberPlan, type PlannedRollout, planRollout } from '../runbooks/rollout/plan.ts';
import { caseOf, namingRules } from './approvers.ts';
import { decidedElsewhere } from './decided-elsewhere.ts';
import type { Finds, Freezes, Knows, Logs, Plans, Records, Rules, Starts, Works } from './dependencies.ts';
import { membersOf } from './members.ts';
import { mayApproveOwn } from './permissions.ts';
import { openPlanPlace, type PlanPlace } from './plan-place.ts';
import { put } from './put.ts';
import { showFailed } from './restart.ts';
import { type Groups, type PlannedMember, planMembers, shownMember } from './rollout-members.ts';
import { kept, type RolloutInThread } from './stored.ts';

type RolloutIntent = Extract<Intent, { kind: 'rollout' }>;

/** More than this fits neither into a modal nor into anybody's head. */
const MOST_HOSTS = 50;

type Rollouts = Knows &
  Works &
  Logs &
  Rules &
  Finds &
  Freezes &
  Plans &
  Starts &
  Groups &
  Records<'open' | 'append' | 'finish' | 'remember' | 'recall' | 'run'>;

/** Plans the same change for every host of a group, and posts one card for all of them, or the reasons why there is none; nothing is changed here. */
export async function startRollout(deps: Rollouts, request: Request, intent: RolloutIntent): Promise<void> {
  if (intent.dryRun !== true && !deps.face.decides) return request.answer(decidedElsewhere(intent));
  const members = membersOf(deps.inventory, intent.group);
  const problem = problemOf(deps, intent, members);
  if (problem !== undefined) return request.answer(problem);
  const running = deps.work.begin();
  if (running === undefined) return request.answer({ kind: 'denied', denial: { code: 'too-busy' } });
  const planId = `plan-${randomUUID()}`;
  try {
    await planInThread(deps, request, intent, members, planId);
  } catch (error) {
    await showFailed(deps, planId);
    throw error;
  } finally {
    running.end();
  }
}

/** What stands in the way before any host is asked. */
function problemOf(
  deps: Rollouts,
  { verb, group, dryRun, breakGlass }: RolloutIntent,
  { length }: readonly Host[],
): Message | undefined {
  if (breakGlass !== undefined)
    return sorry('Break-glass skips the approvals for one host at a time, never for a group. Name one host.');
  if (length === 0) return sorry(`There is no group \`${group}\` with hosts in the inventory.`);
  if (length > MOST_HOSTS)
    return sorry(`The group \`${group}\` has ${length} hosts; at most ${MOST_HOSTS} go in one rollout.`);
  if (dryRun === true) return undefined;
  const frozen = deps.freeze.read();
  if (frozen !== undefined) return { kind: 'denied', denial: { code: 'frozen', ...frozen } };
  const host = `group:${group}`;
  const ruled = tiers.some(
    (tier) => tier !== 'break-glass' && rulesFor(deps.approvals, caseOf(deps, { verb, host, tier })).length > 0,
  );
  return ruled ? undefined : { kind: 'denied', denial: { code: 'no-approvers' } };
}

function sorry(problem: string): Message {
  return { kind: 'misunderstood', problem };
}

async function planInThread(
  deps: Rollouts,
  request: Request,
  intent: RolloutIntent,
  members: readonly Host[],
  planId: string,
): Promise<void> {
  const { verb, options, group } = intent;
  const place = await openPlanPlace(deps, request, { planId, verb, host: `group:${group}` });
  if (place === undefined) return;
  const settings = settingsFor(group, deps.rollouts);
  const planned = await planMembers(deps, intent, members, { at: place.cardAt, since: place.askedAt });
  const rollout = planRollout({ verb, options, settings, members: planned });
  await deps.record.append(planId, 'planned', toJson(rollout));
  if (rollout.offered) return offer(deps, place, rollout.plan, planned, intent);
  const partial = intent.dryRun === true ? withoutRefused(intent, settings, planned) : undefined;
  const refused = rollout.refused.map(({ host, reasons }) => ({ host, reasons }));
  const shown = groupOf(deps, intent, planned);
  if (partial?.offered === true) {
    const card = await cardOf(deps, place, partial.plan, planned);
    await put(deps, place.thread, place.cardAt, { kind: 'rollout-dry-run', card, refused, ...shown });
    await place.showRoot({ state: 'changed', outcome: 'nothing', line: 'dry run: nobody is asked' });
  } else {
    const { problem } = rollout;
    const message = { kind: 'rollout-refused', verb, host: `group:${group}`, problem, refused, ...shown } as const;
    await put(deps, place.thread, place.cardAt, message);
    await place.showRoot({ state: 'failed', line: `no rollout is offered: ${rollout.problem}` });
  }
  await deps.record.finish(planId, 'done', 'refused');
}

/** What each host would get, for a face that shows them one by one. */
function groupOf({ freeze }: Freezes, { group, verb }: RolloutIntent, planned: readonly PlannedMember[]): PlannedGroup {
  return { group, members: planned.map((member) => shownMember(member, verb)), frozen: freeze.read() ?? null };
}

/** What the hosts that can be done would get, to be looked at only. */
function withoutRefused(
  { verb, options }: RolloutIntent,
  settings: ReturnType<typeof settingsFor>,
  planned: readonly MemberPlan[],
): PlannedRollout | undefined {
  const members = planned.filter(({ offered }) => offered);
  return members.length === 0 ? undefined : planRollout({ verb, options, settings, members });
}

/** Asks for approval, or only shows the rollout: for a dry run, and where no rule names an approver for the whole group. */
async function offer(
  deps: Rollouts,
  place: PlanPlace,
  plan: RolloutPlan,
  planned: readonly PlannedMember[],
  intent: RolloutIntent,
): Promise<void> {
  const { dryRun } = intent;
  const { record, engine, approvals } = deps;
  const { planId, who, askedAt, thread, root, cardAt } = place;
  const card = await cardOf(deps, place, plan, planned);
  const unruled = card.approvers.users.length + card.approvers.groups.length === 0;
  if (dryRun === true || unruled) {
    await put(deps, thread, cardAt, {
      kind: 'rollout-dry-run',
      card,
      refused: [],
      ...groupOf(deps, intent, planned),
    });
    const line = dryRun === true ? 'dry run: nobody is asked' : 'nobody may approve it: no rule names an approver';
    await place.showRoot({ state: 'changed', outcome: 'nothing', line });
    return record.finish(planId, 'done', dryRun === true ? 'dry run' : 'no approvers');
  }
  const runId = `rollout-${randomUUID()}`;
  const ttlMs = approvals.expiresMinutes * 60_000;
  const input: RolloutInThread = { card: { ...card, runId }, ttlMs, thread, root, cardAt, askedAt };
  await record.remember(planId, kept.became, runId);
  await engine.start(rolloutFlow, runId, input, who);
  await record.finish(planId, 'done', runId);
}

async function cardOf(
  deps: Rollouts,
  { planId, who }: PlanPlace,
  plan: RolloutPlan,
  planned: readonly PlannedMember[],
): Promise<RolloutCard> {
  const rules = await namingRules(deps, caseOf(deps, plan));
  return {
    runId: planId,
    plan,
    digest: digestOfRollout(plan),
    requestedBy: who,
    checks: planned.flatMap((one) => (one.offered ? [{ host: one.part.host, checks: one.checks }] : [])),
    approvers: {
      ...approversIn(rules),
      selfApproval: mayApproveOwn(rules, who.id, plan.tier),
      needed: approvalsNeeded(plan.tier),
    },
  };
}
