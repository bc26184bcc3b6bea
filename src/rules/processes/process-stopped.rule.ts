import { defineRule } from '../../model/rule.ts';
import { processes } from '../../probes/processes/probe.ts';

export const processStopped = defineRule({
  id: 'process-stopped',
  title: 'A process of Apache is stopped',
  kind: 'problem',
  answers: ['workers'],
  over: { never: 'it is found only while it is so' },
  severity: 'critical',
  cause:
    'State T (stopped by SIGSTOP or SIGTSTP) or t (held by a debugger, such as gdb or strace): the process does nothing until it is continued. A stopped child keeps its requests and the accept lock, if it holds it, so that the others wait too; a stopped parent replaces no child and obeys no reload.',
  remedy:
    'Look for a debugger on it (TracerPid in /proc/PID/status) and for who sent the signal; `kill -CONT PID` lets it go on. Nothing of it is in any log.',
  explains: [
    'site-failing',
    'status-page-unavailable',
    'max-request-workers',
    'accept-queue-overflow',
    'no-children',
    'reload-failed',
  ],
  reads: { processes },
  judge({ processes: { processes: listed, parents } }) {
    const server = parents.find(({ role }) => role === 'server');
    const own = listed.filter(({ pid, ppid }) => pid === server?.pid || ppid === server?.pid);
    const stopped = own.filter(({ state }) => state === 'T' || state === 't');
    const [first, ...rest] = stopped;
    if (server === undefined || first === undefined) return undefined;
    const isParent = stopped.some(({ pid }) => pid === server?.pid);
    const who = isParent
      ? `The parent ${server?.pid}`
      : stopped.length === 1
        ? `The child ${first.pid}`
        : `${stopped.length} children`;
    const traced = first.state === 't';
    return {
      summary: `${who} ${stopped.length === 1 || isParent ? 'is' : 'are'} stopped${traced ? ' by a debugger' : ' (state T)'} and ${stopped.length === 1 || isParent ? 'does' : 'do'} nothing until continued.`,
      certainty: 'certain',
      severity: isParent || stopped.length * 2 >= own.length - 1 ? 'critical' : 'warning',
      evidence: [
        { kind: 'quote', source: 'processes', text: first.line },
        ...rest.slice(0, 2).map(({ line }) => ({ kind: 'quote' as const, source: 'processes', text: line })),
      ],
      facts: { pid: first.pid, count: stopped.length, state: first.state },
    };
  },
});
