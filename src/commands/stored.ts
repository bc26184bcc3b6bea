import { z } from 'zod';
import { ChangeInput, changeFlow } from '../changes/flow.ts';
import { RolloutInput, rolloutFlow } from '../changes/rollout.ts';
import { Actor, type ApprovalRecord, type RunSummary } from '../model/engine-port.ts';
import { MessageRef } from '../model/face/places.ts';
import { Intent } from '../model/intent.ts';
import { readIntentV1 } from '../model/intent-v1.ts';
import { ChangeResult, PlanCard } from '../model/plan.ts';
import { HostAt, RolloutCard, RolloutControl, RolloutResult } from '../model/rollout.ts';
import { readStored, UnknownShape } from '../model/stored.ts';

/** Where a change shows itself. */
const shown = {
  thread: MessageRef,
  /** The message the thread hangs on, when it was opened for this change. */
  root: MessageRef.nullable(),
  /** The message that becomes the card. */
  cardAt: MessageRef.nullable(),
  askedAt: z.number(),
};

/** Input of a change: where it shows itself, besides what runs. */
export const ChangeInThread = ChangeInput.extend(shown).readonly();
export type ChangeInThread = z.infer<typeof ChangeInThread>;

/** The same of a rollout. */
export const RolloutInThread = RolloutInput.extend(shown).readonly();
export type RolloutInThread = z.infer<typeof RolloutInThread>;

/** What to ask for again, as it is written today or as version 0.1.0 wrote it; undefined for anything else. */
const Asked = z.preprocess((value) => Intent.safeParse(value).data ?? readIntentV1(value)?.intent, Intent.optional());

/** What a look or a plan leaves in the record, so that its messages are found again. */
export const LookInput = z.object({ verb: z.string(), host: z.string(), askedAt: z.number(), asked: Asked }).readonly();
export type LookInput = z.infer<typeof LookInput>;

/** What runs keep under a name. */
export const kept = {
  thread: { key: 'thread', shape: MessageRef },
  root: { key: 'root', shape: MessageRef },
  progress: { key: 'progress', shape: MessageRef },
  card: { key: 'card', shape: MessageRef },
  result: { key: 'result', shape: MessageRef },
  /** The run that a plan became. */
  became: { key: 'became', shape: z.string() },
  /** The message that told the channel of a break-glass change. */
  told: { key: 'told', shape: MessageRef },
  review: { key: 'review', shape: MessageRef },
  reviewed: { key: 'reviewed', shape: Actor },
  control: { key: 'control', shape: RolloutControl },
  /** Why a rollout waits; null once it goes on. */
  paused: { key: 'paused', shape: z.string().nullable() },
} as const;

const HostNow = z.object({ state: HostAt.unwrap().shape.state, detail: z.string() }).readonly();

/** Where one host of a rollout is. */
export function keptOfHost(host: string) {
  return { key: `host ${host}`, shape: HostNow };
}

/** As much of a change or a rollout as every version has told alike. */
const About = z.object({
  thread: MessageRef.exactOptional(),
  card: z.object({
    plan: z.object({
      verb: z.string(),
      host: z.string(),
      hosts: z.array(z.object({ host: z.string() })).exactOptional(),
    }),
  }),
});

/** Every shape that is read back, with its version: that of its flow, which every run has on record, or one of its own. A test notices one that changes and keeps its version. */
export const storedShapes: readonly StoredShape[] = [
  ...[changeFlow, rolloutFlow].flatMap(({ name, version, result, actions }) => [
    { name: `${name}: result`, version, shape: result },
    ...actions.flatMap((action) => [
      { name: `${name}: arguments of ${action.name}`, version, shape: action.args },
      { name: `${name}: result of ${action.name}`, version, shape: action.result },
    ]),
  ]),
  { name: 'change: input', version: changeFlow.version, shape: ChangeInThread },
  { name: 'rollout: input', version: rolloutFlow.version, shape: RolloutInThread },
  { name: 'look or plan: input', version: '2', shape: LookInput },
  ...Object.values(kept).map(({ key, shape }) => ({ name: `kept: ${key}`, version: '1', shape })),
  { name: 'kept: host', version: '1', shape: HostNow },
];

export interface StoredShape {
  readonly name: string;
  readonly version: string;
  readonly shape: z.ZodType;
}

/** Input of a change's run; like all readers here it throws an {@link UnknownShape} at what this version does not know. */
export function changeOf(run: RunSummary): ChangeInThread {
  return readStored(ChangeInThread, run.input, `the input of ${run.id}`);
}

/** Input of a rollout's run. */
export function rolloutOf(run: RunSummary): RolloutInThread {
  return readStored(RolloutInThread, run.input, `the input of ${run.id}`);
}

/** Input of the run of a look or a plan. */
export function lookOf(run: RunSummary): LookInput {
  return readStored(LookInput, run.input, `the input of ${run.id}`);
}

/** How a change ended. */
export function changeResultOf(run: RunSummary): ChangeResult {
  return readStored(ChangeResult, run.result, `the result of ${run.id}`);
}

/** How a rollout ended. */
export function rolloutResultOf(run: RunSummary): RolloutResult {
  return readStored(RolloutResult, run.result, `the result of ${run.id}`);
}

/** What an approval is about. A rollout that pauses asks for one too. */
export type ApprovalCard =
  | { readonly of: 'change'; readonly card: PlanCard }
  | { readonly of: 'rollout'; readonly card: RolloutCard }
  | { readonly of: 'pause' };

const Kind = z.union([
  z.object({ pause: z.object({}) }).transform(() => 'pause' as const),
  z.object({ plan: z.object({ batches: z.array(z.unknown()) }) }).transform(() => 'rollout' as const),
  z.unknown().transform(() => 'change' as const),
]);

/** The card of an approval. */
export function approvalCardOf({ id, card }: ApprovalRecord): ApprovalCard {
  const of = Kind.parse(card);
  const what = `the card of approval ${id}`;
  if (of === 'pause') return { of };
  if (of === 'rollout') return { of, card: readStored(RolloutCard, card, what) };
  return { of, card: readStored(PlanCard, card, what) };
}

/** What a run or its card is about, whatever else is in it; undefined for anything but a change or a rollout. */
export function aboutOf(stored: unknown): z.infer<typeof About> | undefined {
  return About.safeParse(stored).data;
}

/** The thread a run shows itself in, whatever else is in its input. */
export function threadOf({ input }: RunSummary): MessageRef | undefined {
  return z.object({ thread: MessageRef }).safeParse(input).data?.thread;
}

/** Undefined for what cannot be read, where others are to go on without it. */
export function ifReadable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof UnknownShape) return undefined;
    throw error;
  }
}
