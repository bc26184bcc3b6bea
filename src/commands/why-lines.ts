import { type ApprovalPolicy, approvalsNeeded, approversIn, rulesFor } from '../config/policy.ts';
import type { Host } from '../model/host.ts';
import type { Tier } from '../model/plan.ts';
import type { ChangeVerb } from '../model/verbs.ts';
import { possibleTiers } from '../runbooks/changes.ts';

const cases: Readonly<Record<Tier, string>> = {
  reversible: 'If its plan cuts no request (reversible)',
  disruptive: 'If its plan cuts requests (disruptive)',
  'break-glass': 'With --break-glass "reason"',
};

/** Who may approve a change on a host and by which rules, tier by tier, in plain text; Slack ids, for nobody can be asked for names here. */
export function whyLines(policy: ApprovalPolicy, { name, groups }: Host, verb: ChangeVerb): readonly string[] {
  return possibleTiers(verb).map((tier) => {
    const rules = rulesFor(policy, { verb, host: name, hostGroups: groups, tier });
    if (rules.length === 0) return `${cases[tier]}: nobody may approve it, for no rule is for it.`;
    const { users, groups: teams } = approversIn(rules);
    const who = [...users, ...teams].join(', ');
    const numbers = rules.map(({ number }) => number).join(', ');
    const needed = approvalsNeeded(tier) === 1 ? 'one' : 'two different people';
    return `${cases[tier]}: ${needed} of ${who}, by ${rules.length === 1 ? 'rule' : 'rules'} ${numbers} of the settings.`;
  });
}
