import { distinct } from '../../lib/distinct.ts';
import type { Evidence } from '../../model/finding.ts';
import { defineRule } from '../../model/rule.ts';
import { processes } from '../../probes/processes/probe.ts';

export const staleBinary = defineRule({
  id: 'stale-binary',
  title: 'The running program was replaced on disk',
  kind: 'problem',
  answers: ['changes', 'preflight'],
  severity: 'warning',
  cause:
    'The parent still runs code whose file was replaced, usually by an update. A reload loads the modules from disk again but keeps the old program and its libraries, so old and new code meet; fixes in OpenSSL or httpd are not in effect.',
  remedy: 'Plan a full restart in a quiet moment, after a preflight; a reload does not replace the program.',
  runbook: 'restart',
  reads: { processes },
  judge({ processes: { processes: all, replaced } }) {
    const stale = all.filter(({ exeDeleted, deletedMaps }) => exeDeleted === true || (deletedMaps ?? 0) > 0);
    const [first] = stale;
    if (first === undefined) return undefined;
    const paths = distinct([
      ...stale.map(({ exe, exeDeleted }) => (exeDeleted === true ? exe : undefined)),
      ...replaced.map(({ path }) => path),
    ]);
    const more: Evidence[] = replaced
      .slice(0, 3)
      .map(({ line }) => ({ kind: 'quote', source: 'processes', text: line }));
    const exe = stale.some(({ exeDeleted }) => exeDeleted === true);
    return {
      summary: `${stale.length} Apache processes run code that is no longer on disk: ${exe ? 'the program itself' : 'libraries or modules'}${paths.length === 0 ? '' : ` (${paths.slice(0, 3).join(', ')}${paths.length > 3 ? ', …' : ''})`}.`,
      evidence: [{ kind: 'quote', source: 'processes', text: first.line }, ...more],
      facts: { count: stale.length, pids: stale.map(({ pid }) => pid), paths },
    };
  },
});
