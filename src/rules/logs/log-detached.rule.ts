import { counted } from '../../lib/counts.ts';
import { sizeText } from '../../lib/quantity.ts';
import type { Evidence } from '../../model/finding.ts';
import { defineRule, notApplicable } from '../../model/rule.ts';
import { hasNoSpace } from '../../probes/disks/full.ts';
import type { FileSystem } from '../../probes/disks/parse.ts';
import { disks } from '../../probes/disks/probe.ts';
import type { OpenLog } from '../../probes/logs/error-log.ts';
import { errorLog } from '../../probes/logs/probe.ts';

/** A deleted log that takes this share of a full disk is why it is full; the number is a choice. */
const FILLS = 0.1;
/** What logrotate and people put behind the name of a log that they put aside. */
const asideName = /(?:\.\d{1,3}|-\d{8}(?:[-_]?\d{2,6})?|\.(?:old|bak|orig|save))$/;

export const logDetached = defineRule({
  id: 'log-detached',
  title: 'The server writes to a log that was deleted or put aside',
  kind: 'problem',
  answers: ['changes', 'limits'],
  severity: 'warning',
  cause:
    'httpd opens its logs when it starts or reloads and keeps them open. One that is deleted or renamed since goes on being written: its new lines are not where people look, and a deleted one takes room on the disk that no list of files shows.',
  remedy:
    'Reload gracefully, so that the logs are opened anew under their names. Then see why nobody did: logrotate needs a postrotate that reloads, and a log is emptied (truncate -s 0), never removed.',
  runbook: 'reload',
  reads: { errorLog },
  mayRead: { disks },
  judge({ errorLog: { open }, disks: found }, { layout }) {
    if (open === undefined) return notApplicable('what the server holds open was not seen');
    const gone = open.filter((one) => one.gone);
    const aside = open.filter(
      ({ pid, path, gone: deleted }) => !deleted && pid === layout?.parentPid && asideName.test(path),
    );
    const logs = [...gone, ...aside].sort((one, other) => other.bytes - one.bytes);
    const [largest, ...rest] = logs;
    if (largest === undefined) return undefined;
    const filled = (found?.fileSystems ?? []).filter((one) => isFilledBy(one, gone, found?.fileSystems ?? []));
    const bytes = gone.reduce((sum, one) => sum + one.bytes, 0);
    return {
      summary: `${summaryOf(largest, logs.length)}${filled.length === 0 ? '' : `; deleted logs take ${sizeText(bytes / 1024)} of the full ${filled.map(({ mount }) => mount).join(' and ')}`}.`,
      ...(filled.length === 0 ? {} : { severity: 'critical' as const, explains: ['disk-full' as const] }),
      evidence: [quote(largest), ...rest.slice(0, 3).map(quote)],
      facts: {
        count: logs.length,
        bytes,
        path: largest.path,
        paths: logs.slice(0, 20).map(({ path }) => path),
        deleted: gone.length,
        mounts: filled.map(({ mount }) => mount),
      },
    };
  },
});

function summaryOf({ path, gone, bytes }: OpenLog, count: number): string {
  const what = gone ? 'which was deleted' : 'which was put aside';
  return `Apache goes on writing to ${path}, ${what} while it was open (${sizeText(bytes / 1024)})${count === 1 ? '' : `, and to ${counted(count - 1, 'other log')} of the sort`}`;
}

function quote({ line }: OpenLog): Evidence {
  return { kind: 'quote', source: 'error-log', text: line };
}

/** True for a full file system of which the deleted logs on it take a good part. */
function isFilledBy(system: FileSystem, gone: readonly OpenLog[], all: readonly FileSystem[]): boolean {
  if (!hasNoSpace(system)) return false;
  const onIt = gone.filter(({ path }) => mountOf(path, all) === system.mount);
  return onIt.reduce((sum, { bytes }) => sum + bytes, 0) >= FILLS * (system.sizeKiB ?? 0) * 1024;
}

/** The mount that a path lies on: the longest that it begins with. */
function mountOf(path: string, systems: readonly FileSystem[]): string | undefined {
  return systems
    .map(({ mount }) => mount)
    .filter((mount) => mount === '/' || path.startsWith(`${mount}/`))
    .sort((one, other) => other.length - one.length)[0];
}
