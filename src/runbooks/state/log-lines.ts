import { counted } from '../../lib/counts.ts';
import { hostTime } from '../../lib/host-time.ts';
import { cutText, oneLine } from '../../lib/hostile-text.ts';
import { countText, sizeText } from '../../lib/quantity.ts';
import type { ReadContext } from '../../model/source.ts';
import { errorLog, journal, vhostLogs } from '../../probes/logs/probe.ts';
import { accessLog } from '../../probes/traffic/probe.ts';
import { factsFrom, type Outcomes } from '../facts-of.ts';

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
