import { lifeOf, runningAs } from '../../probes/service/lifecycle.ts';
import { messageRule } from '../message-rule.ts';

export const startOk = messageRule({
  id: 'start-ok',
  title: 'A start that went well',
  kind: 'event',
  answers: ['changes'],
  over: { never: 'it is a moment of its own and nothing wrong' },
  severity: 'notice',
  cause:
    'httpd logs "configured -- resuming normal operations" only after configuration, logs, sockets and modules are all in place.',
  remedy: 'Nothing to do.',
  select(all) {
    const life = lifeOf(all);
    const last = life.at(-1);
    const before = life.at(-2);
    if (last?.kind !== 'running') return [];
    const restarted = before?.kind === 'graceful' || before?.kind === 'hard';
    return restarted && before.entry.pid === last.entry.pid ? [] : [last.entry];
  },
  describe([entry], all) {
    const { mpm, version } = runningAs(all) ?? {};
    return {
      summary: `Apache${version === undefined ? '' : ` ${version}`} started and serves${mpm === undefined ? '' : ` under the ${mpm} MPM`}${entry.pid === undefined ? '' : ` (pid ${entry.pid})`}.`,
      facts: {
        count: 1,
        pid: entry.pid,
        mpm,
        version,
      },
    };
  },
});
