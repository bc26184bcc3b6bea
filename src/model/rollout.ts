import { z } from 'zod';
import { ChangeOptions } from './change-options.ts';
import type { Look } from './change-runbook.ts';
import { Actor } from './engine-port.ts';
import { Approvers, Argv, ChangeResult, Plan, SafetyCheck } from './plan.ts';
import type { ChangeCommand } from './ports.ts';
import type { Probe } from './source.ts';
import { changeVerbs } from './verbs.ts';

/** How many hosts must stay healthy: a number, or a share of the group such as `75%`, rounded up. */
export type Floor = number | `${number}%`;

/** HAProxy, told over its admin socket on the host it runs on. */
export type HaproxySettings = {
  readonly kind: 'haproxy';
  readonly host: string;
  readonly socket: string;
  readonly backend: string;
  /** Names of servers by host, where HAProxy has another one than the inventory. */
  readonly servers: Readonly<Record<string, string>>;
  /** `drain` lets sticky clients finish, `maint` sends nobody any more (HAProxy management guide, "set server"). */
  readonly out: 'drain' | 'maint';
  readonly drainSeconds: number;
};

/** mod_proxy_balancer, told over its balancer-manager, which must answer on loopback of the host it runs on. */
export type ManagerSettings = {
  readonly kind: 'balancer-manager';
  readonly host: string;
  readonly url: string;
  readonly balancer: string;
  /** URLs of the balancer's members by host, as the balancer-manager shows them. */
  readonly workers: Readonly<Record<string, string>>;
  /** `drain` lets sticky clients finish, `disable` sends nobody any more (mod_proxy, worker status N and D). */
  readonly out: 'drain' | 'disable';
  readonly drainSeconds: number;
};

/** A fixed command of one's own on a host of the inventory; an argument that is exactly `{host}` becomes the host's name. */
export type CommandSettings = {
  readonly kind: 'command';
  readonly host: string;
  readonly before?: ChangeCommand['argv'] | undefined;
  readonly after?: ChangeCommand['argv'] | undefined;
  readonly seconds: number;
};

/** One HTTP call; a path segment or query value that is exactly `{host}` becomes the host's name. */
export type HttpSettings = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly expect: readonly number[];
};

/** Fixed HTTP calls that the bot itself makes. */
export type HttpHookSettings = {
  readonly kind: 'http';
  readonly before?: HttpSettings | undefined;
  readonly after?: HttpSettings | undefined;
  readonly seconds: number;
  /** Environment variable whose value is sent as bearer token. */
  readonly tokenFrom?: string | undefined;
};

/** What takes a host out of rotation before its change and puts it back afterwards. */
export type BalancerSettings = HaproxySettings | ManagerSettings | CommandSettings | HttpHookSettings;

/** How changes over one group go; everything but the group has a default. */
export type RolloutSettings = {
  readonly group: string;
  readonly canary?: string | undefined;
  /** Hosts at a time, after the canary. */
  readonly batch: number;
  /** Absent means all hosts but those of one batch. */
  readonly floor?: Floor | undefined;
  /** Pause after each batch before the next is looked at. */
  readonly settleSeconds: number;
  readonly balancers: readonly BalancerSettings[];
};

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const satisfies readonly HttpSettings['method'][];

/** One call of a hook, exactly as it will be made. */
export const HookStep = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('command'), on: z.string(), argv: Argv, seconds: z.number() }).readonly(),
  z
    .strictObject({
      kind: z.literal('http'),
      method: z.enum(methods),
      url: z.string(),
      expect: z.array(z.number()).readonly(),
      seconds: z.number(),
      tokenFrom: z.string().exactOptional(),
    })
    .readonly(),
]);
export type HookStep = z.infer<typeof HookStep>;

/** How a balancer is asked what it makes of a host. */
export const MemberQuery = z
  .strictObject({
    kind: z.enum(['haproxy', 'balancer-manager']),
    on: z.string(),
    argv: Argv,
    /** The backend or balancer, and the server or worker in it. */
    pool: z.string(),
    member: z.string(),
  })
  .readonly();
export type MemberQuery = z.infer<typeof MemberQuery>;

/** A host as a member of one balancer’s pool: how it is taken out (`shut`) and let in (`open`), and how its state is asked (`sign`). Without that the call’s own success has to do. */
export const PoolMember = z
  .strictObject({
    balancer: z.string(),
    shut: HookStep.nullable(),
    open: HookStep.nullable(),
    sign: MemberQuery.nullable(),
    /** How long running sessions are waited for, at most. */
    drainSeconds: z.number(),
  })
  .readonly();
export type PoolMember = z.infer<typeof PoolMember>;

/** What a balancer shows of one host; `sessions` is null where it does not count them. */
export type MemberState = {
  readonly state: 'open' | 'shut' | 'broken';
  readonly sessions: number | null;
  /** The balancer's own words. */
  readonly words: string;
};

/** A member whose state was asked; `detail` says why there is no answer. */
export type MemberSeen =
  | { readonly seen: true; readonly state: MemberState }
  | { readonly seen: false; readonly detail: string };

/** How a hook's call ended; `called: false` = it was not even made, so the member is as others left it. */
export const HookEnd = z
  .object({ ok: z.boolean(), detail: z.string(), called: z.literal(false).exactOptional() })
  .readonly();
export type HookEnd = z.infer<typeof HookEnd>;

/** The load balancers of the groups; looking changes nothing. */
export interface LoadBalancers {
  look(sign: MemberQuery, signal?: AbortSignal): Promise<MemberSeen>;
  call(step: HookStep, signal: AbortSignal): Promise<HookEnd>;
}

/** One host's part of a rollout: an ordinary plan under a digest of its own, and its places in pools (`doors`). */
export const HostPlan = z
  .strictObject({ host: z.string(), plan: Plan, digest: z.string(), doors: z.array(PoolMember).readonly() })
  .readonly();
export type HostPlan = z.infer<typeof HostPlan>;

/** A change over a group as it will be approved: everything that decides what happens is in here and under the digest. */
export const RolloutPlan = z
  .strictObject({
    verb: z.enum(changeVerbs),
    group: z.string(),
    /** What it is called where a single plan has its host; rules of the policy that name the group, or no hosts, apply to it. */
    host: z.templateLiteral(['group:', z.string()]),
    options: ChangeOptions.readonly(),
    tier: z.enum(['reversible', 'disruptive']),
    /** Always null: the usual approvals are skipped for one host at a time only. */
    breakGlass: z.null(),
    /** In the order they will be changed. */
    hosts: z.array(HostPlan).readonly(),
    /** Hosts at the same time; the first batch is the canary alone. */
    batches: z.array(z.array(z.string()).readonly()).readonly(),
    /** Hosts of the group that must be healthy while a batch is under way; those under change do not count. */
    floor: z.number(),
    settleSeconds: z.number(),
  })
  .readonly();
export type RolloutPlan = z.infer<typeof RolloutPlan>;

/** What the card of a rollout shows besides the plan; not under the digest. */
export const RolloutCard = z
  .object({
    runId: z.string(),
    plan: RolloutPlan,
    /** SHA-256 of the rollout's canonical JSON, hexadecimal. */
    digest: z.string(),
    requestedBy: Actor,
    checks: z.array(z.object({ host: z.string(), checks: z.array(SafetyCheck).readonly() }).readonly()).readonly(),
    approvers: Approvers,
    approvedBy: Actor.exactOptional(),
  })
  .readonly();
export type RolloutCard = z.infer<typeof RolloutCard>;

/** A host as a light look found it. */
export type HostHealth = { readonly host: string; readonly healthy: boolean; readonly why: string };

/** Judges a light look; pure. */
export interface HealthJudge {
  readonly probes: readonly Probe[];
  judge(look: Look): HostHealth;
}

/** What people want of a rollout that is under way. */
export const RolloutControl = z.object({ wanted: z.enum(['go', 'pause', 'stop']), by: Actor }).readonly();
export type RolloutControl = z.infer<typeof RolloutControl>;

/** Where one host of a rollout is. */
const HostState = z.enum([
  'waiting',
  'draining',
  'changing',
  'admitting',
  'verified',
  'failed',
  'untouched',
  'skipped',
]);
export type HostState = z.infer<typeof HostState>;

/** Where a host is, and a word about it. */
export const HostAt = z.object({ host: z.string(), state: HostState, detail: z.string() }).readonly();
export type HostAt = z.infer<typeof HostAt>;

/** How a host's part ended: `untouched` = it was begun but nothing on the host was changed. `door` says whether balancers send it requests. */
export const HostEnd = z
  .object({
    host: z.string(),
    ended: z.enum(['verified', 'failed', 'untouched', 'skipped']),
    door: z.enum(['none', 'open', 'shut', 'unknown']),
    detail: z.string(),
    result: ChangeResult.nullable(),
  })
  .readonly();
export type HostEnd = z.infer<typeof HostEnd>;

/** How a rollout ended. */
export const RolloutResult = z.discriminatedUnion('ended', [
  z.object({ ended: z.enum(['denied', 'expired', 'cancelled']), by: Actor }).readonly(),
  z
    .object({
      ended: z.enum(['complete', 'stopped']),
      hosts: z.array(HostEnd).readonly(),
      /** Why it stopped, as a sentence; empty when complete. */
      why: z.string(),
      /** Who stopped it, where a person did. */
      by: Actor.nullable(),
    })
    .readonly(),
]);
export type RolloutResult = z.infer<typeof RolloutResult>;
