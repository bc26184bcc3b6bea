import { counted } from '../../lib/counts.ts';
import { hostTime } from '../../lib/host-time.ts';
import { cutText, oneLine } from '../../lib/hostile-text.ts';
import { countText, millisText, sizeText, spanText } from '../../lib/quantity.ts';
import type { ReadContext } from '../../model/source.ts';
import { errorLog, journal, vhostLogs } from '../../probes/logs/probe.ts';
import { version } from '../../probes/service/probe.ts';
import { siteAnswers } from '../../probes/sites/answers.ts';
import { serverOf } from '../../probes/survey/parents.ts';
import { survey } from '../../probes/survey/probe.ts';
import { accessLog } from '../../probes/traffic/probe.ts';
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

/** Kinds of lines that were left out, by name. */
const MOST_KINDS = 3;

/** Where the error log is, when that is not its usual place, and what of it is not in the report: what lies too far back, and what repeats too often. */
export function logLine(outcomes: Outcomes, { now, layout }: ReadContext): readonly string[] {
  const facts = factsFrom(outcomes, errorLog);
  const others = [...siteLogs(outcomes), ...journalWindow(outcomes, now), ...requestLog(outcomes)];
  if (facts === undefined) return others;
  const { unread, dropped, left = [], origin, via } = facts;
  const kinds = left.slice(0, MOST_KINDS).map(({ kind, count }) => `${countText(count)} × ${cutText(kind, 48).trim()}`);
  const parts = [
    ...(origin === undefined || origin === layout?.errorLog
      ? []
      : [`it is ${origin}${via === undefined ? '' : ` (ErrorLog ${cutText(oneLine(via), 80)})`}`]),
    ...(unread === undefined
      ? []
      : [
          `only the last ${sizeText((unread.of - unread.bytes) / 1024)} of ${sizeText(unread.of / 1024)} were searched${unread.from === undefined ? '' : `, back to ${hostTime(unread.from, now)}`}`,
        ]),
    ...(dropped === 0
      ? []
      : [
          `${countText(dropped)} older lines that only repeat others were left out of the counts${kinds.length === 0 ? '' : ` (${kinds.join(', ')})`}`,
        ]),
  ];
  return [...(parts.length === 0 ? [] : [`error log: ${parts.join('; ')}`]), ...others];
}

/** The same of the logs of virtual hosts. */
function siteLogs(outcomes: Outcomes): readonly string[] {
  const { files = [], left = [] } = factsFrom(outcomes, vhostLogs) ?? {};
  const partly = files.filter(({ unread = 0, searched }) => unread > 0 || !searched);
  const parts = [
    ...partly
      .slice(0, MOST_KINDS)
      .map(({ path, unread = 0, bytes, searched }) =>
        searched
          ? `of ${path} only the last ${sizeText((bytes - unread) / 1024)} of ${sizeText(bytes / 1024)} were searched`
          : `of ${path} only the end was read`,
      ),
    ...(partly.length > MOST_KINDS ? [`of ${partly.length - MOST_KINDS} more not all was searched`] : []),
    ...(left.length === 0 ? [] : [`${counted(left.length, 'older log')} not read, such as ${left[0]}`]),
  ];
  return parts.length === 0 ? [] : [`logs of sites: ${parts.join('; ')}`];
}

function journalWindow(outcomes: Outcomes, now: string | undefined): readonly string[] {
  const { window } = factsFrom(outcomes, journal) ?? {};
  if (window?.from === undefined) return [];
  return [
    `journal: of what is older than ${hostTime(window.from, now)} only errors and systemd’s own lines were read${window.dropped === 0 ? '' : `, without ${countText(window.dropped)} that repeat others`}`,
  ];
}

function requestLog(outcomes: Outcomes): readonly string[] {
  const { before } = factsFrom(outcomes, accessLog) ?? {};
  if (before === undefined || before.passed === 0) return [];
  return [
    `access log: of the ${countText(before.lines)} lines before the last ones, ${countText(before.lines - before.passed)} were counted, without answers of 4xx`,
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
