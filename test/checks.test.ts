import { relative } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { defined } from '../src/lib/defined.ts';
import type { Finding } from '../src/model/finding.ts';
import type { Impact } from '../src/model/impact.ts';
import type { Outcome } from '../src/model/outcome.ts';
import type { Capture } from '../src/model/source.ts';
import { writeExpected } from './support/case-file.ts';
import { allCases, type Case, judgeCase } from './support/cases.ts';

const update = process.env['UPDATE_GOLDENS'] === '1';

/** What came of a case, as its file should say it. */
function resultOf(
  { expected }: Case,
  outcomes: ReadonlyMap<string, Outcome<unknown>>,
  findings: readonly Finding[],
  impact: Impact | undefined,
): unknown {
  const probes = Object.keys(expected?.facts ?? {});
  const sorted = [...findings].sort((a, b) => a.id.localeCompare(b.id)).map(essence);
  const facts = Object.fromEntries(probes.map((id) => [id, outcomes.get(id) ?? 'the host has no such section']));
  const users =
    impact === undefined
      ? {}
      : { impact: { state: impact.state, words: impact.words, ...defined({ since: impact.since }) } };
  return JSON.parse(JSON.stringify({ ...users, findings: sorted, ...(probes.length === 0 ? {} : { facts }) }));
}

function essence({ id, severity, certainty, summary, facts, evidence, at, resolved }: Finding): unknown {
  const proof = evidence.map((one) => (one.kind === 'quote' ? one.text : `${one.name} ${one.value} ${one.unit}`));
  return { id, severity, certainty, summary, facts, evidence: proof, ...defined({ at, over: resolved?.by }) };
}

/** What the case says must come of it; with UPDATE_GOLDENS=1 what came of it, written down where that is news. */
function expectationOf({ expected, path }: Case, result: unknown): unknown {
  if (!update && expected === undefined)
    throw new Error(
      `${relative('.', path)} does not say what must come of it: run this with UPDATE_GOLDENS=1, and read what it writes`,
    );
  if (!update) return expected;
  if (!isDeepStrictEqual(expected, result)) writeExpected(path, result);
  return result;
}

function unquoted(findings: readonly Finding[], captures: readonly Capture[]): readonly string[] {
  return findings.flatMap((finding) =>
    [...finding.evidence, ...(finding.resolved?.evidence ?? [])].flatMap((one) =>
      one.kind === 'quote' && !captures.some((capture) => capture.text.includes(one.text))
        ? [`${finding.id}: ${one.text}`]
        : [],
    ),
  );
}

describe('cases', () => {
  it.each(allCases().map((one): [string, Case] => [one.name, one]))(
    '%s gives the impact, findings and facts that are expected',
    (_name, one) => {
      const { outcomes, findings, broken, impact } = judgeCase(one);
      const result = resultOf(one, outcomes, findings, impact);

      expect(broken).toEqual([]);
      expect(unquoted(findings, one.captures)).toEqual([]);
      expect(result).toEqual(expectationOf(one, result));
    },
  );
});
