import { defined } from '../lib/defined.ts';
import type { Evidence, Finding, FindingId } from '../model/finding.ts';
import type { Impact, ServiceView } from '../model/impact.ts';
import type { Case, Moment, Panel, Report, Unseen } from '../model/report.ts';
import type { Probe } from '../model/source.ts';
import { byWeight, groupByCause } from './causes.ts';
import type { Evaluation, Outcomes } from './evaluate.ts';
import { impactOf } from './impact.ts';
import { isResolved, type RequestsSince, withSilence } from './resolve.ts';

/** After this long an incident that the server has outlived is history; an on-call shift's first look comes well within it. */
const RECENT_MS = 15 * 60_000;
/** Dated evidence older than this never leads, even when the server was not restarted since. */
const OLD_MS = 24 * 3_600_000;
/** Starts, reloads and stops of an hour ago are routine: log rotation reloads every night. They stay in the timeline. */
const ROUTINE_MS = 3_600_000;

export interface ReportRequest {
  readonly host: string;
  readonly verb: string;
  readonly now?: string;
  /** When the running parent started; evidence before it is about a former life of the server. */
  readonly serverStarted?: string;
  /** How far back dated evidence counts as present; a day unless said. */
  readonly sinceSeconds?: number;
  readonly asked: readonly Probe[];
  readonly outcomes: Outcomes;
  readonly evaluation: Evaluation;
  readonly state: readonly string[];
  /** What the facts say of the service; absent for verbs that do not ask for it, and for hosts that were not reached. */
  readonly service?: ServiceView;
  readonly panels?: readonly Panel[];
  /** What happened that no finding tells of, such as who used sudo. */
  readonly moments?: readonly Moment[];
  /** What was asked about; everything unless said. The rest is named in `also`. */
  readonly subject?: ReadonlySet<FindingId>;
  /** Requests since a moment, by the access log; undefined where it does not tell. */
  readonly requestsSince?: RequestsSince;
  readonly durationMs: number;
}

/** Turns findings into the answer: the present problems by cause, what is history, what could not be seen, and one timeline. */
export function buildReport(request: ReportRequest): Report {
  const { evaluation, now, subject, panels = [] } = request;
  const unseen = unseenOf(request.asked, request.outcomes);
  const past = evaluation.findings.filter((finding) => isResolved(finding) || isPast(finding, request));
  const present = evaluation.findings
    .filter((finding) => !past.includes(finding))
    .map((finding) => withSilence(finding, now, request.requestsSince));
  const grouped = groupByCause(present);
  const ours = grouped.filter((one) => isOurs(one, subject));
  const cases = ours.filter((one) => ofCase(one).some((finding) => finding.severity !== 'notice'));
  const notices = ours
    .filter((one) => !cases.includes(one))
    .flatMap(ofCase)
    .filter((finding) => !isRoutine(finding, request));
  const also = [
    ...grouped.filter((one) => !ours.includes(one)).flatMap(ofCase),
    ...past.filter((finding) => subject?.has(finding.id) === false && !isResolved(finding)),
  ];
  const missing = evidenceMissing(unseen);
  const impact = request.service === undefined ? undefined : impactOf(request.service, cases);
  return {
    host: request.host,
    verb: request.verb,
    ...defined({ at: now }),
    ...(impact === undefined ? {} : { impact }),
    verdict: verdictOf(
      [...cases.flatMap(ofCase), ...also.filter((finding) => !past.includes(finding))],
      unseen,
      present.some(({ id }) => id === 'unexplained-errors'),
      impact,
    ),
    cases,
    notices: [...notices.sort(byWeight), ...(missing === undefined ? [] : [missing])],
    earlier: past.filter(({ id }) => subject?.has(id) !== false).sort(byNewest),
    ...defined({ also: subject === undefined ? undefined : also.sort(byWeight) }),
    unseen,
    timeline: timelineOf(
      evaluation.findings.filter((finding) => !also.includes(finding)),
      request.moments ?? [],
    ),
    state: request.state,
    ...(panels.length === 0 ? {} : { panels }),
    broken: evaluation.broken,
    durationMs: Math.round(request.durationMs),
  };
}

/** A case belongs to the question when its root or anything that follows from it does. */
function isOurs(one: Case, subject: ReadonlySet<FindingId> | undefined): boolean {
  return subject === undefined || ofCase(one).some(({ id }) => subject.has(id));
}

function ofCase({ root, symptoms }: Case): readonly Finding[] {
  return [root, ...symptoms];
}

function isPast(finding: Finding, { now, serverStarted, sinceSeconds }: ReportRequest): boolean {
  if (finding.at === undefined || now === undefined) return false;
  const age = Date.parse(now) - Date.parse(finding.at);
  if (age > (sinceSeconds === undefined ? OLD_MS : sinceSeconds * 1_000)) return true;
  if (sinceSeconds !== undefined) return false;
  if (finding.severity === 'notice') return false;
  return age > RECENT_MS && serverStarted !== undefined && Date.parse(finding.at) < Date.parse(serverStarted);
}

/** A start or stop long enough ago to be no news, unless it was asked about. */
function isRoutine(finding: Finding, { now, subject }: ReportRequest): boolean {
  if (finding.at === undefined || now === undefined || subject?.has(finding.id) === true) return false;
  return finding.kind === 'event' && Date.parse(now) - Date.parse(finding.at) > ROUTINE_MS;
}

function unseenOf(asked: readonly Probe[], outcomes: Outcomes): readonly Unseen[] {
  const unseen: Unseen[] = [];
  for (const probe of asked) {
    const absence = absenceOf(probe, outcomes);
    if (absence === undefined) continue;
    unseen.push({ source: probe.id, title: probe.title, ...absence, question: probe.question, wants: probe.wants });
  }
  return unseen;
}

/** Why a source, or a part of what it is asked for, was not seen; undefined when all of it was. */
function absenceOf(probe: Probe, outcomes: Outcomes): Pick<Unseen, 'reason' | 'detail'> | undefined {
  const outcome = outcomes(probe);
  if (outcome.status === 'collected') {
    const open = probe.partial?.(outcome.facts);
    return open === undefined ? undefined : { reason: 'not-permitted', detail: open };
  }
  if (outcome.reason === 'not-applicable' || outcome.reason === 'not-asked') return undefined;
  return { reason: outcome.reason, detail: outcome.detail };
}

/**
 * How bad it is follows what users get: where they are served nothing is red, however critical it may become, and without a good answer nothing is green.
 * Where that is not known, or was not asked, the findings alone decide.
 */
function verdictOf(
  problems: readonly Finding[],
  unseen: readonly Unseen[],
  unknown: boolean,
  impact: Impact | undefined,
): Report['verdict'] {
  const judged = verdictBy(problems, unseen, unknown);
  switch (impact?.state) {
    case 'down':
      return 'sick';
    case 'fragile':
      return 'degraded';
    case 'degraded':
      return judged === 'sick' ? 'sick' : 'degraded';
    case 'serving':
      return judged === 'sick' ? 'degraded' : judged;
    case 'not-known':
      return judged === 'healthy' ? 'unknown' : judged;
    case undefined:
      return judged;
  }
}

/** `unknown` is true when messages are left that no rule knows, however slight. */
function verdictBy(problems: readonly Finding[], unseen: readonly Unseen[], unknown: boolean): Report['verdict'] {
  if (problems.some((finding) => finding.severity === 'critical')) return 'sick';
  if (problems.some((finding) => finding.severity === 'warning')) return 'degraded';
  return unseen.length > 0 || unknown ? 'unknown' : 'healthy';
}

function evidenceMissing(unseen: readonly Unseen[]): Finding | undefined {
  if (unseen.length === 0) return undefined;
  return {
    id: 'evidence-missing',
    kind: 'problem',
    severity: 'notice',
    certainty: 'certain',
    summary: `${unseen.length} of the things to look at could not be seen: ${unseen.map((one) => one.title).join(', ')}`,
    cause: 'What could not be looked at is not known to be healthy.',
    evidence: [{ kind: 'measure', source: 'reach', name: 'not seen', value: unseen.length, unit: 'sources' }],
    facts: { unseen: unseen.map(({ source, reason, question, wants }) => ({ source, reason, question, wants })) },
    remedy: { advice: `To see them: ${[...new Set(unseen.map((one) => one.wants))].join('; ')}.` },
    explains: [],
  };
}

function timelineOf(findings: readonly Finding[], others: readonly Moment[]): readonly Moment[] {
  const moments = new Map<string, Moment>(others.map((one) => [`${one.at} ${one.text}`, one]));
  for (const finding of findings) {
    for (const evidence of [...finding.evidence, ...(finding.resolved?.evidence ?? [])]) {
      if (evidence.at !== undefined)
        moments.set(`${evidence.at} ${textOf(evidence)}`, {
          at: evidence.at,
          source: evidence.source,
          text: textOf(evidence),
        });
    }
  }
  return [...moments.values()].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

function textOf(evidence: Evidence): string {
  return evidence.kind === 'quote' ? evidence.text : `${evidence.name}: ${evidence.value} ${evidence.unit}`;
}

function byNewest(a: Finding, b: Finding): number {
  return Date.parse(b.at ?? '') - Date.parse(a.at ?? '');
}
