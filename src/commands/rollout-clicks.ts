import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import { rolloutFlow } from '../changes/rollout.ts';
import { approversIn } from '../config/policy.ts';
import { toJson } from '../lib/json.ts';
import type { Actor, ApprovalRecord } from '../model/engine-port.ts';
import type { RolloutCard } from '../model/rollout.ts';
import { renderDenial, type Denial as ShownDenial } from '../slack/render/refusal.ts';
import { type RolloutValue, readRolloutValue, rolloutActionIds } from '../slack/render/rollout-progress.ts';
import { caseOf, namingRules } from './approvers.ts';
import { deny, guarded } from './guarded.ts';
import { denyApproving } from './permissions.ts';
import { actorOf, type Request } from './request.ts';
import { redraw } from './rollout-show.ts';
import type { Services } from './services.ts';
import { kept, rolloutOf } from './stored.ts';

/** Somebody pressed Pause, Resume or Stop on a rollout that is under way. */
export interface RolloutClick extends Omit<Request, 'text'> {
  readonly value: RolloutValue | undefined;
  readonly messageTs?: string;
}

type Wish = keyof typeof rolloutActionIds;

/** A click that Slack delivers again must not end a pause that came after it. */
const CLICK_ONCE_MS = 86_400_000;

const wanted = { pause: 'pause', resume: 'go', stop: 'stop' } as const;

/** Connects the three buttons; every listener acknowledges first. */
export function registerRolloutButtons(
  app: App,
  services: Services,
  clickOf: (body: BlockAction<ButtonAction>) => Omit<Request, 'text'> & { readonly messageTs?: string },
): void {
  for (const wish of ['pause', 'resume', 'stop'] as const) {
    app.action<BlockAction<ButtonAction>>(rolloutActionIds[wish], async ({ ack, body, action }) => {
      await ack();
      await control(services, { ...clickOf(body), value: readRolloutValue(action.value) }, wish);
    });
  }
}

/**
 * Pauses, resumes or stops a rollout between two hosts. Anybody who may ask may hold it, for that is the safe side; going on again is for those who may
 * approve it. Never rejects.
 */
export async function control(services: Services, click: RolloutClick, wish: Wish): Promise<void> {
  await guarded(services, click, async () => {
    const { engine, team } = services;
    const found = await findRollout(services, click);
    if ('code' in found) return click.answer(renderDenial(found));
    const who = actorOf(click.userId, team);
    const denied = wish === 'resume' ? await denyResuming(services, click, found) : await denyHolding(services, click);
    const body = { wish, channel: click.channel, click: click.id };
    if (denied !== undefined) {
      await engine.audit('click-refused', who, toJson({ ...body, reason: denied.code }), click.value?.run);
      return click.answer(renderDenial(denied));
    }
    if (await engine.seen(`rollout-control:${click.id}`, CLICK_ONCE_MS)) await obey(services, click, wish, who);
  });
}

/** Keeps what is wanted, and ends the pause that waits for it. */
async function obey(services: Services, click: RolloutClick, wish: Wish, who: Actor): Promise<void> {
  const { engine } = services;
  const runId = click.value?.run ?? '';
  const body = toJson({ wish, channel: click.channel, click: click.id });
  await engine.audit('rollout-control', who, body, runId);
  await services.record.remember(runId, kept.control, { wanted: wanted[wish], by: who });
  const waiting = await pauseOf(services, runId);
  if (waiting !== undefined && wish !== 'pause')
    await engine.decide(waiting.id, wish === 'resume' ? 'approve' : 'deny', who, body);
  else await redraw(services, runId, true);
}

/** The rollout of a button: it must be under way, and the button on its message. */
async function findRollout(
  services: Services,
  { value, messageTs, channel }: RolloutClick,
): Promise<RolloutCard | (ShownDenial & { readonly code: string })> {
  if (value === undefined) return { code: 'stale-button' };
  const run = await services.record.run(value.run);
  if (run?.flow !== rolloutFlow.name) return { code: 'unknown-approval' };
  const at = await services.record.recall(run.id, kept.result);
  if (run.status !== 'open' || at?.ts !== messageTs || at?.channel !== channel) return { code: 'stale-button' };
  return rolloutOf(run).card;
}

/** The approval a paused rollout waits for. */
async function pauseOf({ engine }: Services, runId: string): Promise<ApprovalRecord | undefined> {
  const pending = await engine.pendingApprovals();
  return pending.find((one) => one.runId === runId && one.name.startsWith('resume '));
}

async function denyHolding(services: Services, click: RolloutClick): Promise<ShownDenial | undefined> {
  const denied = await deny(services, click);
  return denied === undefined ? undefined : { code: denied };
}

async function denyResuming(
  services: Services,
  click: RolloutClick,
  { plan, requestedBy }: RolloutCard,
): Promise<ShownDenial | undefined> {
  const { directory, team } = services;
  const [person, channelShared, rules] = await Promise.all([
    directory.person(click.userId),
    directory.isShared(click.channel),
    namingRules(services, caseOf(services, plan)),
  ]);
  const denial = denyApproving({
    person,
    channelShared,
    rules,
    verdict: 'approve',
    ourTeam: team,
    requesterId: requestedBy.id,
    tier: plan.tier,
    approvedById: undefined,
  });
  if (denial === 'not-approver') return { code: denial, ...approversIn(rules) };
  if (denial !== undefined) return { code: denial };
  const frozen = services.freeze.read();
  return frozen === undefined ? undefined : { code: 'frozen', ...frozen };
}
