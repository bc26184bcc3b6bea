import { approvalsNeeded, approversIn } from '../config/policy.ts';
import type { Host } from '../model/host.ts';
import type { Tier } from '../model/plan.ts';
import type { ChangeVerb } from '../model/verbs.ts';
import { possibleTiers } from '../runbooks/changes.ts';
import { renderWhy, type TierAnswer } from '../slack/render/why.ts';
import { caseOf, namingRules } from './approvers.ts';
import { denyApproving, mayApproveOwn } from './permissions.ts';
import type { Request } from './request.ts';
import type { Services } from './services.ts';

/** Tells the asker, from the policy as it is now, who may have a change made on a host, and why not. */
export async function explainPolicy(services: Services, request: Request, host: Host, verb: ChangeVerb): Promise<void> {
  const answers = await Promise.all(possibleTiers(verb).map((tier) => answerFor(services, request, host, verb, tier)));
  const frozen = services.freeze.read() ?? null;
  await request.answer(renderWhy({ host: host.name, groups: host.groups, verb, frozen, answers }));
}

async function answerFor(
  services: Services,
  { userId, channel }: Request,
  { name: host }: Host,
  verb: ChangeVerb,
  tier: Tier,
): Promise<TierAnswer> {
  const { directory, team } = services;
  const [person, channelShared, rules] = await Promise.all([
    directory.person(userId),
    directory.isShared(channel),
    namingRules(services, caseOf(services, { verb, host, tier })),
  ]);
  const denied = denyApproving({
    person,
    channelShared,
    rules,
    tier,
    verdict: 'approve',
    ourTeam: team,
    requesterId: '',
    approvedById: undefined,
  });
  return {
    tier,
    needed: approvalsNeeded(tier),
    rules: rules.map(({ number }) => number),
    ...approversIn(rules),
    denied: denied ?? null,
    own: denied === undefined && mayApproveOwn(rules, userId, tier),
  };
}
