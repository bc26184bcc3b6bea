import { times } from '../../lib/counts.ts';
import { distinct } from '../../lib/distinct.ts';
import type { LogEntry } from '../../model/log-entry.ts';
import type { LogFacts } from '../../probes/logs/facts.ts';
import { lifeOf } from '../../probes/service/lifecycle.ts';
import { messageRule } from '../message-rule.ts';

export const restarted = messageRule({
  id: 'restarted',
  title: 'Restarts that cut requests or closed the port',
  kind: 'event',
  answers: ['changes'],
  over: { never: 'it is a moment of its own and nothing wrong' },
  severity: 'notice',
  cause:
    'A hard restart (SIGHUP) cuts the requests that run; a full one (stop, then a new parent, as `systemctl restart` does) closes the port until the new parent listens. Neither is what a change of configuration usually needs.',
  remedy:
    'Prefer a reload, unless a limit, the environment or the program itself changed. Look for who restarts it if it happens often.',
  explains: ['graceful-stop', 'start-ok'],
  select: (all) => restartsIn(all).flat(),
  describe(_entries, all) {
    const restarts = restartsIn(all);
    const hard = restarts.filter(
      ([first]) => /^AH00(?:173|298|494)$/.test(first?.code ?? '') || /SIGHUP/.test(first?.message ?? ''),
    ).length;
    const count = (kind: number) => (hard === 0 || hard === restarts.length ? '' : `${kind} `);
    const kinds = [
      hard > 0 ? `${count(hard)}hard (SIGHUP)` : '',
      restarts.length > hard ? `${count(restarts.length - hard)}by a new parent` : '',
    ];
    return {
      summary: `Apache was restarted ${times(restarts.length)}, ${kinds.filter(Boolean).join(', ')}.`,
      facts: {
        count: restarts.length,
        restarts: restarts.length,
        pids: distinct(restarts.map((pair) => pair.at(-1)?.pid)),
      },
    };
  },
});

/** Hard restarts, and stops followed by a start of another parent. */
function restartsIn(all: LogFacts): (readonly LogEntry[])[] {
  const life = lifeOf(all);
  return life.flatMap(({ kind, entry }, index): (readonly LogEntry[])[] => {
    const next = life[index + 1];
    if (next?.kind !== 'running') return [];
    if (kind === 'hard') return [[entry, next.entry]];
    const stop = kind === 'stop' || kind === 'graceful-stop';
    return stop && next.entry.pid !== entry.pid ? [[entry, next.entry]] : [];
  });
}
