import { z } from 'zod';
import { captureOf, readCapture } from '../../src/diagnosis/collect.ts';
import { type Evaluation, evaluate, type Outcomes, withDerived } from '../../src/diagnosis/evaluate.ts';
import { buildReport } from '../../src/diagnosis/report.ts';
import { defined } from '../../src/lib/defined.ts';
import type { Finding } from '../../src/model/finding.ts';
import type { Impact } from '../../src/model/impact.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import type { Capture, ReadContext } from '../../src/model/source.ts';
import { probes } from '../../src/probes/index.ts';
import { sites } from '../../src/probes/sites/probe.ts';
import type { Survey as SurveyFacts } from '../../src/probes/survey/facts.ts';
import { survey } from '../../src/probes/survey/probe.ts';
import { rules } from '../../src/rules/index.ts';
import { hostSurvey } from '../../src/runbooks/host-survey.ts';
import { serviceView } from '../../src/runbooks/state/service-view.ts';
import { readExpected } from './case-file.ts';
import { casesFolder, storedRecordings } from './recording-store.ts';

/** What must come of what a host showed; written with UPDATE_GOLDENS=1 and read by people. */
export const Expectation = z.strictObject({
  findings: z.array(z.json()),
  /** What users of the site get; only of hosts whose sites were asked. */
  impact: z.json().optional(),
  /** By probe, and only for those that the case is there to test the reader of. */
  facts: z.record(z.string(), z.json()).optional(),
});
export type Expectation = z.infer<typeof Expectation>;

/** One host at one moment, and what must come of it. */
export interface Case {
  readonly name: string;
  readonly origin: string;
  readonly captures: readonly Capture[];
  readonly context: ReadContext;
  /** Its file, which holds both. */
  readonly path: string;
  /** Absent before it was written. */
  readonly expected: Expectation | undefined;
}

/** Every case below test/cases. */
export function allCases(): readonly Case[] {
  return storedRecordings()
    .filter(({ path }) => path.startsWith(casesFolder))
    .map(({ name, path, whole: { origin, now, zoneMinutes, sections } }) => {
      return {
        name,
        origin,
        captures: Object.entries(sections).map(([id, section]) => captureOf({ id, ...section })),
        context: defined({ now, zoneMinutes }),
        path,
        expected: Expectation.optional().parse(readExpected(path)),
      };
    });
}

/** Reads the captures and asks every rule. */
export function judgeCase({ captures, context }: Pick<Case, 'captures' | 'context'>): {
  outcomes: ReadonlyMap<string, Outcome<unknown>>;
  findings: readonly Finding[];
  broken: readonly { rule: string; error: string }[];
  /** What users got, where the sites were asked. */
  impact: Impact | undefined;
} {
  const outcomes = new Map<string, Outcome<unknown>>();
  for (const capture of captures) {
    const probe = probes.find((one) => one.id === capture.source);
    if (probe === undefined) throw new Error(`no probe named ${capture.source}`);
    outcomes.set(capture.source, readCapture(probe, capture, context));
  }
  const derived = withDerived(outcomes, context);
  const evaluation = evaluate(rules, derived, context);
  return {
    outcomes,
    ...evaluation,
    impact: outcomes.has(sites.id) ? impactOfCase(evaluation, derived, context) : undefined,
  };
}

function impactOfCase(evaluation: Evaluation, outcomes: Outcomes, context: ReadContext): Impact | undefined {
  const surveyed = outcomes(survey);
  const serverStarted =
    surveyed.status === 'collected' ? hostSurvey.serverStarted(surveyed.facts as SurveyFacts) : undefined;
  const { impact } = buildReport({
    host: 'a case',
    verb: 'diagnose',
    ...defined({ now: context.now, serverStarted }),
    asked: [],
    outcomes,
    evaluation,
    state: [],
    service: serviceView(outcomes, context),
    durationMs: 0,
  });
  return impact;
}
