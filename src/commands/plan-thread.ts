import { randomBytes, randomUUID } from 'node:crypto';
import { digestOf } from '../changes/digest.ts';
import { changeFlow } from '../changes/flow.ts';
import { planChange } from '../changes/look.ts';
import { approvalsNeeded, approversIn, rulesFor } from '../config/policy.ts';
import { toJson } from '../lib/json.ts';
import type { Planned } from '../model/change-runbook.ts';
import type { Actor } from '../model/engine-port.ts';
import type { Denial } from '../model/face/answers.ts';
import type { Request } from '../model/face/requests.ts';
import type { Host } from '../model/host.ts';
import type { Intent } from '../model/intent.ts';
import type { Plan, PlanCard, Tier } from '../model/plan.ts';
import { caseOf, namingRules } from './approvers.ts';
import { decidedElsewhere } from './decided-elsewhere.ts';
import type { Finds, Freezes, Knows, Logs, Plans, Records, Rules, Starts, Works } from './dependencies.ts';
import { otherChangeChecks, otherChanges, tellOtherChanges } from './other-changes.ts';
import { mayApproveOwn } from './permissions.ts';
import { openPlanPlace, type PlanPlace } from './plan-place.ts';
import { put } from './put.ts';
import { showFailed } from './restart.ts';
import { type ChangeInThread, kept } from './stored.ts';

type ChangeIntent = Extract<Intent, { kind: 'change' }>;
type Offered = Extract<Planned, { offered: true }>;

type Changes = Knows &
  Works &
  Logs &
  Rules &
  Finds &
  Freezes &
  Plans &
  Starts &
  Records<'open' | 'append' | 'finish' | 'remember' | 'recall' | 'run' | 'holder' | 'pendingApprovals'>;

/** Opens a thread, looks, and posts the plan card or the reasons why there is none; nothing is changed here. */
export async function startChange(deps: Changes, request: Request, host: Host, intent: ChangeIntent): Promise<void> {
  if (intent.dryRun !== true && !deps.face.decides) return request.answer(decidedElsewhere(intent));
  const denied = intent.dryRun === true ? undefined : denyPlanning(deps, host, intent);
  if (denied !== undefined) return request.answer({ kind: 'denied', denial: denied });
  const running = deps.work.begin();
  if (running === undefined) return request.answer({ kind: 'denied', denial: { code: 'too-busy' } });
  const planId = `plan-${randomUUID()}`;
  try {
    await planInThread(deps, request, host, intent, planId);
  } catch (error) {
    await showFailed(deps, planId);
    throw error;
  } finally {
    running.end();
  }
}

/** A plan that could not be approved now, or by nobody at all, is not made: the host is not even asked. */
function denyPlanning(
  deps: Freezes & Rules & Finds,
  host: Host,
  { verb, breakGlass }: ChangeIntent,
): Denial | undefined {
  const frozen = deps.freeze.read();
  if (frozen !== undefined) return { code: 'frozen', ...frozen };
  const possible: readonly Tier[] = breakGlass === undefined ? ['reversible', 'disruptive'] : ['break-glass'];
  const ruled = possible.some(
    (tier) => rulesFor(deps.approvals, caseOf(deps, { verb, host: host.name, tier })).length > 0,
  );
  return ruled ? undefined : { code: 'no-approvers' };
}

async function planInThread(
  deps: Changes,
  request: Request,
  host: Host,
  intent: ChangeIntent,
  planId: string,
): Promise<void> {
  const { verb, options } = intent;
  const place = await openPlanPlace(deps, request, {
    planId,
    verb,
    host: intent.host,
    asked: intent,
  });
  if (place === undefined) return;
  const planned = await planChange(deps.changes, host, {
    verb,
    options,
    changeId: randomBytes(8).toString('hex'),
  });
  await deps.record.append(planId, 'planned', toJson(planned));
  if (planned.offered) return offer(deps, place, planned, intent);
  await put(deps, place.thread, place.cardAt, {
    kind: 'plan-refused',
    refusal: planned.refusal,
    frozen: deps.freeze.read() ?? null,
  });
  const [first] = planned.refusal.reasons;
  await place.showRoot({
    state: 'changed',
    outcome: 'nothing',
    line: `no plan: ${first?.why ?? 'the thread says why'}`,
  });
  await deps.record.finish(planId, 'done', 'refused');
}

/** Asks for approval, or only shows the plan: for a dry run, and where no rule names an approver for what it turned out to be. */
async function offer(deps: Changes, place: PlanPlace, planned: Offered, intent: ChangeIntent): Promise<void> {
  const { record, engine, approvals } = deps;
  const { planId, who, askedAt, thread, root, cardAt } = place;
  const others = await otherChanges(deps, planned.plan.host);
  await tellOtherChanges(deps, thread, planned.plan.host, others);
  const plan = tieredPlan(planned.plan, intent);
  const checks = [...planned.checks, ...otherChangeChecks(others)];
  const approvers = await approversOf(deps, plan, who);
  const card = { plan, digest: digestOf(plan), requestedBy: who, checks, approvers };
  const unruled = approvers.users.length + approvers.groups.length === 0;
  if (intent.dryRun === true || unruled) {
    await put(deps, thread, cardAt, {
      kind: 'dry-run',
      card: { ...card, runId: planId },
      frozen: deps.freeze.read() ?? null,
    });
    const line =
      intent.dryRun === true ? 'dry run: nobody is asked' : 'nobody may approve it: no rule names an approver';
    await place.showRoot({ state: 'changed', outcome: 'nothing', line });
    return record.finish(planId, 'done', intent.dryRun === true ? 'dry run' : 'no approvers');
  }
  const runId = `change-${randomUUID()}`;
  const ttlMs = approvals.expiresMinutes * 60_000;
  const input: ChangeInThread = { card: { ...card, runId }, ttlMs, thread, root, cardAt, askedAt };
  await record.remember(planId, kept.became, runId);
  await engine.start(changeFlow, runId, input, who);
  await record.finish(planId, 'done', runId);
}

/** The plan with its last word on the tier; everything of it is under the digest from here on. */
function tieredPlan(plan: Plan, { breakGlass }: ChangeIntent): Plan {
  return breakGlass === undefined ? plan : { ...plan, tier: 'break-glass', breakGlass };
}

async function approversOf(deps: Changes, plan: Plan, who: Actor): Promise<PlanCard['approvers']> {
  const rules = await namingRules(deps, caseOf(deps, plan));
  return {
    ...approversIn(rules),
    selfApproval: mayApproveOwn(rules, who.id, plan.tier),
    needed: approvalsNeeded(plan.tier),
  };
}
