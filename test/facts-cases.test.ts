import { relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { probes } from '../src/probes/index.ts';
import { rules } from '../src/rules/index.ts';
import { allCases, type Case, judgeCase } from './support/cases.ts';
import { type CaseKind, caseKinds, isRefusal, mainProbes } from './support/rule-cases.ts';

const readersOf = new Map(rules.map((rule) => [rule.id, new Set(mainProbes(rule))]));

/** What a case shows of every probe it has a section of: a host on which its facts lead to a finding, one on which they lead to none, or a refusal. */
function shown(one: Case): readonly { readonly probe: string; readonly kind: CaseKind }[] {
  const { outcomes, findings } = judgeCase(one);
  return [...outcomes].flatMap(([probe, outcome]) => {
    if (outcome.status === 'unavailable' && !isRefusal(outcome)) return [];
    const sick = findings.some(({ id }) => readersOf.get(id)?.has(probe) === true);
    const kind: CaseKind = outcome.status === 'unavailable' ? 'refused' : sick ? 'sick' : 'healthy';
    return [{ probe, kind }];
  });
}

describe('the readers of captures', () => {
  const all = allCases().flatMap((one) => shown(one).map((showing) => ({ ...showing, one })));

  it.each(caseKinds)('each have the facts of a %s host written down, where a case shows one', (kind) => {
    const missing = probes.flatMap(({ id }) => {
      const those = all.filter((showing) => showing.probe === id && showing.kind === kind);
      if (those.length === 0 || those.some(({ one }) => one.expected?.facts?.[id] !== undefined)) return [];
      return [
        `${id}: write "facts": { "${id}": {} } into ${relative('.', those[0]?.one.path ?? '')}, or of another of ${those.length} such cases`,
      ];
    });
    expect(missing, 'then run UPDATE_GOLDENS=1 npx vitest run test/checks.test.ts').toEqual([]);
  });
});

describe('the question of a probe', () => {
  it.each(probes.map(({ id, question }) => [id, question]))('%s reads on after “it is not known”', (_id, question) => {
    expect(question).toMatch(/^(?:what|whether|which|who|how|when|where|until when|since when|why)\b.*[^?.]$/);
  });
});
