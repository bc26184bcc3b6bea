import { z } from 'zod';
import { sha256Of } from '../lib/canonical-json.ts';
import { toJson } from '../lib/json.ts';
import { defineFlow } from '../model/define-flow.ts';
import type { Actor, FlowContext } from '../model/engine-port.ts';
import { type HostEnd, RolloutCard, type RolloutPlan, RolloutResult } from '../model/rollout.ts';
import { hostSteps } from './change-steps.ts';
import { decided } from './flow.ts';
import { doHost, type HostPartSteps } from './rollout-host.ts';
import { rolloutFace, rolloutSteps } from './rollout-steps.ts';

/** Input of a rollout: the card holds the plan, its digest and who asked. */
export const RolloutInput = z.object({ card: RolloutCard, ttlMs: z.number() });
export type RolloutInput = z.infer<typeof RolloutInput>;

/** How long a paused rollout waits for somebody; after it, it has stopped. */
const PAUSE_MS = 4 * 3_600_000;

/** The digest a rollout's approval is bound to; those of the single plans are inside. */
export function digestOfRollout(plan: RolloutPlan): string {
  return sha256Of(toJson(plan));
}

/**
 * Approval, then batch after batch: may we go on, is the floor kept, then each host of the batch shut, changed, verified and opened again; the first host
 * that is not verified ends it. Everything is in the journal by host, so that a restart goes on at the very step and no host is done twice.
 */
export const rolloutFlow = defineFlow({
  name: 'rollout',
  version: '2',
  actions: [...hostSteps, ...Object.values(rolloutSteps), ...Object.values(rolloutFace)],
  input: RolloutInput,
  result: RolloutResult,
  async run(flow) {
    const { card, ttlMs } = flow.input;
    const { digest } = card;
    const decision = await decided(card, (name, shown) =>
      flow.approval(name, { ttlMs, digest, announce: rolloutFace.card, card: shown }),
    );
    await flow.step('show decision', rolloutFace.decision, { card, decision });
    const { verdict, by } = decision;
    const result: RolloutResult = verdict === 'approve' ? await roll(flow, card) : { ended: endings[verdict], by };
    await flow.step('show result', rolloutFace.result, { card, decision, result });
    return result;
  },
});

const endings = { deny: 'denied', cancel: 'cancelled', expire: 'expired' } as const;

/** What a rollout that was approved may ask for. */
type RollSteps =
  | HostPartSteps
  | typeof rolloutSteps.mayBegin
  | typeof rolloutSteps.pause
  | typeof rolloutFace.pause
  | typeof rolloutFace.going;

async function roll(flow: FlowContext<RollSteps, unknown>, card: RolloutCard): Promise<RolloutResult> {
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
      await flow.step(`settle ${index + 1}`, rolloutSteps.pause, { seconds: plan.settleSeconds });
  }
  return { ended: 'complete', hosts: ends, why: '', by: null };
}

type Halt = { readonly why: string; readonly by: Actor | null };

/** Waits while somebody wants a pause, the floor is not kept or changes are frozen; undefined when the batch may begin. */
async function mayBegin(
  flow: FlowContext<RollSteps, unknown>,
  { plan, digest }: RolloutCard,
  index: number,
): Promise<Halt | undefined> {
  const batch = plan.batches[index] ?? [];
  for (let attempt = 1; ; attempt += 1) {
    const name = `batch ${index + 1}.${attempt}`;
    const others = plan.hosts.map(({ host }) => host).filter((host) => !batch.includes(host));
    const asked = await flow.step(`${name} may begin`, rolloutSteps.mayBegin, {
      others,
      floor: plan.floor,
    });
    const answer = asked.ok ? asked.value : { go: 'pause' as const, why: asked.reason, by: null };
    if (answer.go === 'go') return undefined;
    if (answer.go === 'stop') return { why: answer.why, by: answer.by };
    const decision = await flow.approval(`resume ${index + 1}.${attempt}`, {
      ttlMs: PAUSE_MS,
      digest,
      announce: rolloutFace.pause,
      card: { pause: { why: answer.why, next: batch } },
    });
    const { verdict, by } = decision;
    if (verdict === 'expire') return { why: `${answer.why} Nobody resumed it in time.`, by: null };
    if (verdict !== 'approve') return { why: 'It was stopped while it was paused.', by };
    await flow.step(`${name} resumed`, rolloutFace.going, { by });
  }
}

function stopped(plan: RolloutPlan, ends: readonly HostEnd[], why: string, by: Actor | null = null): RolloutResult {
  const begun = new Set(ends.map(({ host }) => host));
  const rest = plan.hosts
    .filter(({ host }) => !begun.has(host))
    .map(({ host }): HostEnd => ({ host, ended: 'skipped', door: 'none', detail: '', result: null }));
  return { ended: 'stopped', hosts: [...ends, ...rest], why, by };
}
