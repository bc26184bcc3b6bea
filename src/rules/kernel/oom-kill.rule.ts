import { distinct } from '../../lib/distinct.ts';
import type { Evidence } from '../../model/finding.ts';
import type { LogEntry } from '../../model/log-entry.ts';
import { defineRule, type Found, notApplicable } from '../../model/rule.ts';
import { logs } from '../../probes/combined/logs.ts';
import type { GroupCounters } from '../../probes/kernel/counters.ts';
import { isApache, isOfApache, type OomEvent, type OomScope, oomEvents, type Victim } from '../../probes/kernel/oom.ts';
import { oomCounters } from '../../probes/kernel/probe.ts';
import { latest, quoteOf, quotesOf } from '../../probes/logs/select.ts';
import { largestOtherHolder, type MemoryUsersFacts, memoryUsers } from '../../probes/memory/users.ts';
import { quietSince } from '../over/quiet.ts';
import { steadySinceStart } from '../over/starts.ts';

const whose: Readonly<Record<OomScope, string>> = {
  global: 'the whole machine was out of memory',
  cgroup: 'a control group reached its memory limit',
  cpuset: 'the memory nodes of a cpuset were full',
  policy: 'the memory nodes of a NUMA policy were full',
};

/** systemd's line for a unit that lost a process to the kernel's killer; it names no process. */
const ofUnit = /^(\S{1,256}): A process of this unit has been killed by the OOM killer\.?$/;

function victimText({ comm, pid, anonRssKiB }: Victim): string {
  const size = anonRssKiB === undefined ? '' : `, ${Math.round(anonRssKiB / 1024)} MiB`;
  return `${comm} (pid ${pid}${size})`;
}

function victimsOf(events: readonly OomEvent[]): Victim[] {
  return events.flatMap(({ victims, chosen }) => (victims.length === 0 && chosen !== undefined ? [chosen] : victims));
}

/** The newest kill's own line, preceded by what tells whose memory it was. */
function proof(events: readonly OomEvent[]): readonly [Evidence, ...Evidence[]] | undefined {
  const killing = (line: LogEntry): boolean => /[Kk]ill(?:ed)? process |^oom-kill:/.test(line.message);
  const last = events.at(-1);
  const older = events.slice(0, -1).flatMap(({ lines }) => lines.filter(killing).slice(-1));
  const recent =
    last === undefined ? [] : [...last.lines.slice(0, 1), ...last.lines.slice(1).filter(killing).slice(-2)];
  const [first, ...rest] = [...older.slice(-1), ...recent].map(quoteOf);
  return first === undefined ? undefined : [first, ...rest];
}

function summaryOf(victims: readonly Victim[], event: OomEvent): string {
  const ours = victims.filter(isOfApache);
  const named = (ours.length > 0 ? ours : victims).slice(-3).map(victimText).join(', ');
  const more = victims.length > 3 ? ` and ${victims.length - Math.min(3, ours.length || 3)} more` : '';
  const limit = event.limitKiB === undefined ? '' : ` of ${Math.round(event.limitKiB / 1024)} MiB`;
  const why = event.scope === undefined ? '' : `: ${whose[event.scope]}${event.scope === 'cgroup' ? limit : ''}`;
  const whole = event.scope === 'cgroup' && event.cgroup !== undefined ? ` (${event.cgroup})` : '';
  return `The kernel’s OOM killer killed ${named}${more}${why}${whole}.`;
}

/** Who held the memory when it ran out, by the kernel’s own table; by the host as it is now where the kernel printed none. */
function besideOtherHolder(
  found: Found | undefined,
  event: OomEvent | undefined,
  users: MemoryUsersFacts | undefined,
): Found | undefined {
  if (found === undefined || event === undefined || event.scope === 'cgroup') return found;
  const then = event.residents.map(({ name, rssKiB }) => ({ name, kib: rssKiB, apache: isApache(name) }));
  const held = largestOtherHolder(then.length > 0 ? then : (users?.users ?? []));
  if (held === undefined) return found;
  const [holder, apache] = [Math.round(held.holder.kib / 1024), Math.round(held.apacheKiB / 1024)];
  const source = then.length > 0 ? 'kernel-log' : 'memory-users';
  const when = then.length > 0 ? 'at the kill' : 'now';
  return {
    ...found,
    summary: `${found.summary} The largest holder of memory ${then.length > 0 ? 'at the kill was' : 'is now'} ${held.holder.name}: ${holder} MiB, all of Apache ${apache} MiB.`,
    cause:
      'The kernel takes the process with the highest oom_score, which need not be the one that asked for memory. Another service held more than all of Apache, so Apache’s workers are not what filled the machine.',
    advice: `Bound ${held.holder.name} or give the machine more memory; lowering MaxRequestWorkers frees at most Apache’s ${apache} MiB.`,
    evidence: [
      ...found.evidence,
      { kind: 'measure', source, name: `memory of ${held.holder.name} ${when}`, value: holder, unit: 'MiB' },
    ],
    facts: { ...found.facts, holder: held.holder.name, holderMiB: holder, apacheMiB: apache },
  };
}

function fromKernel(events: readonly OomEvent[]): Found | undefined {
  const kills = events.filter(({ victims, chosen }) => victims.length > 0 || chosen !== undefined);
  const last = kills.at(-1);
  const evidence = proof(kills);
  if (last === undefined || evidence === undefined) return undefined;
  const victims = victimsOf(kills);
  const ours = victims.some(isOfApache);
  const sure = kills.some((event) => event.victims.length > 0);
  const pids = distinct(victims.map(({ pid }) => pid));
  return {
    summary: summaryOf(victims, last),
    severity: ours || last.scope !== 'cgroup' ? 'critical' : 'warning',
    certainty: sure ? 'certain' : 'likely',
    ...(ours ? {} : { cause: othersCause }),
    evidence,
    facts: {
      victims: victims.slice(-50).map((victim) => ({ ...victim })),
      pid: victims.at(-1)?.pid,
      pids,
      count: victims.length,
      apache: ours,
      invoker: last.invoker,
      scope: last.scope,
      cgroup: last.cgroup ?? victims.at(-1)?.cgroup,
      limit: last.limitKiB,
      residents: last.residents.length === 0 ? undefined : last.residents.slice(0, 8).map((one) => ({ ...one })),
    },
    at: latest(kills.flatMap(({ lines }) => lines)),
  };
}

const othersCause =
  'The kernel takes the process with the highest oom_score, which need not be the one whose need grew: Apache may have used the memory while another died, or the reverse. The table of the dump, summed by name, shows who held it.';

function fromUnit(entries: readonly LogEntry[]): Found | undefined {
  const lines = entries.filter(({ program, message }) => program === 'systemd' && ofUnit.test(message));
  const evidence = quotesOf(lines, 2);
  if (evidence === undefined) return undefined;
  const unit = ofUnit.exec(lines.at(-1)?.message ?? '')?.[1];
  return {
    summary: `The kernel’s OOM killer killed a process of ${unit ?? 'the unit'}; systemd’s line does not say which.`,
    evidence,
    facts: { unit, count: lines.length },
    at: latest(lines),
  };
}

function fromCounters(groups: readonly GroupCounters[]): Found | undefined {
  const hit = groups.find(({ root, oomKills = 0 }) => !root && oomKills > 0);
  if (hit === undefined) return undefined;
  const count = hit.oomKills ?? 0;
  return {
    summary: `The kernel killed ${count === 1 ? 'a process' : `${count} processes`} of ${hit.path} for memory since the service was started; when and which is not on record.`,
    evidence: [{ kind: 'quote', source: 'oom-counters', text: hit.lines['oomKills'] ?? '' }],
    facts: {
      count,
      scope: hit.memoryMaxBytes === undefined ? undefined : 'cgroup',
      cgroup: hit.path.replace(/^\/sys\/fs\/cgroup(?:\/memory)?/, ''),
      limit: hit.memoryMaxBytes === undefined ? undefined : Math.round(hit.memoryMaxBytes / 1024),
    },
  };
}

export const oomKill = defineRule({
  id: 'oom-kill',
  title: 'The kernel killed a process because memory ran out',
  kind: 'problem',
  answers: ['oom', 'memory'],
  over: [steadySinceStart, quietSince],
  severity: 'critical',
  cause:
    'The requests of that process were cut off. httpd logs nothing about a child that dies of SIGKILL, so its error log stays clean; the kernel picks the process with the highest oom_score, which is not always the one that caused the shortage.',
  remedy:
    'Bound what Apache can use: lower MaxRequestWorkers to what memory allows (private memory per process at load, not RSS), or raise MemoryMax when the limit is the service’s own. Look for a leak if children grow with requests served.',
  runbook: 'memory',
  explains: [
    'unit-failed-oom',
    'main-process-killed',
    'unit-failed',
    'not-running',
    'no-children',
    'oom-invoked',
    'memory-pressure',
    'swap-exhausted',
    'site-failing',
  ],
  reads: {},
  mayRead: { logs, oomCounters, memoryUsers },
  judge({ logs: log, oomCounters: counters, memoryUsers: users }) {
    if (log === undefined && counters === undefined) return notApplicable('neither a log nor a counter could be read');
    const entries = log?.entries ?? [];
    const events = oomEvents(entries);
    const last = events.findLast(({ victims, chosen }) => victims.length > 0 || chosen !== undefined);
    return (
      besideOtherHolder(fromKernel(events), last, users) ?? fromUnit(entries) ?? fromCounters(counters?.groups ?? [])
    );
  },
});
