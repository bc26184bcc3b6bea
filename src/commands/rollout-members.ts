import { randomBytes } from 'node:crypto';
import pMap from 'p-map';
import { digestOf } from '../changes/digest.ts';
import { planChange } from '../changes/look.ts';
import type { PlannedHost } from '../model/face/changes.ts';
import type { MessageRef } from '../model/face/places.ts';
import type { Host } from '../model/host.ts';
import type { Intent } from '../model/intent.ts';
import type { LoadBalancers, RolloutCard, RolloutSettings } from '../model/rollout.ts';
import type { ChangeVerb } from '../model/verbs.ts';
import { settingsFor } from '../runbooks/rollout/order.ts';
import type { MemberPlan } from '../runbooks/rollout/plan.ts';
import { membersOf } from '../runbooks/rollout/pool-members.ts';
import type { Plans, Speaks } from './dependencies.ts';

type RolloutIntent = Extract<Intent, { kind: 'rollout' }>;

/** Hosts planned at the same time: each is a look at everything a change needs to see. */
const PLANNED_AT_ONCE = 4;

/** A member of the group, planned or left out, with its checks. */
export type PlannedMember = MemberPlan & { readonly checks: RolloutCard['checks'][number]['checks'] };

/** How changes over groups go, and the pool members of their load balancers. */
export interface Groups {
  readonly rollouts: readonly RolloutSettings[];
  readonly balancers: Pick<LoadBalancers, 'look'>;
}

/** Plans every member, some at a time; shows how many are done. */
export async function planMembers(
  deps: Speaks & Plans & Groups,
  intent: RolloutIntent,
  members: readonly Host[],
  { at, since }: { readonly at: MessageRef | null; readonly since: number },
): Promise<readonly PlannedMember[]> {
  const done = new Set<string>();
  const planNext = async (host: Host) => {
    const planned = await planMember(deps, intent, host);
    done.add(host.name);
    const looks = members.map(({ name }) => ({ title: name, state: done.has(name) ? 'seen' : 'waiting' }) as const);
    const progress = { kind: 'progress', host: `group:${intent.group}`, verb: intent.verb, looks } as const;
    if (at !== null) deps.face.progress(at, { ...progress, phase: 'looking', elapsedMs: Date.now() - since });
    return planned;
  };
  return pMap(members, planNext, { concurrency: PLANNED_AT_ONCE });
}

async function planMember(
  deps: Plans & Groups,
  { verb, options, group }: RolloutIntent,
  host: Host,
): Promise<PlannedMember> {
  const { balancers } = settingsFor(group, deps.rollouts);
  const told = membersOf(host.name, balancers);
  const refused = (why: string): PlannedMember => ({
    offered: false,
    host: host.name,
    reasons: [{ why, evidence: [] }],
    checks: [],
  });
  if (!told.known) return refused(told.why);
  const own = balancers.find((balancer) => balancer.kind !== 'http' && balancer.host === host.name);
  if (own !== undefined)
    return refused('It is the host of the group’s own balancer, which cannot take itself out of rotation.');
  const changeId = randomBytes(8).toString('hex');
  const planned = await planChange(deps.changes, host, { verb, options, changeId });
  if (!planned.offered) return { offered: false, host: host.name, reasons: planned.refusal.reasons, checks: [] };
  for (const { balancer, sign } of told.members) {
    const seen = sign === null ? undefined : await deps.balancers.look(sign);
    if (seen?.seen === false) return refused(`${balancer} could not be asked about it: ${seen.detail}.`);
    if (seen !== undefined && seen.state.state !== 'open')
      return refused(
        `${balancer} sends it no requests now (${seen.state.words}), so taking it out and letting it in would change that.`,
      );
  }
  const { plan } = planned;
  const part = { host: host.name, plan, digest: digestOf(plan), doors: told.members };
  return { offered: true, part, checks: planned.checks };
}

/** What a member would get, or why it gets nothing. */
export function shownMember(member: PlannedMember, verb: ChangeVerb): PlannedHost {
  if (!member.offered) return { offered: false, refusal: { host: member.host, verb, reasons: member.reasons } };
  const { plan, digest } = member.part;
  return { offered: true, plan, checks: member.checks, digest };
}
