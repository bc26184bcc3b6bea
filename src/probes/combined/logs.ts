import type { LogEntry } from '../../model/log-entry.ts';
import { defineDerived } from '../../model/rule.ts';
import { provingMessages } from '../config/doubt.ts';
import { configtest } from '../config/probe.ts';
import { kernelLog } from '../kernel/probe.ts';
import type { LogFacts } from '../logs/facts.ts';
import { type Placed, placed, sorted } from '../logs/merge.ts';
import { errorLog, journal, vhostLogs } from '../logs/probe.ts';
import { unit, version } from '../service/probe.ts';

function identity({ program, pid, code, message, at }: LogEntry): string {
  const second = at === undefined ? '' : Math.floor(Date.parse(at) / 1000);
  return `${program === 'kernel' ? 'kernel' : (pid ?? '')}|${second}|${code ?? ''}|${message}`;
}

/** Joins logs into one, oldest first; a message that several sources hold counts once, as often as the source that holds it most often. */
export function mergeLogs(sources: readonly LogFacts[]): LogFacts {
  const all: Placed<LogFacts['entries'][number]>[] = [];
  const most = new Map<string, number>();
  for (const { entries } of sources) {
    const here = new Map<string, number>();
    for (const place of placed(entries)) {
      const key = identity(place.entry);
      const count = (here.get(key) ?? 0) + 1;
      here.set(key, count);
      if (count <= (most.get(key) ?? 0)) continue;
      most.set(key, count);
      all.push(place);
    }
  }
  return { entries: sorted(all), unrecognised: sources.reduce((sum, { unrecognised }) => sum + unrecognised, 0) };
}

/** Every message about the server that proves something, from whatever log, oldest first. */
export const logs = defineDerived({
  id: 'logs',
  title: 'All logs',
  from: { errorLog, vhostLogs, journal, kernelLog, configtest, unit, version },
  derive({
    errorLog: own,
    vhostLogs: sites,
    journal: system,
    kernelLog: kernel,
    configtest: check,
    unit: service,
    version: built,
  }): LogFacts {
    const merged = [
      own,
      sites,
      system,
      kernel,
      ...[check, service, built].map((facts) => facts && { ...facts, unrecognised: 0 }),
    ];
    const { entries, unrecognised } = mergeLogs(merged.filter((part) => part !== undefined));
    return { entries: [...provingMessages(entries, check)], unrecognised };
  },
});
