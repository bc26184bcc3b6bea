import { defined } from '../../lib/defined.ts';
import type { Quote } from '../../model/finding.ts';
import type { FactsOf } from '../../model/source.ts';
import type { LogFacts } from '../../probes/logs/facts.ts';
import { quoteOf } from '../../probes/logs/select.ts';
import { lifeOf } from '../../probes/service/lifecycle.ts';
import { serverOf } from '../../probes/survey/parents.ts';
import type { survey } from '../../probes/survey/probe.ts';

/** When the configuration that runs was read. */
export interface Loaded {
  readonly at: string;
  /** False where only the start of the parent is known, and it may have been reloaded since. */
  readonly sure: boolean;
  readonly quote?: Quote;
}

/** The newest start or reload that the logs tell of, or else the start of the parent that runs now. */
export function loadedAt(
  log: LogFacts | undefined,
  host: FactsOf<typeof survey> | undefined,
  now: string,
): Loaded | undefined {
  const running = (log === undefined ? [] : lifeOf(log)).findLast(({ kind, entry }) => kind === 'running' && entry.at);
  const server = host === undefined ? undefined : serverOf(host);
  const age = host?.processes.find(({ pid }) => pid === server?.pid)?.ageSeconds;
  const started = age === undefined ? undefined : Date.parse(now) - age * 1_000;
  const said = running?.entry.at;
  // The age is rounded, and httpd says that it runs a little after its process began.
  if (said !== undefined && (started === undefined || Date.parse(said) >= started - 5_000))
    return { at: said, sure: true, ...defined({ quote: running && quoteOf(running.entry) }) };
  return started === undefined ? undefined : { at: new Date(started).toISOString(), sure: false };
}
