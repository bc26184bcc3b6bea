import { times } from '../../lib/counts.ts';
import { lifeOf } from '../../probes/service/lifecycle.ts';
import { messageRule } from '../message-rule.ts';

export const gracefulStop = messageRule({
  id: 'graceful-stop',
  title: 'Graceful stops',
  kind: 'event',
  answers: ['changes'],
  over: { never: 'it is a moment of its own and nothing wrong' },
  severity: 'notice',
  cause:
    'SIGWINCH: the listening sockets close at once, running requests may finish. `systemctl stop` and `systemctl restart` do this on Debian and Red Hat. While a long request finishes, the port stays closed; only GracefulShutdownTimeout (default: none) and TimeoutStopSec bound it.',
  remedy: 'For a change of configuration prefer a reload: it never closes the port.',
  select: (all) => lifeOf(all).flatMap(({ kind, entry }) => (kind === 'graceful-stop' ? [entry] : [])),
  describe(entries) {
    const { pid } = entries.at(-1) ?? entries[0];
    return {
      summary: `Apache was stopped gracefully ${times(entries.length)}${pid === undefined ? '' : `, last the parent with pid ${pid}`}.`,
      facts: { pid },
    };
  },
});
