import { selectBy } from '../../probes/logs/select.ts';
import { unit } from '../../probes/service/probe.ts';
import { messageRule } from '../message-rule.ts';
import { startOver } from '../over/starts.ts';
import { isUp } from './unfinished-start.ts';

const unreadable = selectBy(['AH00058'], /^Error retrieving pid file /);

export const pidFileCorrupt = messageRule({
  id: 'pid-file-corrupt',
  title: 'The pid file cannot be read',
  kind: 'problem',
  answers: ['preflight'],
  over: startOver,
  severity: 'critical',
  cause:
    'At a start httpd reads its pid file first, and gives up when it has no number in it (AH00058, AH00059): it was cut by a full disk or a crash, or something else wrote to it. The configuration is not at fault.',
  remedy: 'Make sure that no Apache runs, remove the named file, then start once.',
  runbook: 'start',
  explains: ['start-failed', 'unit-failed', 'not-running', 'start-limit-hit'],
  mayRead: { unit },
  select: (all, { unit: service }) => (isUp(service) ? [] : unreadable(all)),
  describe(entries, _all, { unit: service }) {
    const path = /^Error retrieving pid file (\S{1,300})/.exec(entries.at(-1)?.message ?? '')?.[1];
    return {
      summary: `Apache does not start, since its pid file ${path === undefined ? '' : `${path} `}cannot be read.`,
      facts: { path, unit: service?.unit },
    };
  },
});
