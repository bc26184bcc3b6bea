import type { ChangeOptions } from './change-options.ts';
import type { Look } from './change-runbook.ts';
import type { Actor } from './engine-port.ts';
import type { Approvers, ChangeResult, Plan, SafetyCheck, Tier } from './plan.ts';
import type { ChangeCommand } from './ports.ts';
import type { Probe } from './source.ts';
import type { ChangeVerb } from './verbs.ts';

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

/** What takes a host out of rotation before its change and lets it in again afterwards. */
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

/** One call of a hook, exactly as it will be made. */
export type HookStep =
  | {
      readonly kind: 'command';
      readonly on: string;
      readonly argv: ChangeCommand['argv'];
      readonly seconds: number;
    }
  | {
      readonly kind: 'http';
      readonly method: HttpSettings['method'];
      readonly url: string;
      readonly expect: readonly number[];
      readonly seconds: number;
      readonly tokenFrom?: string;
    };

/** How a balancer is asked what it makes of a host. */
export type DoorSign = {
  readonly kind: 'haproxy' | 'balancer-manager';
  readonly on: string;
  readonly argv: ChangeCommand['argv'];
  /** The backend or balancer, and the server or worker in it. */
  readonly pool: string;
  readonly member: string;
};

/** A host's way in at one balancer: how it is shut and opened, and how it is seen to be. Without a sign the call's own success has to do. */
export type Door = {
  readonly balancer: string;
  readonly shut: HookStep | null;
  readonly open: HookStep | null;
  readonly sign: DoorSign | null;
  /** How long running sessions are waited for, at most. */
  readonly drainSeconds: number;
};

/** What a balancer shows of one host; `sessions` is null where it does not count them. */
export type DoorState = {
  readonly state: 'open' | 'shut' | 'broken';
  readonly sessions: number | null;
  /** The balancer's own words. */
  readonly words: string;
};

/** A door that was asked about; `detail` says why there is no answer. */
export type DoorSeen =
  | { readonly seen: true; readonly state: DoorState }
  | { readonly seen: false; readonly detail: string };

/** How a hook's call ended; `called: false` = it was not even made, so the door is as others left it. */
export type HookEnd = { readonly ok: boolean; readonly detail: string; readonly called?: false };

/** What the engine may do with doors; looking changes nothing. */
export interface DoorKeeper {
  look(sign: DoorSign, signal?: AbortSignal): Promise<DoorSeen>;
  call(step: HookStep, signal: AbortSignal): Promise<HookEnd>;
}

/** One host's part of a rollout: an ordinary plan under a digest of its own, and its doors. */
export type HostPlan = {
  readonly host: string;
  readonly plan: Plan;
  readonly digest: string;
  readonly doors: readonly Door[];
};

/** A change over a group as it will be approved: everything that decides what happens is in here and under the digest. */
export type RolloutPlan = {
  readonly verb: ChangeVerb;
  readonly group: string;
  /** What it is called where a single plan has its host; rules of the policy that name the group, or no hosts, apply to it. */
  readonly host: `group:${string}`;
  readonly options: ChangeOptions;
  readonly tier: Exclude<Tier, 'break-glass'>;
  /** Always null: the usual approvals are passed by for one host at a time only. */
  readonly breakGlass: null;
  /** In the order they will be changed. */
  readonly hosts: readonly HostPlan[];
  /** Hosts at the same time; the first batch is the canary alone. */
  readonly batches: readonly (readonly string[])[];
  /** Hosts of the group that must be healthy while a batch is under way; those under change do not count. */
  readonly floor: number;
  readonly settleSeconds: number;
};

/** What the card of a rollout shows besides the plan; not under the digest. */
export type RolloutCard = {
  readonly runId: string;
  readonly plan: RolloutPlan;
  /** SHA-256 of the rollout's canonical JSON, hexadecimal. */
  readonly digest: string;
  readonly requestedBy: Actor;
  readonly checks: readonly { readonly host: string; readonly checks: readonly SafetyCheck[] }[];
  readonly approvers: Approvers;
  readonly approvedBy?: Actor;
};

/** A host as a light look found it. */
export type HostHealth = { readonly host: string; readonly healthy: boolean; readonly why: string };

/** Judges a light look; pure. */
export interface HealthJudge {
  readonly probes: readonly Probe[];
  judge(look: Look): HostHealth;
}

/** What people want of a rollout that is under way. */
export type RolloutControl = { readonly wanted: 'go' | 'pause' | 'stop'; readonly by: Actor };

/** Where one host of a rollout is. */
export type HostState =
  | 'waiting'
  | 'draining'
  | 'changing'
  | 'admitting'
  | 'verified'
  | 'failed'
  | 'untouched'
  | 'skipped';

/** How a host's part ended: `untouched` = it was begun but nothing on the host was changed. `door` says whether balancers send it requests. */
export type HostEnd = {
  readonly host: string;
  readonly ended: 'verified' | 'failed' | 'untouched' | 'skipped';
  readonly door: 'none' | 'open' | 'shut' | 'unknown';
  readonly detail: string;
  readonly result: ChangeResult | null;
};

/** How a rollout ended. */
export type RolloutResult =
  | { readonly ended: 'denied' | 'expired' | 'cancelled'; readonly by: Actor }
  | {
      readonly ended: 'complete' | 'stopped';
      readonly hosts: readonly HostEnd[];
      /** Why it stopped, as a sentence; empty when complete. */
      readonly why: string;
      /** Who stopped it, where a person did. */
      readonly by: Actor | null;
    };

/** True for the card of a rollout, of two kinds of cards that approvals carry. */
export function isRolloutCard(card: object): card is RolloutCard {
  return 'plan' in card && typeof card.plan === 'object' && card.plan !== null && 'batches' in card.plan;
}
