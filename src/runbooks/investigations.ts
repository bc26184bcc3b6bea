import type { FindingId } from '../model/finding.ts';
import type { LookOptions } from '../model/intent.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Moment, Panel } from '../model/report.ts';
import type { Capture, Probe, ReadContext, Source } from '../model/source.ts';
import type { ReadVerb } from '../model/verbs.ts';
import { derived, probes } from '../probes/index.ts';
import { rules } from '../rules/index.ts';
import { panelsOf } from './panels.ts';
import { sudoMoments } from './state/changes.ts';
import { logFiles } from './state/logs.ts';
import { describeState } from './state.ts';
import { findingsOf, onRequest, subjects } from './subjects.ts';

type Outcomes = (source: Source) => Outcome<unknown>;

/** A read-only runbook: what it asks a host, which rules judge it, what it shows. */
export interface InvestigationRunbook {
  readonly verb: ReadVerb;
  readonly title: string;
  readonly probes: readonly Probe[];
  readonly rules: typeof rules;
  readonly sinceSeconds?: number;
  readonly subject?: ReadonlySet<FindingId>;
  attach(
    captures: ReadonlyMap<string, Capture>,
    outcomes: Outcomes,
    context: ReadContext,
  ): readonly { readonly filename: string; readonly title: string; readonly text: string }[];
  state(outcomes: Outcomes, context: ReadContext): readonly string[];
  panels(outcomes: Outcomes, context: ReadContext): readonly Panel[];
  moments(outcomes: Outcomes): readonly Moment[];
}

/** The investigation behind a verb. */
export function investigationFor(verb: ReadVerb, options: LookOptions = {}): InvestigationRunbook {
  const { title, sources } = subjects[verb];
  const subject = findingsOf(verb);
  return {
    verb,
    title,
    probes: probes.filter(
      ({ id }) => id !== 'survey' && (sources === undefined ? !onRequest.includes(id) : sources.includes(id)),
    ),
    rules,
    ...(options.sinceSeconds === undefined ? {} : { sinceSeconds: options.sinceSeconds }),
    ...(subject === undefined ? {} : { subject }),
    attach(captures, outcomes, context) {
      if (verb === 'logs') return logFiles(captures, outcomes, context, options);
      return verb === 'diagnose' && captures.size > 0 ? [everything(captures)] : [];
    },
    state: (outcomes, context) => describeState(verb, outcomes, context),
    panels: (outcomes, context) => panelsOf(verb, outcomes, context, options),
    moments: sudoMoments,
  };
}

/** Every source id there is; a verb that names another is a mistake. */
export function unknownSources(): readonly string[] {
  const known = new Set([...probes, ...derived].map(({ id }) => id));
  return Object.values(subjects)
    .flatMap(({ sources = [] }) => sources)
    .filter((id) => !known.has(id));
}

/** For a diagnosis all that was captured goes along, since the message can only quote. */
function everything(captures: ReadonlyMap<string, Capture>) {
  const text = [...captures.values()]
    .map((capture) => `===== ${capture.source} (exit ${capture.exit})\n${capture.text}`)
    .join('\n\n');
  return { filename: 'captures.txt', title: 'Everything that was captured', text };
}
