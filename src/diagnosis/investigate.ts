import { defined } from '../lib/defined.ts';
import type { FindingId, Instant } from '../model/finding.ts';
import type { Host } from '../model/host.ts';
import type { ServiceView } from '../model/impact.ts';
import { collected } from '../model/outcome.ts';
import type { ReadTransport } from '../model/ports.ts';
import { reach } from '../model/reach.ts';
import type { Moment, Panel, Report } from '../model/report.ts';
import type { Rule } from '../model/rule.ts';
import type { Capture, Probe, ReadContext } from '../model/source.ts';
import { type Collection, collect, type OnOutcome, type Survey } from './collect.ts';
import { evaluate, type Outcomes, withDerived } from './evaluate.ts';
import { buildReport } from './report.ts';
import type { RequestsSince } from './resolve.ts';

/** What a read-only runbook asks for. */
export interface Investigation {
  readonly verb: string;
  readonly title: string;
  readonly probes: readonly Probe[];
  readonly rules: readonly Rule[];
  /** How far back dated evidence counts as present, when people said so. */
  readonly sinceSeconds?: number;
  /** What goes along as files, because people asked to read it or the report had to cut it. */
  attach(captures: ReadonlyMap<string, Capture>, outcomes: Outcomes, context: ReadContext): readonly Attachment[];
  /** Lines about the server as it is, for the foot of the report. */
  state(outcomes: Outcomes, context: ReadContext): readonly string[];
  /** What the facts say of the service that users get; absent for verbs that do not ask the server's sites. */
  service?(outcomes: Outcomes, context: ReadContext): ServiceView;
  /** Requests since a moment, as far as the facts tell. */
  requestsSince?(outcomes: Outcomes, at: Instant): ReturnType<RequestsSince>;
  /** What was asked for, as it is. */
  panels(outcomes: Outcomes, context: ReadContext): readonly Panel[];
  /** Dated things for the timeline that no finding tells of. */
  moments?(outcomes: Outcomes): readonly Moment[];
  /** The findings asked about; all of them unless said. */
  readonly subject?: ReadonlySet<FindingId>;
}

/** Text that is too long for a message; cleaned and redacted like every capture. */
export interface Attachment {
  readonly filename: string;
  readonly title: string;
  readonly text: string;
}

/** What the engine needs to know of a host before it can ask anything else. */
export interface SurveyKit<Facts> extends Survey<Facts> {
  /** When the running parent started, as ISO 8601. */
  serverStarted(facts: Facts): string | undefined;
}

export interface Investigated {
  readonly report: Report;
  readonly collection: Collection;
  readonly attachments: readonly Attachment[];
}

/** Collects, judges and reports; never rejects because of what a host does. */
export async function investigate<F>(request: {
  readonly host: Host;
  readonly investigation: Investigation;
  readonly transport: ReadTransport;
  readonly survey: SurveyKit<F>;
  readonly onOutcome?: OnOutcome;
  readonly signal?: AbortSignal;
}): Promise<Investigated> {
  const { host, investigation, survey } = request;
  const found = await collect({ ...request, probes: investigation.probes });
  const outcomes = withDerived(new Map(found.outcomes).set(reach.id, collected(found.reach)), found.context);
  return {
    report: judge(host, found, outcomes, investigation, survey),
    collection: found,
    attachments: investigation.attach(found.captures, outcomes, found.context),
  };
}

function judge<F>(
  host: Host,
  found: Collection,
  outcomes: Outcomes,
  investigation: Investigation,
  kit: SurveyKit<F>,
): Report {
  const { context } = found;
  const { rules, verb, probes, subject, sinceSeconds } = investigation;
  const surveyed = found.outcomes.get(kit.probe.id);
  const started = surveyed?.status === 'collected' ? kit.serverStarted(surveyed.facts as F) : undefined;
  return buildReport({
    host: host.name,
    verb,
    ...defined({ now: context.now, serverStarted: started, sinceSeconds }),
    asked: found.reach.reached ? [kit.probe, ...probes] : [],
    outcomes,
    evaluation: evaluate(rules, outcomes, { ...context, ...defined({ since: sinceOf(context, sinceSeconds) }) }),
    state: found.reach.reached ? investigation.state(outcomes, context) : [],
    ...defined({ service: investigation.service?.(outcomes, context) }),
    requestsSince: (at) => investigation.requestsSince?.(outcomes, at),
    panels: found.reach.reached ? investigation.panels(outcomes, context) : [],
    moments: investigation.moments?.(outcomes) ?? [],
    ...defined({ subject }),
    durationMs: found.durationMs,
  });
}

function sinceOf({ now }: ReadContext, seconds: number | undefined): string | undefined {
  if (now === undefined || seconds === undefined) return undefined;
  return new Date(Date.parse(now) - seconds * 1_000).toISOString();
}
