import { defined } from '../../lib/defined.ts';
import type { Evidence } from '../../model/finding.ts';
import { defineRule, type Found, notApplicable } from '../../model/rule.ts';
import { logs } from '../../probes/combined/logs.ts';
import type { LogFacts } from '../../probes/logs/facts.ts';
import { latest, quotesOf } from '../../probes/logs/select.ts';
import type { ListenerFacts } from '../../probes/ports/facts.ts';
import { listeners } from '../../probes/ports/probe.ts';
import type { ProcessFacts } from '../../probes/processes/facts.ts';
import { processes } from '../../probes/processes/probe.ts';
import { isWorkerOf } from '../../probes/processes/workers-of.ts';
import { isRestarting } from '../../probes/service/lifecycle.ts';
import { type PortAnswer, portAnswers } from '../../probes/sites/port-answers.ts';
import { hangs, longestQueue, statusMeasure, usage } from '../../probes/workers/capacity.ts';
import { statusPage } from '../../probes/workers/probe.ts';
import { limitReached, mpmOf } from '../../probes/workers/saturation-codes.ts';
import type { StatusPage } from '../../probes/workers/status-facts.ts';
import { workersIdle } from '../over/state.ts';

interface Facts {
  readonly logs: LogFacts | undefined;
  readonly page: StatusPage | undefined;
  readonly ports: { readonly answers: readonly PortAnswer[] } | undefined;
  readonly listeners: ListenerFacts | undefined;
  readonly processes: ProcessFacts | undefined;
}

export const maxRequestWorkers = defineRule({
  id: 'max-request-workers',
  title: 'Every worker is busy: MaxRequestWorkers is reached',
  kind: 'problem',
  answers: ['workers', 'mpm-settings', 'connections'],
  over: [workersIdle],
  severity: 'critical',
  cause:
    'No worker is free, so new connections wait in the accept queue and time out; they are not refused. httpd says so once in the life of its parent process (AH00484 event, AH00286 worker, AH00161 prefork), not even again after a graceful restart: an old line does not date it, and a missing line does not deny it.',
  remedy:
    'Find out what the workers wait for before raising the limit: a slow backend, slow clients, keep-alive or real traffic need different cures. Raise MaxRequestWorkers only as far as memory allows; beyond ServerLimit it needs a full restart.',
  runbook: 'workers',
  explains: ['accept-queue-overflow', 'status-page-unavailable', 'near-max-request-workers', 'site-failing'],
  reads: {},
  mayRead: { logs, page: statusPage, ports: portAnswers, listeners, processes },
  judge(facts, { now }) {
    if (usage(facts.page) === 'full') return byStatus(facts);
    const waiting = hasWorkers(facts.processes) ? byHanging(facts, now) : undefined;
    if (waiting) return waiting;
    const logged = byLog(facts);
    if (logged) return logged;
    if (facts.page === undefined && facts.ports === undefined && facts.listeners) return byQueue(facts.listeners);
    if (facts.logs === undefined && facts.page === undefined) return notApplicable('neither log nor status page seen');
    return undefined;
  },
});

/** A server whose parent has no worker hangs too, for another reason. */
function hasWorkers(facts: ProcessFacts | undefined): boolean {
  const server = facts?.parents.find(({ role }) => role === 'server');
  if (!facts || !server || !facts.related) return true;
  const threaded = facts.processes.some(({ threads }) => (threads ?? 1) > 2);
  return facts.processes.some((process) => process.ppid === server.pid && isWorkerOf(process, threaded));
}

/** Fewer waiting connections than this are there for a moment on any server. */
const longQueue = 5;

/** Only sockets seen: a queue that is not empty says that nobody accepted for a while. */
function byQueue(sockets: ListenerFacts): Found | undefined {
  const queue = longestQueue(sockets);
  if (queue?.queued === undefined || queue.queued < longQueue) return undefined;
  return {
    summary: `${queue.queued} connections wait on port ${queue.port} for a worker to accept them.`,
    certainty: 'possible',
    evidence: [{ kind: 'quote', source: 'listeners', text: queue.line }, ...queueEvidence(queue)],
    facts: { queued: queue.queued, port: queue.port },
  };
}

function byStatus({ page, logs: log, listeners: sockets }: Facts): Found | undefined {
  const slots = page?.scoreboard?.slots;
  if (page?.busy === undefined || slots === undefined) return undefined;
  const said = quotesOf(limitReached(log), 1);
  const queue = longestQueue(sockets);
  return {
    summary: `All ${page.busy} workers are busy and none is idle (limit ${slots}${page.mpm === undefined ? '' : `, MPM ${page.mpm}`}).`,
    evidence: [
      statusMeasure('busy workers', page.busy, slots),
      statusMeasure('idle workers', 0),
      ...queueEvidence(queue),
      ...(said ?? []),
    ],
    facts: {
      busy: page.busy,
      idle: 0,
      limit: slots,
      workers: slots,
      mpm: page.mpm,
      queued: queue?.queued,
      port: queue?.queued === undefined ? undefined : queue.port,
    },
  };
}

/** A port that accepts while neither the status page nor a request is answered, with connections waiting in its queue. */
function byHanging(
  { page, ports: requests, listeners: sockets, logs: log }: Facts,
  now: string | undefined,
): Found | undefined {
  const queue = longestQueue(sockets);
  const requestHangs = requests?.answers.some(({ connected, answered }) => connected && !answered) ?? false;
  const said = limitReached(log);
  if (!hangs(page) && !(page === undefined && requestHangs)) return undefined;
  if ((queue?.queued === undefined && said.length === 0) || isRestarting(log, now)) return undefined;
  const mpm = mpmOf(said.at(-1));
  const waiting = queue?.queued === undefined ? '' : `, and ${queue.queued} connections wait on port ${queue.port}`;
  const [first, ...rest]: Evidence[] = [
    ...queueEvidence(queue),
    ...(page?.answerLine === undefined
      ? []
      : [{ kind: 'quote' as const, source: 'status-page', text: page.answerLine }]),
    ...(quotesOf(said, 1) ?? []),
  ];
  if (first === undefined) return undefined;
  return {
    summary: `No worker is free: nothing answers within ${page?.seconds === undefined ? 'the limit' : `${page.seconds.toFixed(1)} s`}${waiting}.`,
    certainty: said.length > 0 ? 'certain' : 'likely',
    evidence: [first, ...rest],
    facts: {
      queued: queue?.queued,
      port: queue?.queued === undefined ? undefined : queue.port,
      mpm,
      ...(said.length === 0 ? {} : { count: said.length }),
    },
  };
}

function byLog({ logs: log, page }: Facts): Found | undefined {
  const said = limitReached(log);
  const evidence = quotesOf(said, 2);
  if (evidence === undefined) return undefined;
  const mpm = mpmOf(said.at(-1));
  const free = usage(page) === 'free' ? ` Now ${page?.idle} workers are idle.` : '';
  return {
    summary: `httpd${mpm === undefined ? '' : ` (MPM ${mpm})`} logged that it reached ${mpm === undefined ? 'MaxClients' : 'MaxRequestWorkers'}.${free}`,
    evidence,
    facts: {
      count: said.length,
      mpm,
      idle: page?.idle,
    },
    at: latest(said),
  };
}

function queueEvidence(queue: ListenerFacts['listeners'][number] | undefined): Evidence[] {
  if (queue?.queued === undefined) return [];
  return [
    {
      kind: 'measure',
      source: 'listeners',
      name: `connections waiting on port ${queue.port}`,
      value: queue.queued,
      unit: 'connections',
      ...defined({ limit: queue.backlog }),
    },
  ];
}
