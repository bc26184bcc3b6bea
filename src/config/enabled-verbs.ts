import type { Host } from '../model/host.ts';
import { type ChangeVerb, changeVerbs } from '../model/verbs.ts';
import { type ApprovalPolicy, rulesFor, tiers } from './policy.ts';

/** Changes that somebody may approve on a host by some rule: only for these the host has to let the bot's account do anything. */
export function enabledVerbs(
  policy: ApprovalPolicy,
  { name, groups }: Pick<Host, 'name' | 'groups'>,
): readonly ChangeVerb[] {
  return changeVerbs.filter((verb) =>
    tiers.some((tier) => rulesFor(policy, { verb, host: name, hostGroups: groups, tier }).length > 0),
  );
}
