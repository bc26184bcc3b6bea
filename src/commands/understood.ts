import type { Intent, Misunderstood } from '../model/intent.ts';
import { formatIntent } from './format-intent.ts';

/** Sentences in one answer; whoever fixes these sees the next ones. */
const MOST_PROBLEMS = 5;

/** The intent when nothing is wrong, else what is wrong with it as the nearest one. */
export function understood(problems: readonly string[], intent: Intent): Intent | Misunderstood {
  return problems.length === 0 ? intent : misunderstood(problems, intent);
}

/** What may run without anybody having said it: nothing here changes a host or what may be changed. */
const harmless: readonly Intent['kind'][] = ['look', 'watch', 'compare', 'why', 'export', 'hosts', 'help'];

/** What is wrong with a line, and the nearest command that parses. */
export function misunderstood(problems: readonly string[], nearest: Intent): Misunderstood {
  return {
    kind: 'misunderstood',
    problem: problems.slice(0, MOST_PROBLEMS).join(' '),
    suggestion: { text: formatIntent(nearest), readOnly: harmless.includes(nearest.kind) },
  };
}
