import { distinct } from '../../lib/distinct.ts';
import type { Evidence } from '../../model/finding.ts';
import type { LogEntry } from '../../model/log-entry.ts';
import { defineRule, notApplicable } from '../../model/rule.ts';
import { logs } from '../../probes/combined/logs.ts';
import { hasNoInodes, hasNoSpace, pathIn } from '../../probes/disks/full.ts';
import type { DiskFacts, FileSystem } from '../../probes/disks/parse.ts';
import { disks } from '../../probes/disks/probe.ts';
import { errnos, isAboutMutex } from '../../probes/limits/messages.ts';
import type { LogFacts } from '../../probes/logs/facts.ts';
import { errorOf, latest, quotesOf } from '../../probes/logs/select.ts';
import { writable } from '../over/state.ts';

function summaryOf(full: readonly FileSystem[], paths: readonly string[]): string {
  if (full.length === 0)
    return `A write failed because no space was left${paths[0] === undefined ? '' : ` for ${paths[0]}`}.`;
  const inside = paths.filter((path) => full.every(({ mount }) => mount !== path)).slice(0, 3);
  const held = inside.length > 0 ? ` (holds ${inside.join(', ')})` : '';
  return `${full.map(({ mount }) => mount).join(' and ')} ${full.length === 1 ? 'has' : 'have'} no space left${held}.`;
}

/** What the logs say, unless the disks show that the same error means inodes. */
function refusedWrites(log: LogFacts | undefined, found: DiskFacts | undefined): readonly LogEntry[] {
  const systems = found?.fileSystems ?? [];
  if (systems.some(hasNoInodes) && !systems.some(hasNoSpace)) return [];
  return (log?.entries ?? []).filter((entry) => entry.errno === errnos.ENOSPC && !isAboutMutex(entry));
}

export const diskFull = defineRule({
  id: 'disk-full',
  title: 'A disk is full',
  kind: 'problem',
  answers: ['limits', 'preflight'],
  over: [writable],
  severity: 'critical',
  cause:
    '(28)No space left on device on a log, pid or cache file: blocks or a quota are used up. The site may go on answering while its logs stay silent, so that a quiet error log proves nothing; on a mutex the same error means semaphores instead.',
  remedy:
    'Find the largest files on that file system (du -x), look for deleted files still held open (lsof +L1), free room, then reload so that logs are opened again.',
  explains: ['log-open-failed', 'start-failed', 'piped-log-failed', 'server-exited', 'reload-failed', 'site-failing'],
  reads: {},
  mayRead: { logs, disks },
  judge({ logs: log, disks: found }) {
    if (log === undefined && found === undefined) return notApplicable('neither a log nor the disks could be read');
    const full = (found?.fileSystems ?? []).filter(hasNoSpace);
    const lines = refusedWrites(log, found);
    const quotes = full.slice(0, 2).map(({ line }): Evidence => ({ kind: 'quote', source: 'disks', text: line }));
    const [first, ...rest] = [...quotes, ...(quotesOf(lines, 2) ?? [])];
    if (first === undefined) return undefined;
    const mounts = full.map(({ mount }) => mount);
    const paths = distinct([...full.flatMap((one) => one.paths), ...lines.map(pathIn)]);
    return {
      summary: summaryOf(full, paths),
      certainty: full.length > 0 || found === undefined ? 'certain' : 'likely',
      evidence: [first, ...rest],
      facts: {
        ...errorOf(lines),
        count: lines.length > 0 ? lines.length : undefined,
        path: mounts[0] ?? paths[0],
        paths,
        mounts,
        available: full[0]?.availableKiB,
        size: full[0]?.sizeKiB,
      },
      ...(full.length > 0 ? {} : { at: latest(lines) }),
    };
  },
});
