import { approvalsNeeded, approversIn } from '../config/policy.ts';
import type { TierAnswer } from '../model/face/answers.ts';
import type { Request } from '../model/face/requests.ts';
import type { Host } from '../model/host.ts';
import type { Tier } from '../model/plan.ts';
import type { ChangeVerb } from '../model/verbs.ts';
import { possibleTiers } from '../runbooks/changes.ts';
import { caseOf, type Judges, namingRules } from './approvers.ts';
import type { Freezes, Knows } from './dependencies.ts';
import { denyApproving, mayApproveOwn } from './permissions.ts';

type Explains = Judges & Pick<Knows, 'directory' | 'team'>;

/** Tells the asker, from the policy as it is now, who may have a change made on a host, and why not. */
export async function explainPolicy(
  deps: Explains & Freezes,
  request: Request,
  host: Host,
  verb: ChangeVerb,
): Promise<void> {
  const answers = await Promise.all(possibleTiers(verb).map((tier) => answerFor(deps, request, host, verb, tier)));
  const frozen = deps.freeze.read() ?? null;
  await request.answer({ kind: 'why', host: host.name, groups: host.groups, verb, frozen, answers });
}

async function answerFor(
  deps: Explains,
  { person: id, conversation }: Request,
  { name: host }: Host,
  verb: ChangeVerb,
  tier: Tier,
): Promise<TierAnswer> {
  const { directory, team } = deps;
  const [person, conversationShared, rules] = await Promise.all([
    directory.person(id),
    directory.isShared(conversation),
    namingRules(deps, caseOf(deps, { verb, host, tier })),
  ]);
  const denied = denyApproving({
    person,
    conversationShared,
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
    own: denied === undefined && mayApproveOwn(rules, id, tier),
  };
}
