import { randomUUID } from 'node:crypto';
import { digestOfRollout, rolloutFlow } from '../changes/rollout.ts';
import { approvalsNeeded, approversIn, rulesFor, tiers } from '../config/policy.ts';
import { toJson } from '../lib/json.ts';
import type { Host } from '../model/host.ts';
import type { Intent } from '../model/intent.ts';
import type { RolloutCard, RolloutPlan } from '../model/rollout.ts';
import { settingsFor } from '../runbooks/rollout/order.ts';
import { type MemberPlan, type PlannedRollout, planRollout } from '../runbooks/rollout/plan.ts';
import { renderDenial, renderMisunderstood } from '../slack/render/refusal.ts';
import { renderRolloutDryRun, renderRolloutRefusal } from '../slack/render/rollout-refusal.ts';
import { caseOf, namingRules } from './approvers.ts';
import { put } from './change-thread.ts';
import { mayApproveOwn } from './permissions.ts';
import { openPlanPlace, type PlanPlace } from './plan-place.ts';
import type { Request } from './request.ts';
import { showFailed } from './restart.ts';
import { type PlannedMember, planMembers } from './rollout-members.ts';
import type { Services } from './services.ts';
import { kept, type SlackRollout } from './stored.ts';

type RolloutIntent = Extract<Intent, { kind: 'rollout' }>;

/** More than this fits neither into a modal nor into anybody's head. */
const MOST_HOSTS = 50;

/** Plans the same change for every host of a group, and posts one card for all of them, or the reasons why there is none; nothing is changed here. */
export async function startRollout(services: Services, request: Request, intent: RolloutIntent): Promise<void> {
  const members = services.inventory.hosts.filter(({ groups }) => groups.includes(intent.group));
  const problem = problemOf(services, intent, members);
  if (problem !== undefined) return request.answer(problem);
  const running = services.work.begin();
  if (running === undefined) return request.answer(renderDenial({ code: 'too-busy' }));
  const planId = `plan-${randomUUID()}`;
  try {
    await planInThread(services, request, intent, members, planId);
  } catch (error) {
    await showFailed(services, planId);
    throw error;
  } finally {
    running.end();
  }
}

/** What stands in the way before any host is asked. */
function problemOf(
  services: Services,
  { verb, group, dryRun, breakGlass }: RolloutIntent,
  { length }: readonly Host[],
) {
  if (breakGlass !== undefined)
    return sorry('Break-glass passes by the approvals for one host at a time, never for a group. Name one host.');
  if (length === 0) return sorry(`There is no group \`${group}\` with hosts in the inventory.`);
  if (length > MOST_HOSTS)
    return sorry(`The group \`${group}\` has ${length} hosts; at most ${MOST_HOSTS} go in one rollout.`);
  if (dryRun === true) return undefined;
  const frozen = services.freeze.read();
  if (frozen !== undefined) return renderDenial({ code: 'frozen', ...frozen });
  const host = `group:${group}`;
  const ruled = tiers.some(
    (tier) => tier !== 'break-glass' && rulesFor(services.approvals, caseOf(services, { verb, host, tier })).length > 0,
  );
  return ruled ? undefined : renderDenial({ code: 'no-approvers' });
}

function sorry(problem: string) {
  return renderMisunderstood({ kind: 'misunderstood', problem });
}

async function planInThread(
  services: Services,
  request: Request,
  intent: RolloutIntent,
  members: readonly Host[],
  planId: string,
): Promise<void> {
  const { verb, options, group } = intent;
  const place = await openPlanPlace(services, request, { planId, verb, host: `group:${group}` });
  if (place === undefined) return;
  const settings = settingsFor(group, services.rollouts);
  const planned = await planMembers(services, intent, members, { at: place.cardAt, since: place.askedAt });
  const rollout = planRollout({ verb, options, settings, members: planned });
  await services.engine.append(planId, 'planned', toJson(rollout));
  if (rollout.offered) return offer(services, place, rollout.plan, planned, intent);
  const partial = intent.dryRun === true ? withoutRefused(intent, settings, planned) : undefined;
  const refused = rollout.refused.map(({ host, reasons }) => ({ host, reasons }));
  if (partial?.offered === true) {
    const card = await cardOf(services, place, partial.plan, planned);
    await put(services, place.thread, place.cardAt, renderRolloutDryRun(card, refused));
    await place.showRoot({ state: 'changed', outcome: 'nothing', line: 'dry run: nobody is asked' });
  } else {
    const message = renderRolloutRefusal({ verb, host: `group:${group}` }, rollout.problem, refused);
    await put(services, place.thread, place.cardAt, message);
    await place.showRoot({ state: 'failed', line: `no rollout is offered: ${rollout.problem}` });
  }
  await services.engine.finish(planId, 'done', 'refused');
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
  services: Services,
  place: PlanPlace,
  plan: RolloutPlan,
  planned: readonly PlannedMember[],
  { dryRun }: RolloutIntent,
): Promise<void> {
  const { engine, approvals } = services;
  const { planId, who, askedAt, thread, root, cardAt } = place;
  const card = await cardOf(services, place, plan, planned);
  const unruled = card.approvers.users.length + card.approvers.groups.length === 0;
  if (dryRun === true || unruled) {
    await put(services, thread, cardAt, renderRolloutDryRun(card, []));
    const line = dryRun === true ? 'dry run: nobody is asked' : 'nobody may approve it: no rule names an approver';
    await place.showRoot({ state: 'changed', outcome: 'nothing', line });
    return engine.finish(planId, 'done', dryRun === true ? 'dry run' : 'no approvers');
  }
  const runId = `rollout-${randomUUID()}`;
  const ttlMs = approvals.expiresMinutes * 60_000;
  const input: SlackRollout = { card: { ...card, runId }, ttlMs, thread, root, cardAt, askedAt };
  await engine.remember(planId, kept.became, runId);
  await engine.start(rolloutFlow, runId, input, who);
  await engine.finish(planId, 'done', runId);
}

async function cardOf(
  services: Services,
  { planId, who }: PlanPlace,
  plan: RolloutPlan,
  planned: readonly PlannedMember[],
): Promise<RolloutCard> {
  const rules = await namingRules(services, caseOf(services, plan));
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
