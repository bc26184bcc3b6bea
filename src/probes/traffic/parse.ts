// Counted by awk on the host from the last 2,000 lines of the access log (common, combined and vhost_combined formats: the status follows the quoted request):
//   == counted /var/log/apache2/access.log 2000 3      lines, lines without a status
//   s 200 1900 / s 503 97      a 203.0.113.7 1200      t 198.51.100.4 31      f 21/Nov/2026:07:26:01 +0000      u 21/Nov/2026:07:27:44 +0000
//   b 31000 29000              lines before these that were looked at, and how many of them were not counted
//   e 503 GET /cart            path without query, cut
//   m 21/Nov/2026:07:26+0000 120 7                     a minute, its requests, those of them answered 5xx
//   c 21/Nov/2026:07:26:0+0000 12 1                    ten seconds, the same
//   g /cart/ 7 120 3 60 21/Nov/2026:07:26:01+0000 21/Nov/2026:07:26:09+0000 21/Nov/2026:07:27:44+0000 503
//                                                      a group of requests: bad answers, good ones before, between and after; first and last bad, last good; last status
//   h 1                                                how many such groups there are
//   v shop.example:443 80 7                            the same by site, where the log names it
// or, pasted, the log itself. Refused: `== refused` (no right to read), `== missing`, text without one access line.
import { defined } from '../../lib/defined.ts';
import { Unrecognised } from '../../model/source.ts';
import type { AccessFacts, Faring } from './facts.ts';
import { accessTime } from './time.ts';

const accessLine =
  /^(?:[\w.*-]{1,255}:\d{1,5} )?([\da-fA-F.:]{3,45}|[\w.-]{1,255}) \S{1,200} (?:\S.{0,200}? )?\[(\d\d\/\w{3}\/\d{4}:[\d:]{8} [+-]\d{4})\] "([^"\\]{0,4000}(?:\\.[^"\\]{0,4000}){0,200})" (\d{3}) /;

/** Reads our counts, or counts a pasted log. @throws {Unrecognised} */
export function parseAccess(text: string): AccessFacts {
  if (/^== refused/m.test(text)) throw new Unrecognised('the access log may not be read', 'not-permitted');
  if (/^== missing/m.test(text)) throw new Unrecognised('there is no access log at its usual place', 'failed');
  const head = /^== counted (\S+) (\d+) (\d+)$/m.exec(text);
  return head ? counted(text, head) : pasted(text);
}

function counted(text: string, head: RegExpExecArray): AccessFacts {
  const rows = [...text.matchAll(/^([sat]) (\S{1,60}) (\d{1,9})$/gm)].map((match) => ({
    kind: match[1],
    name: match[2] ?? '',
    count: Number(match[3]),
  }));
  const of = (kind: string): { name: string; count: number }[] =>
    rows.filter((row) => row.kind === kind).map(({ name, count }) => ({ name, count }));
  return {
    path: head[1],
    lines: Number(head[2]),
    unread: Number(head[3]),
    statuses: Object.fromEntries(of('s').map(({ name, count }) => [name, count])),
    addresses: of('a'),
    slow: of('t'),
    from: /^f (.{1,60})$/m.exec(text)?.[1],
    until: /^u (.{1,60})$/m.exec(text)?.[1],
    samples: [...text.matchAll(/^e (\d{3} .{1,200})$/gm)].map((match) => match[0]).slice(0, 5),
    ...beforeOf(text),
    ...defined({
      minutes: some(minutesOf(text)),
      tens: some(tensOf(text)),
      ...faringsOf(text),
      sites: some(sitesOf(text)),
    }),
  };
}

function beforeOf(text: string): Pick<AccessFacts, 'before'> {
  const [, lines, passed] = /^b (\d{1,9}) (\d{1,9})$/m.exec(text) ?? [];
  return lines === undefined ? {} : { before: { lines: Number(lines), passed: Number(passed) } };
}

function some<T>(list: T[]): T[] | undefined {
  return list.length === 0 ? undefined : list;
}

function minutesOf(text: string): { at: string; count: number; bad: number }[] {
  return [...text.matchAll(/^m (\d\d\/\w{3}\/\d{4}:\d\d:\d\d)([+-]\d{4}) (\d{1,7}) (\d{1,7})$/gm)]
    .flatMap(([, minute = '', zone = '', count, bad]) => {
      const at = accessTime(`${minute}:00${zone}`);
      return at === undefined ? [] : [{ at, count: Number(count), bad: Number(bad) }];
    })
    .sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
}

function tensOf(text: string): { at: string; count: number; bad: number }[] {
  return [...text.matchAll(/^c (\d\d\/\w{3}\/\d{4}:\d\d:\d\d:\d)([+-]\d{4}) (\d{1,7}) (\d{1,7})$/gm)]
    .flatMap(([, ten = '', zone = '', count, bad]) => {
      const at = accessTime(`${ten}0${zone}`);
      return at === undefined ? [] : [{ at, count: Number(count), bad: Number(bad) }];
    })
    .sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
}

const faring = /^g (\S{1,400}) (\d{1,7}) (\d{1,7}) (\d{1,7}) (\d{1,7}) (\S{25}) (\S{25}) (\S{25}|-) (\d{3})$/gm;

/** Nothing where the host did not tell; no group at all where nothing went wrong. */
function faringsOf(text: string): Pick<AccessFacts, 'farings' | 'failingGroups'> {
  const groups = /^h (\d{1,7})$/m.exec(text)?.[1];
  if (groups === undefined) return {};
  const farings = [...text.matchAll(faring)].flatMap((match): Faring[] => {
    const [, group = '', bad, before, between, after, first, last, good, status] = match;
    const [firstBad, lastBad] = [accessTime(first), accessTime(last)];
    if (firstBad === undefined || lastBad === undefined) return [];
    const counts = { bad: Number(bad), before: Number(before), between: Number(between), after: Number(after) };
    return [
      { group, ...counts, firstBad, lastBad, status: Number(status), ...defined({ lastGood: accessTime(good) }) },
    ];
  });
  return { farings, failingGroups: Number(groups) };
}

function sitesOf(text: string): { name: string; count: number; bad: number }[] {
  return [...text.matchAll(/^v (\S{1,260}) (\d{1,7}) (\d{1,7})$/gm)].map(([, name = '', count, bad]) => ({
    name,
    count: Number(count),
    bad: Number(bad),
  }));
}

function pasted(text: string): AccessFacts {
  const statuses: Record<string, number> = {};
  const [addresses, slow] = [new Map<string, number>(), new Map<string, number>()];
  const facts: AccessFacts = { lines: 0, unread: 0, statuses, addresses: [], slow: [], samples: [] };
  for (const line of linesOf(text)) {
    const match = accessLine.exec(line);
    if (!match) {
      facts.unread += 1;
      continue;
    }
    const [, address = '', at = '', , status = ''] = match;
    facts.lines += 1;
    facts.from ??= at;
    facts.until = at;
    statuses[status] = (statuses[status] ?? 0) + 1;
    addresses.set(address, (addresses.get(address) ?? 0) + 1);
    if (status === '408') slow.set(address, (slow.get(address) ?? 0) + 1);
    if (status.startsWith('5')) facts.samples = [...facts.samples.slice(-4), line.slice(0, 300)];
  }
  if (facts.lines === 0) throw new Unrecognised('no line of an access log found');
  return { ...facts, addresses: top(addresses), slow: top(slow) };
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.slice(0, 8000))
    .filter((line) => line.trim() !== '');
}

function top(counts: ReadonlyMap<string, number>): { name: string; count: number }[] {
  return [...counts]
    .sort((one, other) => other[1] - one[1])
    .slice(0, 10)
    .map(([name, count]) => ({ name, count }));
}
