import { defined } from '../lib/defined.ts';
import type { FindingId } from '../model/finding.ts';
import type { ServiceView } from '../model/impact.ts';
import type { LookOptions } from '../model/intent.ts';
import type { Moment, Panel } from '../model/report.ts';
import type { Capture, Probe, ReadContext } from '../model/source.ts';
import type { ReadVerb } from '../model/verbs.ts';
import { backtrace } from '../probes/crashes/probe.ts';
import { probes } from '../probes/index.ts';
import { errorLog } from '../probes/logs/probe.ts';
import { sites } from '../probes/sites/probe.ts';
import { survey } from '../probes/survey/probe.ts';
import { request } from '../probes/workers/probe.ts';
import { rules } from '../rules/index.ts';
import type { Attachment, InvestigationDefinition } from './define-investigation.ts';
import type { Outcomes } from './facts-of.ts';
import { investigations } from './investigations/index.ts';
import { serviceView } from './state/service-view.ts';
import { sudoMoments } from './state/sudo.ts';
import { trafficSince } from './state/traffic-since.ts';

/** A read-only runbook as it runs: what it asks a host, which rules judge it, what it shows. */
export interface InvestigationRunbook {
  readonly verb: ReadVerb;
  readonly title: string;
  readonly probes: readonly Probe[];
  readonly rules: typeof rules;
  readonly sinceSeconds?: number;
  readonly subject?: ReadonlySet<FindingId>;
  attach(captures: ReadonlyMap<string, Capture>, outcomes: Outcomes, context: ReadContext): readonly Attachment[];
  state(outcomes: Outcomes, context: ReadContext): readonly string[];
  service?(outcomes: Outcomes, context: ReadContext): ServiceView;
  requestsSince: typeof trafficSince;
  panels(outcomes: Outcomes, context: ReadContext): readonly Panel[];
  moments(outcomes: Outcomes): readonly Moment[];
}

/** Left to the verbs that name them: what costs the host more than a look, and the request to each port where every site is asked. */
const onRequest: readonly Probe[] = [backtrace, request];

/** The investigation behind a verb. */
export function investigationFor(verb: ReadVerb, given: LookOptions = {}): InvestigationRunbook {
  const definition = definitionOf(verb);
  const { title, panels, state, defaults } = definition;
  const options: LookOptions = { ...defaults, ...given };
  const subject = findingsOf(verb);
  const everythingAnswers = definition.answers === 'everything';
  return {
    verb,
    title,
    probes: asked(definition),
    rules,
    ...defined({ sinceSeconds: options.sinceSeconds, subject }),
    attach: (captures, outcomes, context) => definition.attach?.(captures, outcomes, context, options) ?? [],
    ...(everythingAnswers ? { service: serviceView } : {}),
    state: (outcomes, context) => state.flatMap((describe) => describe(outcomes, context)),
    panels: (outcomes, context) => (panels === 'none' ? [] : panels(outcomes, context, options)),
    requestsSince: trafficSince,
    moments: sudoMoments,
  };
}

/** The findings that answer a verb; undefined when all do. */
export function findingsOf(verb: ReadVerb): ReadonlySet<FindingId> | undefined {
  if (definitionOf(verb).answers === 'everything') return undefined;
  return new Set(rules.filter(({ answers }) => answers.includes(verb)).map(({ id }) => id));
}

/**
 * In the order of the list of probes, whatever the order of the verb; but the sites are asked right before the logs are read, so that the lines
 * which our own requests cause are there.
 */
function asked({ sources }: InvestigationDefinition): readonly Probe[] {
  const wanted = probes.filter((probe) =>
    sources === 'everything' ? probe !== survey && !onRequest.includes(probe) : sources.includes(probe),
  );
  const log = wanted.indexOf(errorLog);
  if (log === -1 || !wanted.includes(sites)) return wanted;
  const others = (some: readonly Probe[]): readonly Probe[] => some.filter((probe) => probe !== sites);
  return [...others(wanted.slice(0, log)), sites, ...others(wanted.slice(log))];
}

/** @throws {Error} for a verb of a list that is older than the files; `npm run generate` makes it anew. */
function definitionOf(verb: ReadVerb): InvestigationDefinition {
  const found = investigations.find((one) => one.verb === verb);
  if (found === undefined) throw new Error(`no investigation ${verb}: run npm run generate`);
  return found;
}
