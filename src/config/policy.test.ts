import { describe, expect, it } from 'vitest';
import { enabledVerbs } from './enabled-verbs.ts';
import { ApprovalPolicy, approversIn, type ChangeCase, rulesFor, unknownInRules } from './policy.ts';

const change: ChangeCase = { verb: 'reload', host: 'web-03', hostGroups: ['web'], tier: 'reversible' };

function policy(...rules: readonly object[]): ApprovalPolicy {
  return ApprovalPolicy.parse({ rules });
}

describe('the rules for a change', () => {
  it.each([
    ['are none without rules', [], []],
    ['are those that say nothing about verb and host', [{ users: ['U0ALEX'] }], [1]],
    ['leave out other verbs', [{ verbs: ['tune'], users: ['U0ALEX'] }], []],
    ['take the host by its name', [{ hosts: ['web-03'], users: ['U0ALEX'] }], [1]],
    ['take the host by its group', [{ hosts: ['db-01', 'group:web'], users: ['U0ALEX'] }], [1]],
    ['take no host for a group of the same name', [{ hosts: ['web'], users: ['U0ALEX'] }], []],
    ['leave out other hosts', [{ hosts: ['group:db'], users: ['U0ALEX'] }], []],
    ['leave out other tiers', [{ tiers: ['disruptive', 'break-glass'], users: ['U0ALEX'] }], []],
    ['are all that fit', [{ users: ['U0ALEX'] }, { verbs: ['stop'], users: ['U0SAM'] }, { groups: ['S0OPS'] }], [1, 3]],
  ])('%s', (_name, rules, numbers) => {
    expect(rulesFor(policy(...rules), change).map(({ number }) => number)).toEqual(numbers);
  });

  it('stand for the reversible tier alone unless they say more', () => {
    const rules = policy({ users: ['U0ALEX'] });
    for (const tier of ['disruptive', 'break-glass'] as const) expect(rulesFor(rules, { ...change, tier })).toEqual([]);
  });

  it('name everybody once', () => {
    const rules = policy({ users: ['U0ALEX'] }, { users: ['U0ALEX', 'U0SAM'], groups: ['S0OPS'] });
    expect(approversIn(rulesFor(rules, change))).toEqual({ users: ['U0ALEX', 'U0SAM'], groups: ['S0OPS'] });
  });
});

describe('the verbs that can be approved on a host', () => {
  it('are those of its rules, in any tier', () => {
    const rules = policy(
      { verbs: ['restart', 'reload'], hosts: ['group:web'], tiers: ['disruptive'], users: ['U0ALEX'] },
      { verbs: ['stop'], hosts: ['db-01'], users: ['U0ALEX'] },
      { verbs: ['tune'], tiers: ['break-glass'], users: ['U0ALEX'] },
    );
    const host = { name: 'web-03', groups: ['web'] };
    expect(enabledVerbs(rules, host)).toEqual(['reload', 'restart', 'tune']);
    expect(enabledVerbs(policy(), host)).toEqual([]);
  });
});

describe('a policy', () => {
  it.each([
    ['a rule that names nobody', { rules: [{ verbs: ['reload'] }] }, /names nobody/],
    ['a verb that does not exist', { rules: [{ verbs: ['explode'], users: ['U0ALEX'] }] }, /Invalid option/],
    ['a setting that does not exist', { rules: [{ users: ['U0ALEX'], tier: 'reversible' }] }, /Unrecognized key/],
    [
      'an empty list of hosts, which might be read as every host',
      { rules: [{ hosts: [], users: ['U0ALEX'] }] },
      /Too small/,
    ],
    ['a reminder after the end', { expiresMinutes: 5, remindMinutes: 5 }, /less than expiresMinutes/],
  ])('refuses %s', (_name, raw, problem) => {
    const checked = ApprovalPolicy.safeParse(raw);
    expect(checked.success ? '' : checked.error.issues.map(({ message }) => message).join()).toMatch(problem);
  });

  it('is told which hosts and groups the inventory does not have, and what was meant', () => {
    const host = (name: string, groups: readonly string[]) => ({
      name,
      groups,
      address: '192.0.2.1',
      port: 22,
      user: 'oncall',
      labels: {},
      identityFiles: [],
      knownHostsFiles: [],
      fingerprints: [],
    });
    const rules = policy(
      { hosts: ['web-03', 'group:web'], users: ['U0ALEX'] },
      { hosts: ['web', 'wep-03', 'group:nope'], users: ['U0ALEX'] },
    );
    const problems = unknownInRules(rules, { hosts: [host('web-03', ['web'])] }, 'oncall.yml');
    expect(problems.map(({ setting, problem, fix }) => [setting, problem, fix])).toEqual([
      ['oncall.yml: approvals.rules.1.hosts', 'the inventory has no host "web"', 'did you mean group:web?'],
      ['oncall.yml: approvals.rules.1.hosts', 'the inventory has no host "wep-03"', 'did you mean web-03?'],
      [
        'oncall.yml: approvals.rules.1.hosts',
        'the inventory has no group "nope"',
        'name a host of the inventory, or a group as group:NAME',
      ],
    ]);
  });
});
