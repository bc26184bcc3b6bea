import { randomUUID } from 'node:crypto';
import type { ApprovalPolicy } from '../config/config.ts';
import { digestOf, planChange } from '../engine/change.ts';
import { toJson } from '../lib/json.ts';
import type { Planned } from '../model/change-runbook.ts';
import type { Host } from '../model/host.ts';
import type { ChangeVerb } from '../model/intent.ts';
import type { PlanCard } from '../model/plan.ts';
import { renderProgress } from '../slack/render/progress.ts';
import { renderDenial, renderPlanRefusal } from '../slack/render/refusal.ts';
import { type RootState, renderRoot } from '../slack/render/root.ts';
import { put, type SlackChange } from './change-thread.ts';
import { openRoot } from './open-thread.ts';
import { actorOf, type Request, type ThreadRef } from './request.ts';
import { showFailed } from './restart.ts';
import type { Services } from './services.ts';

/** Opens a thread, looks, and posts the plan card or the reasons why there is none; nothing is changed here. */
export async function startChange(services: Services, request: Request, host: Host, verb: ChangeVerb): Promise<void> {
  const running = services.work.begin();
  if (running === undefined) return request.answer(renderDenial({ code: 'too-busy' }));
  const planId = `plan-${randomUUID()}`;
  try {
    await planInThread(services, request, host, verb, planId);
  } catch (error) {
    await showFailed(services, planId);
    throw error;
  } finally {
    running.end();
  }
}

async function planInThread(
  services: Services,
  request: Request,
  host: Host,
  verb: ChangeVerb,
  planId: string,
): Promise<void> {
  const { engine, gateway, approvals, changes } = services;
  const who = actorOf(request.userId, services.team);
  const askedAt = Date.now();
  await engine.open('plan', planId, toJson({ verb, host: host.name, askedAt }), who);
  const rootOf = (now: RootState) => renderRoot({ host: host.name, verb, who, askedAt, now });
  const posted = await openRoot(services, request, rootOf({ state: 'running' }));
  if (posted !== undefined && !posted.sent) {
    await engine.finish(planId, 'failed', 'no thread could be opened');
    return request.answer(renderDenial({ code: 'not-in-channel' }));
  }
  const root = posted?.ref ?? null;
  const thread: ThreadRef = root ?? { channel: request.channel, ts: request.threadTs ?? '' };
  const looking = await gateway.post(
    thread.channel,
    renderProgress({ host: host.name, verb, phase: 'looking', looks: [], elapsedMs: 0 }),
    { threadTs: thread.ts, priority: 'verdict' },
  );
  if (looking.sent) await engine.remember(planId, 'progress', toJson(looking.ref));
  if (root !== null) await engine.remember(planId, 'root', toJson(root));
  await engine.remember(planId, 'thread', toJson(thread));

  const planned = await planChange(changes, host, verb);
  await engine.append(planId, 'planned', toJson(planned));
  if (!planned.offered) {
    await put(services, thread, looking.sent ? looking.ref : null, renderPlanRefusal(planned.refusal));
    if (root !== null)
      await gateway.update(root, rootOf({ state: 'failed', line: 'no plan is offered: it would not be safe now' }), {
        priority: 'verdict',
      });
    await engine.finish(planId, 'done', 'refused');
    return;
  }
  const runId = `change-${randomUUID()}`;
  const card = cardOf(runId, planned, who, approvals);
  const input: SlackChange = {
    card,
    ttlMs: approvals.expiresMinutes * 60_000,
    thread,
    root,
    cardAt: looking.sent ? looking.ref : null,
    askedAt,
  };
  await engine.remember(planId, 'became', runId);
  await engine.start('change', runId, toJson(input), who);
  await engine.finish(planId, 'done', runId);
}

function cardOf(
  runId: string,
  { plan, checks }: Extract<Planned, { offered: true }>,
  requestedBy: PlanCard['requestedBy'],
  approvals: ApprovalPolicy,
): PlanCard {
  const { users, groups, selfApproval } = approvals;
  const self = plan.tier !== 'break-glass' && selfApproval.includes(plan.tier);
  return { runId, plan, digest: digestOf(plan), requestedBy, checks, approvers: { users, groups, selfApproval: self } };
}
