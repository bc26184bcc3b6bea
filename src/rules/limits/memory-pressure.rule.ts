import { times } from '../../lib/counts.ts';
import { defined } from '../../lib/defined.ts';
import { distinct } from '../../lib/distinct.ts';
import type { Evidence } from '../../model/finding.ts';
import { defineRule, type Found, notApplicable } from '../../model/rule.ts';
import { logs } from '../../probes/combined/logs.ts';
import type { GroupCounters } from '../../probes/kernel/counters.ts';
import { oomCounters } from '../../probes/kernel/probe.ts';
import { errnos } from '../../probes/limits/messages.ts';
import type { LimitFacts } from '../../probes/limits/parse.ts';
import { limits, vitals } from '../../probes/limits/probe.ts';
import type { VitalFacts } from '../../probes/limits/vitals.ts';
import type { LogFacts } from '../../probes/logs/facts.ts';
import { errorOf, latest, quotesOf } from '../../probes/logs/select.ts';
import { largestOtherHolder, memoryUsers } from '../../probes/memory/users.ts';
import { quietSince } from '../over/quiet.ts';
import { steadySinceStart } from '../over/starts.ts';

/** Share of MemTotal below which the next burst meets reclaim or the OOM killer. */
const LOW = 0.05;
/** Share of a control group's limit from which one more request may pass it. */
const NEAR = 0.95;
/** Percent of time in which all tasks waited for memory (full, 10 s), or some of them (60 s): people notice that. */
const FULL_STALL = 10;
const SOME_STALL = 25;
const MIB = 1_048_576;

function ofGroup(groups: readonly GroupCounters[]): { evidence: Evidence; text: string; limit: number } | undefined {
  const group = groups.find(
    ({ memoryBytes = 0, memoryMaxBytes }) => memoryMaxBytes !== undefined && memoryBytes >= memoryMaxBytes * NEAR,
  );
  if (group?.memoryBytes === undefined || group.memoryMaxBytes === undefined) return undefined;
  const [used, limit] = [Math.round(group.memoryBytes / MIB), Math.round(group.memoryMaxBytes / MIB)];
  return {
    text: `${used} of ${limit} MiB of ${group.path.replace(/^\/sys\/fs\/cgroup(?:\/memory)?/, '') || 'the host’s group'} are in use (page cache included)`,
    evidence: {
      kind: 'measure',
      source: 'oom-counters',
      name: 'memory of the control group',
      value: used,
      limit,
      unit: 'MiB',
    },
    limit: group.memoryMaxBytes,
  };
}

function ofHost(facts: VitalFacts | undefined): { evidence: Evidence; text: string } | undefined {
  const { memAvailableKiB: free, memTotalKiB: total, memory } = facts ?? {};
  if (memory !== undefined && (memory.full10 >= FULL_STALL || memory.some60 >= SOME_STALL))
    return {
      text: `tasks waited for memory ${Math.max(memory.full10, memory.some60)} % of the time`,
      evidence: { kind: 'quote', source: 'vitals', text: memory.line },
    };
  if (free === undefined || total === undefined || free >= total * LOW) return undefined;
  const [left, all] = [Math.round(free / 1024), Math.round(total / 1024)];
  return {
    text: `${left} of ${all} MiB are available`,
    evidence: { kind: 'measure', source: 'vitals', name: 'memory available', value: left, limit: all, unit: 'MiB' },
  };
}

/** Codes of a process or thread that could not be started: those are findings of their own. */
const forks: readonly string[] = [
  'AH00159',
  'AH00283',
  'AH00481',
  'AH00275',
  'AH00282',
  'AH00474',
  'AH00480',
  'AH03104',
];

/** Requests for memory that were refused to a process: (12) without a kill. */
function ofLogs(log: LogFacts | undefined, limit: LimitFacts | undefined): Found | undefined {
  const lines = (log?.entries ?? []).filter(
    ({ errno, code, program }) => errno === errnos.ENOMEM && program !== 'kernel' && !forks.includes(code ?? ''),
  );
  const quotes = quotesOf(lines, 2);
  if (quotes === undefined) return undefined;
  const space = limit?.values['Max address space'];
  const bounded = space !== undefined && space.soft !== 'unlimited' ? space : undefined;
  const mib = bounded === undefined ? 0 : Math.round(Number(bounded.soft) / MIB);
  return {
    summary: `Apache was refused memory ${times(lines.length)}${bounded === undefined ? '' : `; each process may have ${mib} MiB of address space`}.`,
    evidence: bounded === undefined ? quotes : [...quotes, { kind: 'quote', source: 'limits', text: bounded.line }],
    cause:
      '(12)Cannot allocate memory: the process itself was refused memory, by a limit on its address space (LimitAS, RLimitMEM), by overcommit, or because none was left. Nothing is killed; the request fails with 500.',
    advice:
      'Compare Max address space of the process and CommitLimit with what one request needs; raise or drop LimitAS or RLimitMEM, or bound the request that asks for so much.',
    facts: {
      count: lines.length,
      ...errorOf(lines),
      limit: bounded?.soft,
      pids: distinct(lines.map(({ pid }) => pid)),
    },
    at: latest(lines),
  };
}

export const memoryPressure = defineRule({
  id: 'memory-pressure',
  title: 'Memory is nearly used up',
  kind: 'problem',
  answers: ['oom', 'memory'],
  over: [steadySinceStart, quietSince],
  severity: 'warning',
  cause:
    'MemAvailable, pressure stall information or the control group’s own usage say that the next need for memory meets reclaim, swapping or the OOM killer. In a container the group’s limit counts, not the machine’s memory.',
  remedy:
    'See who holds the memory by service; lower MaxRequestWorkers to what fits, or give the machine or the unit more.',
  explains: ['swap-exhausted', 'load-high', 'site-failing'],
  reads: {},
  mayRead: { vitals, oomCounters, logs, limits, memoryUsers },
  judge({ vitals: host, oomCounters: counters, logs: log, limits: limit, memoryUsers: users }) {
    if ([host, counters, log].every((facts) => facts === undefined))
      return notApplicable('neither memory nor control groups could be read');
    const machine = ofHost(host);
    const group = ofGroup(counters?.groups ?? []);
    const found = machine ?? group;
    if (found === undefined) return ofLogs(log, limit);
    const held = machine === undefined ? undefined : largestOtherHolder(users?.users ?? []);
    const evidence: readonly Evidence[] =
      held === undefined
        ? []
        : [
            {
              kind: 'measure',
              source: 'memory-users',
              name: `memory of ${held.holder.name}`,
              value: Math.round(held.holder.kib / 1024),
              unit: 'MiB',
            },
          ];
    return {
      summary: `Memory is short: ${found.text}.${held === undefined ? '' : ` ${held.holder.name} holds ${Math.round(held.holder.kib / 1024)} MiB, all of Apache ${Math.round(held.apacheKiB / 1024)} MiB.`}`,
      ...defined({
        advice:
          held === undefined
            ? undefined
            : `Look at ${held.holder.name} first; lowering MaxRequestWorkers frees at most what Apache has.`,
      }),
      certainty: machine === undefined ? 'likely' : 'certain',
      evidence:
        machine !== undefined && group !== undefined
          ? [machine.evidence, group.evidence, ...evidence]
          : [found.evidence, ...evidence],
      facts: {
        size: host?.memTotalKiB,
        available: host?.memAvailableKiB,
        limit: group?.limit,
        scope: machine === undefined ? 'cgroup' : 'global',
        holder: held?.holder.name,
      },
    };
  },
});
