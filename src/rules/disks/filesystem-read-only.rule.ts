import { distinct } from '../../lib/distinct.ts';
import type { Evidence } from '../../model/finding.ts';
import type { LogEntry } from '../../model/log-entry.ts';
import { defineRule, notApplicable } from '../../model/rule.ts';
import { logs } from '../../probes/combined/logs.ts';
import { pathIn } from '../../probes/disks/full.ts';
import type { FileSystem } from '../../probes/disks/parse.ts';
import { disks } from '../../probes/disks/probe.ts';
import { errnos } from '../../probes/limits/messages.ts';
import { errorOf, latest, quotesOf } from '../../probes/logs/select.ts';
import { writable } from '../over/state.ts';

const remounted =
  /Remounting filesystem read-only|Aborting journal|forced readonly|xfs_do_force_shutdown|Filesystem has been shut down/;

function isSaid(entry: LogEntry): boolean {
  if (entry.errno === errnos.EROFS) return true;
  return entry.program === 'kernel' && remounted.test(entry.message);
}

/** Configuration may well be read-only; logs and the run directory may not. */
function mustWrite({ readOnly, paths }: FileSystem): boolean {
  return readOnly && paths.some((path) => /^(?:\/var\/log|\/run|\/var\/run|\/tmp)(?:\/|$)|log/.test(path));
}

export const filesystemReadOnly = defineRule({
  id: 'filesystem-read-only',
  title: 'A file system httpd writes to is read-only',
  kind: 'problem',
  answers: ['limits', 'preflight'],
  over: [writable],
  severity: 'critical',
  cause:
    '(30)Read-only file system: it was mounted so, or the kernel remounted it after an error of the disk or file system (errors=remount-ro). Logs cannot be written, and a start or reload fails when it opens them.',
  remedy:
    'Read the kernel’s lines before the remount; a disk error needs the storage looked at and a file system check, not a remount by force. ProtectSystem= or ReadOnlyPaths= of the unit do the same for the service alone.',
  explains: ['log-open-failed', 'start-failed', 'reload-failed', 'piped-log-failed', 'unit-failed', 'site-failing'],
  reads: {},
  mayRead: { logs, disks },
  judge({ logs: log, disks: found }) {
    if (log === undefined && found === undefined) return notApplicable('neither a log nor the mounts could be read');
    const lines = (log?.entries ?? []).filter(isSaid);
    const mounted = (found?.fileSystems ?? []).filter(mustWrite);
    const quotes: Evidence[] = mounted
      .slice(0, 1)
      .map((one) => ({ kind: 'quote', source: 'disks', text: one.mountLine ?? one.line }));
    const [first, ...rest] = [...(quotesOf(lines, 2) ?? []), ...quotes];
    if (first === undefined) return undefined;
    const paths = distinct([...lines.map(pathIn), ...mounted.flatMap((one) => one.paths)]);
    const mount = mounted[0]?.mount;
    return {
      summary: `${mount ?? paths[0] ?? 'A file system'} is ${mount === undefined && paths[0] !== undefined ? 'on a read-only file system' : 'read-only'}${mount !== undefined && paths[0] !== undefined && paths[0] !== mount ? ` (holds ${paths[0]})` : ''}.`,
      evidence: [first, ...rest],
      facts: {
        ...errorOf(lines),
        path: mount ?? paths[0],
        paths,
        count: lines.length > 0 ? lines.length : undefined,
      },
      ...(mounted.length > 0 ? {} : { at: latest(lines) }),
    };
  },
});
