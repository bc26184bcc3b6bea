import { sha256Of } from '../lib/canonical-json.ts';
import { toJson } from '../lib/json.ts';
import type { Actor, Flow, FlowContext } from '../model/engine-port.ts';
import type { HostEnd, RolloutCard, RolloutPlan, RolloutResult } from '../model/rollout.ts';
import { decided } from './flow.ts';
import { type FloorAnswer, pauseMs, rolloutSteps } from './rollout-actions.ts';
import { doHost } from './rollout-host.ts';

/** Input of a rollout: the card holds the plan, its digest and who asked. */
export type RolloutInput = { readonly card: RolloutCard; readonly ttlMs: number };

/** Names of the actions with which a face shows a rollout; each may run again after a restart. */
export const rolloutPresentation = {
  card: 'show-rollout-card',
  decision: 'show-rollout-decision',
  host: 'show-rollout-host',
  /** Announces a pause; it must throw when somebody asked to stop meanwhile. */
  pause: 'show-rollout-pause',
  going: 'show-rollout-going',
  result: 'show-rollout-result',
} as const;

/** The digest a rollout's approval is bound to; those of the single plans are inside. */
export function digestOfRollout(plan: RolloutPlan): string {
  return sha256Of(toJson(plan));
}

/**
 * Approval, then batch after batch: may we go on, is the floor kept, then each host of the batch shut, changed, verified and opened again; the first host
 * that is not verified ends it. Everything is in the journal by host, so that a restart goes on at the very step and no host is done twice.
 */
export const rolloutFlow: Flow = {
  name: 'rollout',
  version: '2',
  async run(flow) {
    const { card, ttlMs } = flow.input as RolloutInput;
    const decision = await decided(flow, card, ttlMs, rolloutPresentation.card);
    await flow.step('show decision', rolloutPresentation.decision, toJson({ card, decision }));
    const { verdict, by } = decision;
    const result: RolloutResult = verdict === 'approve' ? await roll(flow, card) : { ended: endings[verdict], by };
    await flow.step('show result', rolloutPresentation.result, toJson({ card, decision, result }));
    return toJson(result);
  },
};

const endings = { deny: 'denied', cancel: 'cancelled', expire: 'expired' } as const;

async function roll(flow: FlowContext, card: RolloutCard): Promise<RolloutResult> {
  const { plan, digest } = card;
  if (digestOfRollout(plan) !== digest)
    return stopped(plan, [], 'The stored rollout is not the one that was approved: its digest differs.');
  const ends: HostEnd[] = [];
  for (const [index, batch] of plan.batches.entries()) {
    const halt = await mayBegin(flow, card, index);
    if (halt !== undefined) return stopped(plan, ends, halt.why, halt.by);
    ends.push(...(await Promise.all(batch.map((host) => doHost(flow, plan, host)))));
    const bad = ends.find(({ ended }) => ended !== 'verified');
    if (bad !== undefined) return stopped(plan, ends, `${bad.host} was not verified: ${bad.detail}`);
    if (index + 1 < plan.batches.length)
      await flow.step(`settle ${index + 1}`, rolloutSteps.settle, { seconds: plan.settleSeconds });
  }
  return { ended: 'complete', hosts: ends, why: '', by: null };
}

type Halt = { readonly why: string; readonly by: Actor | null };

/** Waits while somebody wants a pause, the floor is not kept or changes are frozen; undefined when the batch may begin. */
async function mayBegin(flow: FlowContext, { plan, digest }: RolloutCard, index: number): Promise<Halt | undefined> {
  const batch = plan.batches[index] ?? [];
  for (let attempt = 1; ; attempt += 1) {
    const name = `batch ${index + 1}.${attempt}`;
    const others = plan.hosts.map(({ host }) => host).filter((host) => !batch.includes(host));
    const asked = await flow.step(`${name} may begin`, rolloutSteps.mayBegin, {
      others: [...others],
      floor: plan.floor,
    });
    const answer = asked.ok ? (asked.value as FloorAnswer) : { go: 'pause' as const, why: asked.reason, by: null };
    if (answer.go === 'go') return undefined;
    if (answer.go === 'stop') return { why: answer.why, by: answer.by };
    const card = toJson({ pause: { why: answer.why, next: [...batch] } });
    const decision = await flow.approval(`resume ${index + 1}.${attempt}`, {
      ttlMs: pauseMs,
      digest,
      card,
      announce: rolloutPresentation.pause,
    });
    const { verdict, by } = decision;
    if (verdict === 'expire') return { why: `${answer.why} Nobody resumed it in time.`, by: null };
    if (verdict !== 'approve') return { why: 'It was stopped while it was paused.', by };
    await flow.step(`${name} resumed`, rolloutPresentation.going, toJson({ by }));
  }
}

function stopped(plan: RolloutPlan, ends: readonly HostEnd[], why: string, by: Actor | null = null): RolloutResult {
  const begun = new Set(ends.map(({ host }) => host));
  const rest = plan.hosts
    .filter(({ host }) => !begun.has(host))
    .map(({ host }): HostEnd => ({ host, ended: 'skipped', door: 'none', detail: '', result: null }));
  return { ended: 'stopped', hosts: [...ends, ...rest], why, by };
}
