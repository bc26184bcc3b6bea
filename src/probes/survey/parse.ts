// The lines of our own survey.sh, one fact each, first word = kind:
//   uptime 1181.75 / btime 1795255573 / os ID=debian / page 4 / init systemd / systemd
//   p PID PPID PGRP STATE THREADS STARTTICKS RSSPAGES UTIME STIME UID COMM     an Apache process (proc(5) stat)
//   r PID PPID CGROUP     one whose parent is not Apache;  g PID argv-without-separators;  c PID argv separated by tabs
//   h PID PPID COMM       a child of such a root that is not Apache (log pipe, passphrase prompt)
//   tool NAME / path PATH / name UID USER / == forks / date EPOCH ZONE / slow sudo|systemd SECONDS / user NAME / groups … / == sudo … / == end
// A survey that ends before `== forks` comes from a host that cannot start a process; it is read as far as it goes.
import { defined } from '../../lib/defined.ts';
import { Unrecognised } from '../../model/source.ts';
import { pathsAsked } from './asked.ts';
import type { ApacheProcess, ApacheRoot, Survey } from './facts.ts';
import { sudoRights } from './sudo-rights.ts';

/** USER_HZ, the unit of the times in /proc/PID/stat: 100 on every architecture in use (asm-generic/param.h). */
const ticksPerSecond = 100;

/** Reads what the survey printed. @throws {Unrecognised} when it is not a survey. */
export function parseSurvey(text: string): Survey {
  if (!/^survey 1$/m.test(text)) throw new Unrecognised('the survey did not start');
  const lines = text.split('\n');
  const forksAt = lines.indexOf('== forks');
  const sudoAt = lines.indexOf('== sudo');
  const keyed = sudoAt === -1 ? lines : lines.slice(0, sudoAt);
  const all = (key: string): string[] =>
    keyed.filter((line) => line.startsWith(`${key} `)).map((line) => line.slice(key.length + 1));
  const one = (key: string): string | undefined => all(key)[0]?.trim() || undefined;
  const slow = (what: string): number | undefined =>
    numberOf(
      all('slow')
        .find((line) => line.startsWith(`${what} `))
        ?.slice(what.length + 1),
    );
  const date = /^(\d+) ([+-])(\d\d)(\d\d)$/.exec(one('date') ?? '');
  const uptime = numberOf(one('uptime'));
  const processes = all('p').flatMap((line) => processOf(line, uptime, numberOf(one('page')) ?? 4));
  const paths = all('path');
  const init = one('init');
  return {
    now: clockOf(date?.[1], one('btime'), uptime),
    zoneMinutes: date ? Number(`${date[2]}1`) * (Number(date[3]) * 60 + Number(date[4])) : undefined,
    uptimeSeconds: uptime,
    bootId: one('boot'),
    hostname: one('hostname'),
    kernel: one('kernel'),
    os: osOf(all('os')),
    systemd: keyed.includes('systemd'),
    init,
    container:
      paths.includes('/.dockerenv') || paths.includes('/run/.containerenv') || processes.some(({ pid }) => pid === 1),
    forks: forksAt !== -1 && date !== null,
    user: { uid: numberOf(one('uid')), name: one('user'), groups: (one('groups') ?? '').split(' ').filter(Boolean) },
    ...(one('sudo') === 'root'
      ? { sudo: 'root', sudoCommands: [] }
      : sudoRights(sudoAt === -1 ? undefined : lines.slice(sudoAt + 1, lines.lastIndexOf('== end')))),
    ...defined({ sudoSlow: slow('sudo'), systemdSlow: slow('systemd') }),
    tools: all('tool'),
    paths,
    processesVisible: init !== undefined,
    processes,
    roots: rootsOf(all('r'), argvsOf(all('c'), all('g')), processes),
    helpers: all('h').flatMap(helperOf),
    unlisted: Math.max(0, (numberOf(one('seen')) ?? 0) - 3000),
    userNames: Object.fromEntries(all('name').flatMap(nameOf)),
  };
}

function numberOf(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d+(\.\d+)?$/.test(text)) return undefined;
  return Number(text);
}

/** `date` is the host's own word; where it could not be started, the boot time plus the time since boot is the same clock. */
function clockOf(epoch: string | undefined, boot: string | undefined, uptime: number | undefined): string | undefined {
  const bootSeconds = numberOf(boot);
  const seconds = numberOf(epoch) ?? (bootSeconds === undefined ? undefined : bootSeconds + (uptime ?? 0));
  if (seconds === undefined || seconds > 253_402_300_799) return undefined;
  return new Date(Math.round(seconds * 1000)).toISOString();
}

function osOf(lines: readonly string[]): Survey['os'] {
  const value = (key: string): string | undefined =>
    lines
      .find((line) => line.startsWith(`${key}=`))
      ?.slice(key.length + 1)
      .replace(/^(["'])(.*)\1$/, '$2') || undefined;
  return {
    id: value('ID'),
    like: (value('ID_LIKE') ?? '').split(' ').filter(Boolean),
    version: value('VERSION_ID'),
    name: value('PRETTY_NAME'),
  };
}

function processOf(line: string, uptime: number | undefined, pageKiB: number): ApacheProcess[] {
  const match = /^(\d+) (\d+) (\d+) (\S) (\d+) (\d+) (-?\d+) (\d+) (\d+) (\d+|-) (\S+)$/.exec(line.trim());
  if (!match) return [];
  const [pid = 0, ppid = 0, pgrp = 0, , threads = 0, start = 0, pages = 0] = match.slice(1).map(Number);
  return [
    {
      pid,
      ppid,
      pgrp,
      state: match[4] ?? '?',
      threads,
      startTicks: start,
      ageSeconds: uptime === undefined ? undefined : Math.max(0, Math.round(uptime - start / ticksPerSecond)),
      rssKiB: Math.max(0, pages) * pageKiB,
      uid: match[10] === '-' ? undefined : Number(match[10]),
      comm: match[11] ?? '',
    },
  ];
}

/** argv by pid; without `tr` the words run together, and only a well-known program at their start can be told. */
function argvsOf(separated: readonly string[], glued: readonly string[]): Map<string, string[]> {
  const argvs = new Map<string, string[]>();
  for (const line of glued) {
    const [pid, words] = cutAtSpace(line);
    const program = pathsAsked
      .filter((path) => words.startsWith(path))
      .sort((one, other) => other.length - one.length)[0];
    if (program !== undefined) argvs.set(pid, [program]);
  }
  for (const line of separated) {
    const [pid, words] = cutAtSpace(line);
    argvs.set(pid, words.split('\t').filter(Boolean));
  }
  return argvs;
}

function cutAtSpace(line: string): readonly [string, string] {
  const space = line.indexOf(' ');
  return space === -1 ? [line, ''] : [line.slice(0, space), line.slice(space + 1)];
}

function rootsOf(
  lines: readonly string[],
  argvs: ReadonlyMap<string, string[]>,
  processes: readonly ApacheProcess[],
): ApacheRoot[] {
  const byPid = new Map(processes.map((process) => [process.pid, process]));
  const childCounts = new Map<number, number>();
  for (const { ppid } of processes) childCounts.set(ppid, (childCounts.get(ppid) ?? 0) + 1);
  return lines.flatMap((line) => {
    const match = /^(\d+) (\d+) ?(.*)$/.exec(line);
    if (!match) return [];
    const pid = Number(match[1]);
    const cgroup = match[3] ?? '';
    const children = childCounts.get(pid) ?? 0;
    return [
      {
        pid,
        ppid: Number(match[2]),
        role: isOrphan(byPid.get(pid), children) ? ('orphan' as const) : ('parent' as const),
        cgroup,
        unit: unitOfCgroup(cgroup),
        argv: argvs.get(match[1] ?? '') ?? [],
        children,
      },
    ];
  });
}

/** A worker left behind by a dead parent: not root's, no children of its own, still in the process group of the parent that led it. */
function isOrphan(process: ApacheProcess | undefined, children: number): boolean {
  return process !== undefined && process.uid !== 0 && children === 0 && process.pgrp !== process.pid;
}

/** The systemd service a cgroup path belongs to, such as `apache2.service`; undefined for sessions, containers and the root group. */
export function unitOfCgroup(cgroup: string): string | undefined {
  const parts = cgroup.split('/').filter(Boolean);
  if (parts.includes('user.slice')) return undefined;
  return parts.find((part) => /^[\w@:.\\-]+\.service$/.test(part));
}

function helperOf(line: string): Survey['helpers'] {
  const match = /^(\d+) (\d+) (.+)$/.exec(line);
  return match ? [{ pid: Number(match[1]), ppid: Number(match[2]), comm: match[3] ?? '' }] : [];
}

function nameOf(line: string): [string, string][] {
  const match = /^(\d+) (\S+)$/.exec(line.trim());
  return match?.[1] === undefined || match[2] === undefined ? [] : [[match[1], match[2]]];
}
