import { defineRule, notApplicable } from '../../model/rule.ts';
import { logs } from '../../probes/combined/logs.ts';
import { processes } from '../../probes/processes/probe.ts';
import { isWorkerOf, threadedMpm } from '../../probes/processes/workers-of.ts';
import { portAnswers } from '../../probes/sites/port-answers.ts';
import { statusPage } from '../../probes/workers/probe.ts';

/** A parent younger than this may not have started its children yet. */
const startingSeconds = 3;

export const noChildren = defineRule({
  id: 'no-children',
  title: 'The parent runs but has no worker',
  kind: 'problem',
  answers: ['workers'],
  over: { never: 'it is found only while it is so' },
  severity: 'critical',
  cause:
    'Only children answer requests. The parent is alive, so the unit counts as active, but it cannot start children (fork refused by a task or process limit), or they end as soon as they start.',
  remedy:
    'Look at the task limit of the unit and at the end of the error log: AH00159 or AH03104 name the limit, AH02324 a child that failed at once.',
  explains: ['status-page-unavailable', 'accept-queue-overflow', 'site-failing'],
  reads: { processes },
  mayRead: { logs, page: statusPage, ports: portAnswers },
  judge({ processes: facts, logs: log, page, ports: asked }) {
    /* Between the end of one child and the start of the next there may be none for a moment; who answers has workers. */
    if (page?.page === true || asked?.answers.some(({ answered }) => answered)) return undefined;
    const server = facts.parents.find(({ role }) => role === 'server');
    const parent = facts.processes.find(({ pid }) => pid === server?.pid);
    if (!server || !parent || !facts.related || (parent.ageSeconds ?? startingSeconds) < startingSeconds)
      return undefined;
    const threaded = threadedMpm(facts, page, log);
    const children = facts.processes.filter(({ ppid }) => ppid === server.pid);
    if (children.some((child) => isWorkerOf(child, threaded))) return undefined;
    const helper = facts.helpers.find(({ ppid }) => ppid === server.pid);
    if (helper?.comm.startsWith('systemd-ask-pas'))
      return notApplicable('the parent waits for the passphrase of a key');
    return {
      summary: `The parent ${server.pid} runs${server.unit === undefined ? '' : ` in ${server.unit}`} but has no worker.`,
      evidence: [
        { kind: 'quote', source: 'processes', text: parent.line },
        ...(helper === undefined ? [] : [{ kind: 'quote' as const, source: 'processes', text: helper.line }]),
      ],
      facts: {
        pid: server.pid,
        workers: 0,
        unit: server.unit,
        helper: helper === undefined ? undefined : helper.comm,
      },
    };
  },
});
