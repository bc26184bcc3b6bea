import { distinct } from '../../lib/distinct.ts';
import { selectBy } from '../../probes/logs/select.ts';
import { messageRule } from '../message-rule.ts';
import { quietSince } from '../over/quiet.ts';
import { readAgain } from '../over/starts.ts';

export const childNotExiting = messageRule({
  id: 'child-not-exiting',
  title: 'Children did not exit when told to',
  kind: 'problem',
  answers: ['workers', 'preflight'],
  over: [readAgain, quietSince],
  severity: 'warning',
  cause:
    'On a stop or hard restart httpd asks its children to end, sends SIGTERM again after 3, 5 and 7 s, SIGKILL after 9 s and gives up after 10 s (AH00045, AH00046, AH00047). A child that ignores SIGTERM hangs: in a request, a module, a lock or on storage.',
  remedy: 'Look at what these children did (state D means storage or NFS); a SIGKILL leaves SysV semaphores behind.',
  explains: ['site-failing'],
  select: selectBy(
    ['AH00045', 'AH00046', 'AH00047'],
    /^(?:child process \d+ still did not exit, sending a SIG|could not make child process \d+ exit)/,
  ),
  describe(entries) {
    const pids = distinct(
      entries.map(({ message }) => Number(/child process (\d{1,10})/.exec(message)?.[1] ?? Number.NaN)),
    );
    const killed = entries.some(({ message }) => message.includes('SIGKILL'));
    const children = pids.filter((pid) => Number.isInteger(pid));
    return {
      summary: `${children.length === 1 ? `Child ${children[0]} did` : `${children.length} children did`} not exit on SIGTERM${killed ? ' and were sent SIGKILL' : ''}.`,
      facts: { count: children.length, pids: children },
    };
  },
});
