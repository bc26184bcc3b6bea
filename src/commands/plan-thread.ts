import { randomBytes, randomUUID } from 'node:crypto';
import { digestOf } from '../changes/digest.ts';
import { changeFlow } from '../changes/flow.ts';
import { planChange } from '../changes/look.ts';
import { approvalsNeeded, approversIn, rulesFor } from '../config/policy.ts';
import { toJson } from '../lib/json.ts';
import type { Planned } from '../model/change-runbook.ts';
import type { Actor } from '../model/engine-port.ts';
import type { Host } from '../model/host.ts';
import type { Intent } from '../model/intent.ts';
import type { Plan, PlanCard, Tier } from '../model/plan.ts';
import { renderDryRun } from '../slack/render/plan-card.ts';
import { renderDenial, renderPlanRefusal } from '../slack/render/refusal.ts';
import { caseOf, namingRules } from './approvers.ts';
import { put } from './change-thread.ts';
import { otherChangeChecks, otherChanges, tellOtherChanges } from './other-changes.ts';
import { mayApproveOwn } from './permissions.ts';
import { openPlanPlace, type PlanPlace } from './plan-place.ts';
import type { Request } from './request.ts';
import { showFailed } from './restart.ts';
import type { Services } from './services.ts';
import { kept, type SlackChange } from './stored.ts';

type ChangeIntent = Extract<Intent, { kind: 'change' }>;
type Offered = Extract<Planned, { offered: true }>;

/** Opens a thread, looks, and posts the plan card or the reasons why there is none; nothing is changed here. */
export async function startChange(
  services: Services,
  request: Request,
  host: Host,
  intent: ChangeIntent,
): Promise<void> {
  const denied = intent.dryRun === true ? undefined : denyPlanning(services, host, intent);
  if (denied !== undefined) return request.answer(renderDenial(denied));
  const running = services.work.begin();
  if (running === undefined) return request.answer(renderDenial({ code: 'too-busy' }));
  const planId = `plan-${randomUUID()}`;
  try {
    await planInThread(services, request, host, intent, planId);
  } catch (error) {
    await showFailed(services, planId);
    throw error;
  } finally {
    running.end();
  }
}

/** A plan that could not be approved now, or by nobody at all, is not made: the host is not even asked. */
function denyPlanning(
  services: Pick<Services, 'freeze' | 'approvals' | 'inventory'>,
  host: Host,
  { verb, breakGlass }: ChangeIntent,
): Parameters<typeof renderDenial>[0] | undefined {
  const frozen = services.freeze.read();
  if (frozen !== undefined) return { code: 'frozen', ...frozen };
  const possible: readonly Tier[] = breakGlass === undefined ? ['reversible', 'disruptive'] : ['break-glass'];
  const ruled = possible.some(
    (tier) => rulesFor(services.approvals, caseOf(services, { verb, host: host.name, tier })).length > 0,
  );
  return ruled ? undefined : { code: 'no-approvers' };
}

async function planInThread(
  services: Services,
  request: Request,
  host: Host,
  intent: ChangeIntent,
  planId: string,
): Promise<void> {
  const { verb, options } = intent;
  const place = await openPlanPlace(services, request, {
    planId,
    verb,
    host: intent.host,
    asked: intent,
  });
  if (place === undefined) return;
  const planned = await planChange(services.changes, host, {
    verb,
    options,
    changeId: randomBytes(8).toString('hex'),
  });
  await services.engine.append(planId, 'planned', toJson(planned));
  if (planned.offered) return offer(services, place, planned, intent);
  await put(services, place.thread, place.cardAt, renderPlanRefusal(planned.refusal));
  const [first] = planned.refusal.reasons;
  await place.showRoot({
    state: 'changed',
    outcome: 'nothing',
    line: `no plan: ${first?.why ?? 'the thread says why'}`,
  });
  await services.engine.finish(planId, 'done', 'refused');
}

/** Asks for approval, or only shows the plan: for a dry run, and where no rule names an approver for what it turned out to be. */
async function offer(services: Services, place: PlanPlace, planned: Offered, intent: ChangeIntent): Promise<void> {
  const { engine, approvals } = services;
  const { planId, who, askedAt, thread, root, cardAt } = place;
  const others = await otherChanges(services, planned.plan.host);
  await tellOtherChanges(services, thread, planned.plan.host, others);
  const plan = tieredPlan(planned.plan, intent);
  const checks = [...planned.checks, ...otherChangeChecks(others)];
  const approvers = await approversOf(services, plan, who);
  const card = { plan, digest: digestOf(plan), requestedBy: who, checks, approvers };
  const unruled = approvers.users.length + approvers.groups.length === 0;
  if (intent.dryRun === true || unruled) {
    await put(services, thread, cardAt, renderDryRun({ ...card, runId: planId }));
    const line =
      intent.dryRun === true ? 'dry run: nobody is asked' : 'nobody may approve it: no rule names an approver';
    await place.showRoot({ state: 'changed', outcome: 'nothing', line });
    return engine.finish(planId, 'done', intent.dryRun === true ? 'dry run' : 'no approvers');
  }
  const runId = `change-${randomUUID()}`;
  const ttlMs = approvals.expiresMinutes * 60_000;
  const input: SlackChange = { card: { ...card, runId }, ttlMs, thread, root, cardAt, askedAt };
  await engine.remember(planId, kept.became, runId);
  await engine.start(changeFlow, runId, input, who);
  await engine.finish(planId, 'done', runId);
}

/** The plan with its last word on the tier; everything of it is under the digest from here on. */
function tieredPlan(plan: Plan, { breakGlass }: ChangeIntent): Plan {
  return breakGlass === undefined ? plan : { ...plan, tier: 'break-glass', breakGlass };
}

async function approversOf(services: Services, plan: Plan, who: Actor): Promise<PlanCard['approvers']> {
  const rules = await namingRules(services, caseOf(services, plan));
  return {
    ...approversIn(rules),
    selfApproval: mayApproveOwn(rules, who.id, plan.tier),
    needed: approvalsNeeded(plan.tier),
  };
}
