import type { Evidence } from '../../model/finding.ts';
import type { LogEntry } from '../../model/log-entry.ts';
import { defineRule, notApplicable } from '../../model/rule.ts';
import { logs } from '../../probes/combined/logs.ts';
import type { CounterFacts, GroupCounters } from '../../probes/kernel/counters.ts';
import { oomCounters } from '../../probes/kernel/probe.ts';
import { latest, quotesOf } from '../../probes/logs/select.ts';
import type { UnitFacts } from '../../probes/service/facts.ts';
import { unit as unitState } from '../../probes/service/probe.ts';
import { quietSince } from '../over/quiet.ts';
import { steadySinceStart } from '../over/starts.ts';

const rejected = /^cgroup: fork rejected by pids controller in (\S{1,4096})/;
/** So near the limit that the next child of event does not fit any more. */
const NEAR = 0.97;

/** True for the service's own group and those above it; a group beside it may be refused forks without harm to Apache. */
function isOurs(path: string | undefined, unit: string | undefined): boolean {
  return path === undefined || unit === undefined || path.includes(`/${unit}`) || !/\.(?:service|scope)/.test(path);
}

interface Usage {
  readonly tasks: number;
  readonly limit: number;
  readonly source: 'oom-counters' | 'unit';
  readonly path?: string;
}

function isNear(tasks: number | undefined, limit: number | undefined): boolean {
  return tasks !== undefined && limit !== undefined && tasks >= limit * NEAR;
}

function pathOf({ path }: GroupCounters): string {
  return path.replace(/^\/sys\/fs\/cgroup(?:\/pids)?/, '') || '/';
}

function fullNow(counters: CounterFacts | undefined, state: UnitFacts | undefined): Usage | undefined {
  const group = counters?.groups.find(({ tasks, tasksMax }) => isNear(tasks, tasksMax));
  if (group?.tasks !== undefined && group.tasksMax !== undefined)
    return { tasks: group.tasks, limit: group.tasksMax, source: 'oom-counters', path: pathOf(group) };
  if (state?.tasks === undefined || state.tasksMax === undefined || !isNear(state.tasks, state.tasksMax))
    return undefined;
  return { tasks: state.tasks, limit: state.tasksMax, source: 'unit' };
}

function summaryOf(now: Usage | undefined, path: string | undefined): string {
  const place = path === undefined ? '' : ` in ${path}`;
  if (now === undefined) return `The kernel refused new processes or threads${place}.`;
  return `${now.tasks} of ${now.limit} allowed tasks are in use${place}.`;
}

function proof(lines: readonly LogEntry[], now: Usage | undefined, counter: string | undefined): readonly Evidence[] {
  const evidence: Evidence[] = [...(quotesOf(lines, 2) ?? [])];
  if (now !== undefined)
    evidence.push({
      kind: 'measure',
      source: now.source,
      name: 'tasks',
      value: now.tasks,
      limit: now.limit,
      unit: 'tasks',
    });
  if (counter !== undefined) evidence.push({ kind: 'quote', source: 'oom-counters', text: counter });
  return evidence;
}

export const tasksLimit = defineRule({
  id: 'tasks-limit',
  title: 'The limit on processes and threads of the service is reached',
  kind: 'problem',
  answers: ['limits'],
  over: [steadySinceStart, quietSince],
  severity: 'critical',
  cause:
    'The control group’s pids controller refuses further tasks: TasksMax of the unit, or pids.max of a container or slice above it. Threads count. httpd then logs (11)Resource temporarily unavailable, which is often misread as a lack of memory.',
  remedy:
    'Raise TasksMax in a drop-in of the unit (systemctl edit) and restart, or lower MaxRequestWorkers: event needs about ThreadsPerChild + 3 tasks per process, and twice the processes during a reload.',
  explains: [
    'fork-failed',
    'threads-exhausted',
    'no-children',
    'max-request-workers',
    'status-page-unavailable',
    'host-sick',
    'site-failing',
  ],
  reads: {},
  mayRead: { logs, oomCounters, state: unitState },
  judge({ logs: log, oomCounters: counters, state }, context) {
    if ([log, counters, state].every((facts) => facts === undefined))
      return notApplicable('nothing of it could be read');
    const lines = (log?.entries ?? []).filter(({ program, message }) => program === 'kernel' && rejected.test(message));
    const now = fullNow(counters, state);
    const refusing = counters?.groups.find(({ forksRefused = 0 }) => forksRefused > 0);
    const [first, ...rest] = proof(lines, now, refusing?.lines['forksRefused']);
    if (first === undefined) return undefined;
    const path = rejected.exec(lines.at(-1)?.message ?? '')?.[1] ?? now?.path ?? (refusing && pathOf(refusing));
    return {
      severity: now !== undefined || isOurs(path, state?.unit ?? context.layout?.unit) ? 'critical' : 'warning',
      summary: summaryOf(now, path),
      evidence: [first, ...rest],
      facts: {
        cgroup: path,
        limit: now?.limit ?? refusing?.tasksMax ?? state?.tasksMax,
        tasks: now?.tasks,
        count: refusing?.forksRefused ?? (lines.length > 0 ? lines.length : undefined),
        unit: /([^/]+\.(?:service|scope|slice))$/.exec(path ?? '')?.[1] ?? state?.unit,
      },
      ...(now === undefined ? { at: latest(lines) } : {}),
    };
  },
});
