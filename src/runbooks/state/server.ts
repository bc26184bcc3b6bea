import { millisText, spanText } from '../../lib/quantity.ts';
import type { ReadContext } from '../../model/source.ts';
import { version } from '../../probes/service/probe.ts';
import { siteAnswers } from '../../probes/sites/answers.ts';
import { serverOf } from '../../probes/survey/parents.ts';
import { survey } from '../../probes/survey/probe.ts';
import { request, statusPage } from '../../probes/workers/probe.ts';
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

/** More sites are a wall of text. */
const MOST_SITES = 4;

/** What each site answers, or a request to each port. */
export function answersLine(outcomes: Outcomes): readonly string[] {
  const asked = factsFrom(outcomes, siteAnswers)?.answers.filter(({ source }) => source === 'sites') ?? [];
  if (asked.length > 0)
    return [
      ...asked.slice(0, MOST_SITES).map(({ url, words }) => `${url} ${words}`),
      ...(asked.length > MOST_SITES ? [`and ${asked.length - MOST_SITES} more sites`] : []),
    ];
  return (factsFrom(outcomes, request)?.answers ?? []).map(({ url, answered, http, totalSeconds, connected, exit }) => {
    if (answered) return `${url} answers ${http ?? ''} in ${millisText((totalSeconds ?? 0) * 1_000)}`;
    if (exit === CURL_TLS) return `${url} accepts the connection and speaks no TLS`;
    return `${url} ${connected ? 'accepts the connection and does not answer' : 'does not accept connections'}`;
  });
}

/** curl(1): the TLS handshake failed; here, a port that is served without TLS. */
const CURL_TLS = 35;
