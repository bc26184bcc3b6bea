import type { LogEntry } from '../../model/log-entry.ts';
import type { LogFacts } from '../../probes/logs/facts.ts';
import { selectUnit } from '../../probes/logs/select.ts';
import { messageRule } from '../message-rule.ts';

/** A healthy start takes well under a second; ten leaves room for many virtual hosts and slow disks. */
const SLOW_SECONDS = 10;

const starting = selectUnit(/^Starting /);
const ended = selectUnit(/^(?:Started |Failed to start )/);

export const slowStart = messageRule({
  id: 'slow-start',
  title: 'A start took long',
  kind: 'problem',
  answers: ['changes', 'preflight'],
  over: { never: 'how long a start took stays true' },
  severity: 'notice',
  cause:
    'Between "Starting" and "Started" nothing is served. Typical: name resolution of Listen or VirtualHost names, OCSP, entropy, slow storage, very many virtual hosts.',
  remedy: 'Use addresses instead of names in Listen and VirtualHost, and look at what the start waited for.',
  select: (all) => slowest(all)?.pair ?? [],
  describe(_entries, all) {
    const seconds = Math.round(slowest(all)?.seconds ?? 0);
    return { summary: `The latest slow start took ${seconds} s.`, facts: { count: 1, seconds, limit: SLOW_SECONDS } };
  },
});

function slowest(all: LogFacts): { readonly seconds: number; readonly pair: readonly LogEntry[] } | undefined {
  const ends = ended(all);
  for (const begin of [...starting(all)].reverse()) {
    const from = Date.parse(begin.at ?? '');
    const end = ends.find(({ at }) => Date.parse(at ?? '') >= from);
    const seconds = (Date.parse(end?.at ?? '') - from) / 1000;
    if (end !== undefined && seconds >= SLOW_SECONDS) return { seconds, pair: [begin, end] };
  }
  return undefined;
}
