import { distinct } from '../../lib/distinct.ts';
import type { Evidence } from '../../model/finding.ts';
import { defineRule } from '../../model/rule.ts';
import { logs } from '../../probes/combined/logs.ts';
import { hasNoInodes } from '../../probes/disks/full.ts';
import { disks } from '../../probes/disks/probe.ts';
import { errnos, isAboutMutex } from '../../probes/limits/messages.ts';
import { errorOf, quotesOf } from '../../probes/logs/select.ts';

export const inodesExhausted = defineRule({
  id: 'inodes-exhausted',
  title: 'A file system has no inodes left',
  kind: 'problem',
  answers: ['limits', 'preflight'],
  over: { never: 'it is found only while it is so' },
  severity: 'critical',
  cause:
    'Every file needs an inode. With none left creating a file fails with (28)No space left on device although df shows free blocks; typical of session files, caches or mail spools with millions of small files.',
  remedy: 'Find the directory with the most files (du --inodes -x), remove what is stale, and bound what makes them.',
  explains: [
    'log-open-failed',
    'start-failed',
    'disk-full',
    'piped-log-failed',
    'server-exited',
    'reload-failed',
    'site-failing',
  ],
  reads: { disks },
  mayRead: { logs },
  judge({ disks: found, logs: log }) {
    const full = found.fileSystems.filter(hasNoInodes);
    const lines = (log?.entries ?? []).filter((entry) => entry.errno === errnos.ENOSPC && !isAboutMutex(entry));
    const quotes: Evidence[] = full
      .slice(0, 2)
      .map((one) => ({ kind: 'quote', source: 'disks', text: one.inodeLine ?? one.line }));
    const [first, ...rest] = [...quotes, ...(quotesOf(lines, 1) ?? [])];
    if (full.length === 0 || first === undefined) return undefined;
    const paths = distinct(full.flatMap((one) => one.paths));
    return {
      summary: `${full.map(({ mount }) => mount).join(' and ')} ${full.length === 1 ? 'has' : 'have'} no inodes left: no file can be created under ${paths.slice(0, 3).join(', ')}.`,
      evidence: [first, ...rest],
      facts: {
        ...errorOf(lines),
        path: full[0]?.mount,
        paths,
        mounts: full.map(({ mount }) => mount),
        limit: full[0]?.inodes,
      },
    };
  },
});
