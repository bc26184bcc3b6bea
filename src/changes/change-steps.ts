import { z } from 'zod';
import { Baseline } from '../model/change-runbook.ts';
import { announcementOf, declareAction } from '../model/define-flow.ts';
import { Decision } from '../model/engine-port.ts';
import { ChangeResult, Plan, PlanCard, Undone, Verification } from '../model/plan.ts';
import { AnyJson } from '../model/stored.ts';

/** The host right before the command. Without it nothing could be proven afterwards, so nothing is sent then. */
const BaselineSeen = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), baseline: Baseline }),
  z.object({ ok: z.literal(false), detail: z.string() }),
]);
export type BaselineSeen = z.infer<typeof BaselineSeen>;

export const takeBaseline = declareAction({
  name: 'take-baseline',
  effect: 'read',
  args: z.object({ plan: Plan }),
  result: BaselineSeen,
});

export const ApplyArgs = z.object({
  plan: Plan,
  digest: z.string(),
  baseline: Baseline,
  /** When the approval is too old to begin with, by our clock; null for a plan of a rollout, which has its own pauses. */
  until: z.number().nullable(),
});
export type ApplyArgs = z.infer<typeof ApplyArgs>;

/** The approved plan, under the host's lock; found begun, nothing is sent a second time. */
export const applyApproved = declareAction({
  name: 'apply-plan',
  effect: 'write',
  args: ApplyArgs,
  result: ChangeResult,
});

export const verifyApplied = declareAction({
  name: 'verify-plan',
  effect: 'read',
  args: z.object({
    plan: Plan,
    baseline: Baseline,
    /** The command itself said that it failed: then one look tells what there is to tell. */
    failed: z.boolean(),
    /** Nobody saw its end: it may still run, under the host's lock. */
    unended: z.boolean(),
  }),
  result: Verification,
});

/** The plan's way back; putting back what is back does nothing, so it may run again. */
export const undoApplied = declareAction({
  name: 'undo-plan',
  effect: 'write',
  args: z.object({ plan: Plan, baseline: Baseline }),
  result: Undone,
});

/** What a change may do to a host. */
export const hostSteps = [takeBaseline, applyApproved, verifyApplied, undoApplied] as const;
export type HostSteps = (typeof hostSteps)[number];

const Decided = z.object({ card: PlanCard, decision: Decision });

/** With these a face shows what happens; each may run again after a restart. */
export const changeFace = {
  card: declareAction({ name: 'show-card', effect: 'write', args: announcementOf(PlanCard), result: AnyJson }),
  /** Tells everybody in the channel of an approved break-glass change; it must throw when that message was not taken. */
  breakGlass: declareAction({ name: 'announce-break-glass', effect: 'write', args: Decided, result: AnyJson }),
  decision: declareAction({ name: 'show-decision', effect: 'write', args: Decided, result: AnyJson }),
  result: declareAction({
    name: 'show-result',
    effect: 'write',
    args: Decided.extend({ result: ChangeResult }),
    result: AnyJson,
  }),
} as const;
