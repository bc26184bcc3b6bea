import pMap from 'p-map';
import { collect } from '../diagnosis/collect.ts';
import { withDerived } from '../diagnosis/evaluate.ts';
import { defined } from '../lib/defined.ts';
import { implement } from '../model/define-flow.ts';
import type { Action } from '../model/engine-port.ts';
import { collected } from '../model/outcome.ts';
import { reach } from '../model/reach.ts';
import type {
  HealthJudge,
  HookEnd,
  HostHealth,
  LoadBalancers,
  MemberState,
  PoolMember,
  RolloutControl,
} from '../model/rollout.ts';
import type { ChangeDependencies } from './look.ts';
import { type FloorAnswer, type MemberArgs, rolloutSteps } from './rollout-steps.ts';

/** What a rollout needs besides what a change needs. */
export interface RolloutDependencies<F> extends ChangeDependencies<F> {
  readonly health: HealthJudge;
  readonly balancers: LoadBalancers;
  /** What people want of this rollout now, from the record. */
  control(runId: string): Promise<RolloutControl | undefined>;
}

type Asking = Pick<RolloutDependencies<unknown>, 'balancers' | 'clock'>;

/** Hosts looked at at the same time. */
const LOOKS = 8;
/** Looks until a host counts as sick: one slow answer after a reload is httpd's own (facts of the event MPM's parent loop, up to one second). */
const TRIES = 3;
const AGAIN_MS = 1_000;
/** A balancer's health check needs some rounds before it calls a server up again: HAProxy's default is 2 checks, 2 s apart. */
const OPEN_MS = 20_000;

/** How a rollout touches hosts and balancers. */
export function rolloutActions<F>(deps: RolloutDependencies<F>): readonly Action[] {
  return [
    implement(rolloutSteps.mayBegin, ({ others, floor }, { runId, signal }) =>
      mayBegin(deps, { runId, others, floor }, signal),
    ),
    implement(rolloutSteps.turn, (args, { uncertain, signal }) => turnMember(deps, args, uncertain, signal)),
    implement(rolloutSteps.drained, ({ door: member }, { signal }) => drained(deps, member, signal)),
    implement(rolloutSteps.healthy, async ({ host }, { signal }) => {
      const seen = await healthOf(deps, host, signal);
      return seen.healthy ? '' : seen.why;
    }),
    implement(rolloutSteps.pause, async ({ seconds }, { signal }) => {
      await deps.clock.wait(seconds * 1_000, signal);
      return null;
    }),
  ];
}

async function mayBegin<F>(
  deps: RolloutDependencies<F>,
  asked: { readonly runId: string; readonly others: readonly string[]; readonly floor: number },
  signal: AbortSignal,
): Promise<FloorAnswer> {
  const wish = await deps.control(asked.runId);
  if (wish?.wanted === 'stop') return { go: 'stop', why: 'It was stopped between two hosts.', by: wish.by };
  if (wish?.wanted === 'pause') return { go: 'pause', why: 'Somebody paused it.', by: wish.by };
  const frozen = deps.frozen();
  if (frozen !== undefined) return { go: 'pause', why: frozen, by: null };
  const seen = await pMap(asked.others, (host) => healthOf(deps, host, signal), { concurrency: LOOKS });
  const sick = seen.filter(({ healthy }) => !healthy);
  const healthy = seen.length - sick.length;
  if (healthy >= asked.floor) return { go: 'go', why: '', by: null };
  const who = sick.map(({ host, why }) => `${host} ${why}`).join('; ');
  return {
    go: 'pause',
    why: `Only ${healthy} of the other hosts ${healthy === 1 ? 'is' : 'are'} healthy, and the floor is ${asked.floor}: ${who}.`,
    by: null,
  };
}

async function healthOf<F>(deps: RolloutDependencies<F>, name: string, signal: AbortSignal): Promise<HostHealth> {
  const host = deps.host(name);
  if (host === undefined) return { host: name, healthy: false, why: 'is no longer in the inventory' };
  for (let attempt = 1; ; attempt += 1) {
    const found = await collect({
      host,
      transport: deps.transport,
      survey: deps.survey,
      probes: deps.health.probes,
      signal,
    });
    const probed = new Map(found.outcomes).set(reach.id, collected(found.reach));
    const seen = deps.health.judge({
      host: name,
      reach: found.reach,
      ...defined({ layout: found.layout }),
      context: found.context,
      outcomes: withDerived(probed, found.context),
    });
    if (seen.healthy || attempt === TRIES) return seen;
    await deps.clock.wait(AGAIN_MS, signal);
  }
}

/** Calls the hook and sees what the balancer makes of it. A host that somebody else took out of rotation is left as it is, so that we do not put it back afterwards either. */
async function turnMember(
  deps: Asking,
  { door: member, to }: MemberArgs,
  uncertain: boolean,
  signal: AbortSignal,
): Promise<HookEnd> {
  const { balancers } = deps;
  const step = member[to];
  if (step === null) return { ok: true, detail: '' };
  if (to === 'shut' && member.sign !== null && !uncertain) {
    const before = await balancers.look(member.sign, signal);
    signal.throwIfAborted();
    if (!before.seen)
      return { ok: false, called: false, detail: `${member.balancer} could not be asked: ${before.detail}` };
    if (before.state.state !== 'open')
      return {
        ok: false,
        called: false,
        detail: `${member.balancer} has it out of rotation already (${before.state.words})`,
      };
  }
  const called = await balancers.call(step, signal);
  if (!called.ok) signal.throwIfAborted();
  if (!called.ok || member.sign === null) return called;
  const wanted = await untilState(deps, member, to, signal);
  if (wanted === undefined) return { ok: false, detail: `${member.balancer} could not be asked afterwards` };
  return { ok: wanted.state === to, detail: `${member.balancer}: ${wanted.words}` };
}

async function untilState(
  { balancers, clock }: Asking,
  { sign }: PoolMember,
  to: 'shut' | 'open',
  signal: AbortSignal,
): Promise<MemberState | undefined> {
  if (sign === null) return undefined;
  const until = clock.elapsed() + OPEN_MS;
  for (;;) {
    const seen = await balancers.look(sign, signal);
    if (seen.seen && seen.state.state === to) return seen.state;
    if (clock.elapsed() >= until) return seen.seen ? seen.state : undefined;
    await clock.wait(AGAIN_MS, signal);
  }
}

/** Waits until no session is left, or the time for it is over; gives a sentence about what is left. */
async function drained(
  { balancers, clock }: Asking,
  { balancer, sign, drainSeconds }: PoolMember,
  signal: AbortSignal,
): Promise<string> {
  if (sign === null || drainSeconds === 0) return '';
  const until = clock.elapsed() + drainSeconds * 1_000;
  for (;;) {
    const seen = await balancers.look(sign, signal);
    const left = seen.seen ? seen.state.sessions : null;
    if (left === 0) return 'no session left';
    if (clock.elapsed() >= until)
      return left === null
        ? `${balancer} does not say how many sessions are left`
        : `${left} sessions were left after ${drainSeconds} s`;
    await clock.wait(AGAIN_MS / 2, signal);
  }
}
