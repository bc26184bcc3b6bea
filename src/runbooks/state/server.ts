import { spanText } from '../../lib/quantity.ts';
import type { ReadContext } from '../../model/source.ts';
import { version } from '../../probes/service/probe.ts';
import { serverOf } from '../../probes/survey/parents.ts';
import { survey } from '../../probes/survey/probe.ts';
import { statusPage } from '../../probes/workers/probe.ts';
import { factsFrom, type Outcomes } from '../facts-of.ts';

/** Which server this is: version, MPM, parent and system. */
export function serverLine(outcomes: Outcomes, { layout }: ReadContext): readonly string[] {
  const facts = factsFrom(outcomes, survey);
  if (facts === undefined) return [];
  const server = serverOf(facts, layout?.unit);
  const parent = facts.processes.find(({ pid }) => pid === server?.pid);
  const built = factsFrom(outcomes, version);
  const parts = [
    built?.server ?? 'Apache',
    ...(built?.mpm === undefined ? [] : [`${built.mpm} MPM`]),
    server === undefined
      ? 'no parent process'
      : `parent pid ${server.pid}${parent?.ageSeconds === undefined ? '' : `, up ${spanText(parent.ageSeconds)}`}, ${server.children} children`,
    ...(facts.os.name === undefined ? [] : [facts.os.name]),
  ];
  return [parts.join(' · ')];
}

/** How many workers are busy. */
export function workersLine(outcomes: Outcomes): readonly string[] {
  const facts = factsFrom(outcomes, statusPage);
  if (facts?.busy === undefined || facts.idle === undefined) return [];
  return [
    `workers: ${facts.busy} busy, ${facts.idle} idle${facts.scoreboard === undefined ? '' : ` of ${facts.scoreboard.slots} slots`}`,
  ];
}
