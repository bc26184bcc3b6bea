import { defined } from '../lib/defined.ts';
import { cleanText } from '../lib/hostile-text.ts';
import { redact } from '../lib/redact.ts';
import type { Host } from '../model/host.ts';
import type { Layout } from '../model/layout.ts';
import { collected, type Outcome, unavailable } from '../model/outcome.ts';
import type { BatchEnd, NamedSection, ReadTransport, SectionAnswer, Session } from '../model/ports.ts';
import type { Reach } from '../model/reach.ts';
import { type Capture, type Probe, type ReadContext, type Section, Unrecognised } from '../model/source.ts';

/** The first stage of a run: what tells where this host keeps httpd and what time it is there. */
export interface Survey<Facts> {
  readonly probe: Probe<string, Facts>;
  readonly section: Section;
  layout(facts: Facts, host: Host): Layout;
  clock(facts: Facts): { readonly now?: string; readonly zoneMinutes?: number };
}

export interface Collection {
  readonly host: Host;
  readonly reach: Reach;
  readonly layout?: Layout;
  readonly context: ReadContext;
  readonly captures: ReadonlyMap<string, Capture>;
  readonly outcomes: ReadonlyMap<string, Outcome<unknown>>;
  /** Milliseconds by our clock from opening the session to the last answer. */
  readonly durationMs: number;
  /** Our clock minus the host's when the survey answered, in milliseconds; absent for recordings. */
  readonly skewMs?: number;
}

/** Told of every source as it comes in, for the progress message. */
export type OnOutcome = (probe: Probe, outcome: Outcome<unknown>) => void;

export interface CollectRequest<SurveyFacts> {
  readonly host: Host;
  readonly transport: ReadTransport;
  readonly survey: Survey<SurveyFacts>;
  readonly probes: readonly Probe[];
  readonly onOutcome?: OnOutcome;
  readonly signal?: AbortSignal;
}

/**
 * Asks a host everything in two batches over one channel: the survey, then the probes its layout calls for.
 * Never rejects: a host that cannot be reached, or a channel that ends early, leaves outcomes that say so.
 */
export async function collect<F>(request: CollectRequest<F>): Promise<Collection> {
  const started = performance.now();
  const session = await request.transport.open(request.host, request.signal);
  if (!session.reached) {
    const { reason, detail, fingerprint } = session;
    return {
      host: request.host,
      reach: { reached: false, reason, detail, ...defined({ fingerprint }) },
      context: {},
      captures: new Map(),
      outcomes: new Map(request.probes.map((probe) => [probe.id, unavailable('unreachable', detail)])),
      durationMs: performance.now() - started,
    };
  }
  try {
    return await collectOver(session, request, started);
  } finally {
    await session.end();
  }
}

async function collectOver<F>(session: Session, request: CollectRequest<F>, started: number): Promise<Collection> {
  const { host, survey } = request;
  const captures = new Map<string, Capture>();
  const outcomes = new Map<string, Outcome<unknown>>();
  const first = await runBatch(
    session,
    [{ id: survey.probe.id, ...survey.section }],
    (answer) => {
      const capture = captureOf(answer);
      captures.set(answer.id, capture);
      outcomes.set(answer.id, outcomeOf(survey.probe, answer, capture, {}));
    },
    request.signal,
  );
  const surveyed = outcomes.get(survey.probe.id) as Outcome<F> | undefined;
  if (surveyed?.status !== 'collected') {
    const detail = surveyed?.detail ?? (first.complete ? 'the survey did not answer' : first.reason);
    for (const probe of request.probes) outcomes.set(probe.id, unavailable('cut-short', detail));
    return {
      host,
      reach: { reached: true, complete: false, detail },
      context: {},
      captures,
      outcomes,
      durationMs: performance.now() - started,
    };
  }
  const layout = survey.layout(surveyed.facts, host);
  const clock = survey.clock(surveyed.facts);
  const skew = skewOf(host, clock.now);
  const context: ReadContext = { ...clock, ...skew, layout };
  request.onOutcome?.(survey.probe, surveyed);
  const end = await askProbes(session, request, layout, context, captures, outcomes);
  return {
    host,
    reach: { reached: true, complete: end.complete, detail: end.complete ? '' : end.reason },
    layout,
    context,
    captures,
    outcomes,
    durationMs: performance.now() - started,
    ...skew,
  };
}

async function askProbes<F>(
  session: Session,
  request: CollectRequest<F>,
  layout: Layout,
  context: ReadContext,
  captures: Map<string, Capture>,
  outcomes: Map<string, Outcome<unknown>>,
): Promise<BatchEnd> {
  const asked = new Map<string, Probe>();
  const sections: NamedSection[] = [];
  for (const probe of request.probes) {
    if (outcomes.has(probe.id)) continue;
    const section = probe.section(layout);
    if (section === undefined)
      outcomes.set(probe.id, unavailable('not-applicable', `${probe.title}: this host has no such thing`));
    else {
      asked.set(probe.id, probe);
      sections.push({ id: probe.id, ...section });
    }
  }
  const end = await runBatch(
    session,
    sections,
    (answer) => {
      const probe = asked.get(answer.id);
      if (probe === undefined) return;
      const capture = captureOf(answer);
      captures.set(answer.id, capture);
      const outcome = outcomeOf(probe, answer, capture, context);
      outcomes.set(answer.id, outcome);
      request.onOutcome?.(probe, outcome);
    },
    request.signal,
  );
  for (const [id, probe] of asked) {
    if (!outcomes.has(id))
      outcomes.set(id, unavailable('cut-short', end.complete ? `${probe.title} did not answer` : end.reason));
  }
  return end;
}

function runBatch(
  session: Session,
  sections: readonly NamedSection[],
  onAnswer: (answer: SectionAnswer) => void,
  signal?: AbortSignal,
): Promise<BatchEnd> {
  if (sections.length === 0) return Promise.resolve({ complete: true });
  return session.run(sections, onAnswer, signal);
}

function skewOf(host: Host, now: string | undefined): { skewMs?: number } {
  if (now === undefined || host.recorded === true) return {};
  return { skewMs: Date.now() - Date.parse(now) };
}

/** Cleans and redacts an answer: from here on no secret and no control character is left in it. */
export function captureOf(answer: SectionAnswer): Capture {
  return {
    source: answer.id,
    exit: answer.exit,
    text: redact(cleanText(answer.text)),
    durationMs: answer.durationMs,
    cut: answer.cut,
  };
}

function outcomeOf(probe: Probe, answer: SectionAnswer, capture: Capture, context: ReadContext): Outcome<unknown> {
  if (answer.timedOut && capture.text.trim() === '') {
    return unavailable('timed-out', `no answer within ${Math.round(answer.durationMs / 1000)} s`);
  }
  const outcome = readCapture(probe, capture, context);
  const skipped = notAsked.exec(capture.text)?.[1];
  return outcome.status === 'unavailable' && skipped !== undefined ? unavailable('timed-out', skipped) : outcome;
}

/** What `as_root` and `ask_systemd` say instead of asking what the survey waited too long for. */
const notAsked = /^(?:as_root|ask_systemd): (not asked: (?:sudo|systemctl) took longer than \d{1,3} s)$/m;

/** The one place where a reader's refusal becomes an outcome; anything else it throws is a bug of ours and is said as such. */
export function readCapture(probe: Probe, capture: Capture, context: ReadContext): Outcome<unknown> {
  try {
    return collected(probe.read(capture, context));
  } catch (error) {
    if (error instanceof Unrecognised) return unavailable(error.reason, error.message);
    return unavailable('failed', `reading it failed: ${error instanceof Error ? error.message : String(error)}`);
  }
}
