import { captureOf, readCapture } from '../../src/diagnosis/collect.ts';
import { withDerived } from '../../src/diagnosis/evaluate.ts';
import type { Look, Planned } from '../../src/model/change-runbook.ts';
import type { Host } from '../../src/model/host.ts';
import { collected, type Outcome, unavailable } from '../../src/model/outcome.ts';
import type { Plan } from '../../src/model/plan.ts';
import { reach } from '../../src/model/reach.ts';
import type { Probe, ReadContext } from '../../src/model/source.ts';
import { probes } from '../../src/probes/index.ts';
import { Survey } from '../../src/probes/survey/facts.ts';
import { hostSurvey } from '../../src/runbooks/host-survey.ts';
import { readPracticeRecordings } from '../../src/workbench/practice/recordings.ts';

const recordings = new Map(readPracticeRecordings().map(({ name, before }) => [name, before]));

/** What to alter in a recording: a section's text by its id, or `null` for a section that did not answer. */
export type Alterations = Readonly<Record<string, ((text: string) => string) | null>>;

/** A look at a practice host as it was recorded, with some answers altered. Tests that name its pids change with its recording. */
export function practiceLook(name: string, alter: Alterations = {}): Look {
  const recording = recordings.get(name);
  if (recording === undefined) throw new Error(`there is no practice host ${name}`);
  const host: Host = {
    name,
    address: name,
    port: 22,
    user: 'oncall',
    groups: [],
    labels: {},
    identityFiles: [],
    knownHostsFiles: [],
    fingerprints: [],
  };
  const outcomeOf = (probe: Probe, context: ReadContext): Outcome<unknown> => {
    const change = alter[probe.id];
    const section = recording.sections[probe.id];
    if (change === null || section === undefined) return unavailable('failed', 'it did not answer');
    const text = change === undefined ? section.text : altered(change, section.text, `${name}: ${probe.id}`);
    return readCapture(probe, captureOf({ id: probe.id, ...section, text }), context);
  };
  const surveyed = outcomeOf(hostSurvey.probe, {});
  const facts = surveyed.status === 'collected' ? Survey.parse(surveyed.facts) : undefined;
  const reached = { reached: true, complete: true, detail: '' } as const;
  if (facts === undefined)
    return {
      host: name,
      reach: reached,
      context: {},
      outcomes: withDerived(new Map([[hostSurvey.probe.id, surveyed]]), {}),
    };
  const layout = hostSurvey.layout(facts, host);
  const context: ReadContext = { ...hostSurvey.clock(facts), layout };
  const outcomes = new Map<string, Outcome<unknown>>([
    [hostSurvey.probe.id, surveyed],
    [reach.id, collected(reached)],
  ]);
  for (const probe of probes) if (!outcomes.has(probe.id)) outcomes.set(probe.id, outcomeOf(probe, context));
  return { host: name, reach: reached, layout, context, outcomes: withDerived(outcomes, context) };
}

/** An alteration that changes nothing was written for another recording, and its test would prove nothing. */
function altered(change: (text: string) => string, text: string, what: string): string {
  const result = change(text);
  if (result === text) throw new Error(`${what} was to be altered, and nothing in what was recorded changes`);
  return result;
}

/** The recorded state of the unit with some of its properties said anew. */
export function unitWith(properties: Readonly<Record<string, string>>): Alterations {
  const said = (text: string): string =>
    Object.entries(properties).reduce(
      (all, [name, value]) => all.replace(new RegExp(`^${name}=.*$`, 'm'), `${name}=${value}`),
      text,
    );
  return Object.keys(properties).length === 0 ? {} : { unit: said };
}

/** The sentences of a refusal, one per line; `offered` for a plan. */
export function refusalOf(planned: Planned): string {
  return planned.offered ? 'offered' : planned.refusal.reasons.map(({ why }) => why).join('\n');
}

/** The plan that was offered; throws with the reasons where none was. */
export function offeredPlan(planned: Planned): Plan {
  if (!planned.offered) throw new Error(refusalOf(planned));
  return planned.plan;
}
