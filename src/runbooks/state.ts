import { millisText, sizeText, spanText } from '../lib/quantity.ts';
import type { ReadContext } from '../model/source.ts';
import type { ReadVerb } from '../model/verbs.ts';
import { logs } from '../probes/combined/logs.ts';
import { configtest } from '../probes/config/probe.ts';
import { memory } from '../probes/memory/memory.ts';
import { memoryRoom } from '../probes/memory/probe.ts';
import { unit, version } from '../probes/service/probe.ts';
import { serverOf } from '../probes/survey/parents.ts';
import { survey } from '../probes/survey/probe.ts';
import { request, statusPage } from '../probes/workers/probe.ts';
import { type Describe, factsFrom, type Outcomes } from './facts-of.ts';

type Line = Describe<string>;

/** Lines about the server as it is, besides what is wrong with it; empty where nothing is known. */
export function describeState(verb: ReadVerb, outcomes: Outcomes, context: ReadContext): readonly string[] {
  return (describers[verb] ?? [serverLine]).flatMap((describe) => describe(outcomes, context));
}

/** Verbs that say more than which server this is. */
const describers: Readonly<Partial<Record<ReadVerb, readonly Line[]>>> = {
  diagnose: [serverLine, workersLine, answersLine],
  status: [serverLine, unitLine, workersLine, answersLine],
  logs: [logsLine],
  oom: [serverLine, memoryLine],
  configtest: [configtestLine],
};

function serverLine(outcomes: Outcomes, { layout }: ReadContext): readonly string[] {
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

function unitLine(outcomes: Outcomes): readonly string[] {
  const facts = factsFrom(outcomes, unit);
  if (facts === undefined) return [];
  const state = [facts.active, facts.sub === undefined ? undefined : `(${facts.sub})`]
    .filter((one) => one !== undefined)
    .join(' ');
  return [
    `${facts.unit ?? 'service'}: ${state || 'state unknown'}${facts.statusText === undefined ? '' : ` · ${facts.statusText}`}`,
  ];
}

function workersLine(outcomes: Outcomes): readonly string[] {
  const facts = factsFrom(outcomes, statusPage);
  if (facts?.busy === undefined || facts.idle === undefined) return [];
  return [
    `workers: ${facts.busy} busy, ${facts.idle} idle${facts.scoreboard === undefined ? '' : ` of ${facts.scoreboard.slots} slots`}`,
  ];
}

function answersLine(outcomes: Outcomes): readonly string[] {
  return (factsFrom(outcomes, request)?.answers ?? []).map(({ url, answered, http, totalSeconds, connected, exit }) => {
    if (answered) return `${url} answers ${http ?? ''} in ${millisText((totalSeconds ?? 0) * 1_000)}`;
    if (exit === CURL_TLS) return `${url} accepts the connection and speaks no TLS`;
    return `${url} ${connected ? 'accepts the connection and does not answer' : 'does not accept connections'}`;
  });
}

/** curl(1): the TLS handshake failed; here, a port that is served without TLS. */
const CURL_TLS = 35;

function configtestLine(outcomes: Outcomes): readonly string[] {
  const facts = factsFrom(outcomes, configtest);
  if (facts === undefined) return [];
  return [
    `${facts.ok ? 'Syntax OK' : 'does not load'}${facts.privileged === false ? ', tested as an ordinary user' : ''}. This does not say that a reload is safe: /apache preflight looks further.`,
  ];
}

function logsLine(outcomes: Outcomes): readonly string[] {
  const facts = factsFrom(outcomes, logs);
  if (facts === undefined) return [];
  const dated = facts.entries.flatMap(({ at }) => at ?? []);
  return [`${facts.entries.length} messages${dated.length === 0 ? '' : `, ${dated[0]} to ${dated.at(-1)}`}`];
}

function memoryLine(outcomes: Outcomes): readonly string[] {
  const used = factsFrom(outcomes, memory);
  const space = factsFrom(outcomes, memoryRoom);
  const lines: string[] = [];
  if (used !== undefined) {
    const by =
      used.measuredBy === 'private' ? 'private memory' : 'resident size, which counts shared pages in every child';
    lines.push(`children: ${sizeText(used.meanKiB)} on average, ${sizeText(used.maxKiB)} at most (${by})`);
  }
  if (space !== undefined) {
    const limit = space.cgroupLimitKiB === undefined ? '' : `, limit of the unit ${sizeText(space.cgroupLimitKiB)}`;
    lines.push(`memory: ${sizeText(space.availableKiB)} available of ${sizeText(space.totalKiB)}${limit}`);
  }
  return lines;
}
