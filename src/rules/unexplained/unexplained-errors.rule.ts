import { counted, times } from '../../lib/counts.ts';
import { hostTime } from '../../lib/host-time.ts';
import { cutText, oneLine } from '../../lib/hostile-text.ts';
import type { Measure } from '../../model/finding.ts';
import { defineRule, notApplicable } from '../../model/rule.ts';
import { logs } from '../../probes/combined/logs.ts';
import { byWeight, type Grave, graveOf, type Weight } from '../../probes/logs/grave.ts';
import { groupEntries, type MessageGroup } from '../../probes/logs/group.ts';
import { countOf } from '../../probes/logs/requests.ts';
import { latest, quoteOf } from '../../probes/logs/select.ts';
import { serverOf } from '../../probes/survey/parents.ts';
import { survey } from '../../probes/survey/probe.ts';
import { accessLog } from '../../probes/traffic/probe.ts';
import { answeredSince } from '../over/answers.ts';
import { quietSince } from '../over/quiet.ts';
import { readAgain } from '../over/starts.ts';
import { severityOf, type Window } from './severity.ts';
import { keyOf, unclaimed } from './unclaimed.ts';

/** A warning has to come back this often to be worth a word; once or twice is any server's start. The number is a choice. */
const REPEATED = 5;
/** Groups in the facts, and of these, quoted. */
const LISTED = 10;
const QUOTED = 4;

export const unexplainedErrors = defineRule({
  id: 'unexplained-errors',
  title: 'Messages that no rule knows',
  kind: 'problem',
  answers: ['connections', 'crashes'],
  over: [readAgain, answeredSince, quietSince],
  severity: 'warning',
  cause:
    'No finding accounts for this message, so it is shown as it stands, the worst kind first: nothing shows that it is harmless.',
  remedy:
    'Look at the module and at the file or path that the message names. If the trouble began with its first line, take it for the cause until something better is found.',
  runbook: 'logs',
  last: true,
  reads: {},
  mayRead: { logs, survey, accessLog },
  judge({ logs: log, survey: host, accessLog: access }, { now, since }, said) {
    if (log === undefined) return notApplicable('no log was seen');
    const window: Window = { now, started: host === undefined ? undefined : startOf(host, now) };
    const grave = graveOf(log.entries).filter(({ entry }) => isCurrent(entry.at, window, since));
    const groups = groupsOf(notOutlived(unclaimed(grave, log.entries, said), window));
    const [worst] = groups;
    if (worst === undefined) return undefined;
    const left = groups.flatMap(({ graves }) => graves);
    const total = left.length;
    const { severity, explains } = severityOf(left, said, { window, access });
    return {
      severity,
      certainty: 'possible',
      summary: `${wordsOf(worst)}; no rule knows it${groups.length > 1 ? `, nor ${counted(groups.length - 1, 'other kind')} of message beside it` : ''}.`,
      explains,
      evidence: [
        quoteOf(worst.newest),
        ...firstOf(worst, now),
        ...groups.slice(1, QUOTED).map(({ newest }) => quoteOf(newest)),
      ],
      facts: { count: total, kinds: groups.length, groups: groups.slice(0, LISTED).map(factsOf) },
      at: latest(left.map(({ entry }) => entry)),
    };
  },
});

/** Without what the server said of itself before the parent that runs now was started; all of it when nothing else is left, and then it is history. */
function notOutlived(left: readonly Grave[], { started }: Window): readonly Grave[] {
  const since = Date.parse(started ?? '');
  const later = left.filter(({ entry }) => entry.client !== undefined || !(Date.parse(entry.at ?? '') < since));
  return later.length === 0 ? left : later;
}

interface Kind extends MessageGroup {
  readonly weight: Weight;
  readonly graves: readonly Grave[];
}

/** The kinds of message, the worst first, then the most frequent; a warning only when it repeats. */
function groupsOf(left: readonly Grave[]): readonly Kind[] {
  const byKey = Map.groupBy(left, ({ entry }) => keyOf(entry));
  return [...byKey.values()]
    .flatMap((graves) => {
      const weight = graves.map((one) => one.weight).sort(byWeight)[0] ?? 'error';
      const [group] = groupEntries(
        graves.map(({ entry }) => entry),
        () => '',
      );
      return group === undefined || (weight === 'warn' && graves.length < REPEATED)
        ? []
        : [{ ...group, weight, graves }];
    })
    .sort((one, other) => byWeight(one.weight, other.weight) || other.count - one.count);
}

/** The message itself, as an engineer would say it: who wrote it, how bad, how often, and where. */
function wordsOf({ code, newest, weight, graves }: Kind): string {
  const named = mostNamed(graves);
  const text = cutText(oneLine(newest.message), 160).replace(/[.:]$/, '');
  const about = [
    ...(newest.module === undefined ? [] : [moduleName(newest.module)]),
    newest.level === undefined ? 'no level' : weight,
    times(countOf(graves.map(({ entry }) => entry))),
    ...(named === undefined || newest.message.includes(named) ? [] : [`mostly ${named}`]),
  ];
  return `“${code === undefined ? '' : `${code}: `}${text}” (${about.join(', ')})`;
}

/** The log leaves `mod_` out; what is no module of its own keeps its name. */
function moduleName(logged: string): string {
  return /^(?:core|mpm_\w+)$/.test(logged) ? logged : `mod_${logged}`;
}

/** When it began, where the newest alone is quoted of many. */
function firstOf({ first, count, newest }: Kind, now: string | undefined): readonly Measure[] {
  if (first === undefined || count === 1) return [];
  const name = `lines like it since ${hostTime(first, now)}`;
  return [{ kind: 'measure', source: newest.source, name, value: count, unit: 'lines', at: first }];
}

function factsOf({ code, weight, count, first, last, perMinute, newest, graves }: Kind) {
  return {
    ...(code === undefined ? {} : { code }),
    level: newest.level ?? weight,
    count,
    ...(first === undefined ? {} : { first }),
    ...(last === undefined ? {} : { last }),
    ...(perMinute === undefined ? {} : { perMinute: Math.round(perMinute * 10) / 10 }),
    newest: newest.raw.slice(0, 500),
    ...(mostNamed(graves) === undefined ? {} : { where: mostNamed(graves) ?? '' }),
  };
}

/** The log of a site, else the path, that most of the messages name; undefined when less than half name the same. */
function mostNamed(graves: readonly Grave[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { entry } of graves) {
    const name = entry.file ?? /(?:^|[\s'"(:])(\/[\w.@%+/-]{2,200})/.exec(entry.message.slice(0, 1_000))?.[1];
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const [most] = [...counts].sort((one, other) => other[1] - one[1]);
  return most !== undefined && most[1] * 2 >= graves.length ? most[0] : undefined;
}

/** When the parent that runs now started. */
function startOf(host: Parameters<typeof serverOf>[0], now: string | undefined): string | undefined {
  const server = serverOf(host);
  const age = host.processes.find(({ pid }) => pid === server?.pid)?.ageSeconds;
  return now === undefined || age === undefined ? undefined : new Date(Date.parse(now) - age * 1_000).toISOString();
}

/** A day, as for every finding; what is older than a quarter of an hour and from before this parent started was outlived. */
const OLD_MS = 24 * 3_600_000;
const RECENT_MS = 15 * 60_000;

function isCurrent(at: string | undefined, { now, started }: Window, since: string | undefined): boolean {
  if (at === undefined || now === undefined) return true;
  if (since !== undefined) return Date.parse(at) >= Date.parse(since);
  const age = Date.parse(now) - Date.parse(at);
  if (age > OLD_MS) return false;
  return age <= RECENT_MS || started === undefined || Date.parse(at) >= Date.parse(started);
}
