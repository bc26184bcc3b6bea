import { z } from 'zod';
import { announcementOf, declareAction } from '../model/define-flow.ts';
import { Actor, Decision } from '../model/engine-port.ts';
import { HookEnd, HostAt, PoolMember, RolloutCard, RolloutResult } from '../model/rollout.ts';
import { AnyJson } from '../model/stored.ts';

/** Whether the next batch may begin. */
const FloorAnswer = z.object({ go: z.enum(['go', 'pause', 'stop']), why: z.string(), by: Actor.nullable() });
export type FloorAnswer = z.infer<typeof FloorAnswer>;

const MemberArgs = z.object({ door: PoolMember, to: z.enum(['shut', 'open']) });
export type MemberArgs = z.infer<typeof MemberArgs>;

/** What a rollout does besides changing its hosts. */
export const rolloutSteps = {
  mayBegin: declareAction({
    name: 'rollout-may-begin',
    effect: 'read',
    args: z.object({ others: z.array(z.string()).readonly(), floor: z.number() }),
    result: FloorAnswer,
  }),
  turn: declareAction({ name: 'rollout-turn-door', effect: 'write', args: MemberArgs, result: HookEnd }),
  /** A sentence about what is left. */
  drained: declareAction({
    name: 'rollout-drained',
    effect: 'read',
    args: z.object({ door: PoolMember }),
    result: z.string(),
  }),
  /** Why the host is not healthy; empty when it is. */
  healthy: declareAction({
    name: 'rollout-healthy',
    effect: 'read',
    args: z.object({ host: z.string() }),
    result: z.string(),
  }),
  pause: declareAction({
    name: 'rollout-settle',
    effect: 'read',
    args: z.object({ seconds: z.number() }),
    result: z.null(),
  }),
} as const;

const Decided = z.object({ card: RolloutCard, decision: Decision });

/** With these a face shows a rollout; each may run again after a restart. */
export const rolloutFace = {
  card: declareAction({
    name: 'show-rollout-card',
    effect: 'write',
    args: announcementOf(RolloutCard),
    result: AnyJson,
  }),
  decision: declareAction({ name: 'show-rollout-decision', effect: 'write', args: Decided, result: AnyJson }),
  host: declareAction({ name: 'show-rollout-host', effect: 'write', args: HostAt, result: AnyJson }),
  /** Announces a pause; it must throw when somebody asked to stop meanwhile. */
  pause: declareAction({
    name: 'show-rollout-pause',
    effect: 'write',
    args: announcementOf(z.object({ pause: z.object({ why: z.string(), next: z.array(z.string()).readonly() }) })),
    result: AnyJson,
  }),
  going: declareAction({
    name: 'show-rollout-going',
    effect: 'write',
    args: z.object({ by: Actor }),
    result: AnyJson,
  }),
  result: declareAction({
    name: 'show-rollout-result',
    effect: 'write',
    args: Decided.extend({ result: RolloutResult }),
    result: AnyJson,
  }),
} as const;
