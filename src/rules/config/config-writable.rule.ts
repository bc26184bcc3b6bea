import { defineRule } from '../../model/rule.ts';
import { configTree } from '../../probes/config/probe.ts';

export const configWritable = defineRule({
  id: 'config-writable',
  title: 'Somebody other than root may change what root runs',
  kind: 'problem',
  answers: ['hardening'],
  severity: 'warning',
  cause:
    'The parent reads its configuration, loads modules, runs log pipes and opens logs as root: whoever may write there, or into the log directory, can become root (manual: security tips).',
  remedy:
    'Give the named files to root and take group and world write rights away; deploy site files by a root-owned step.',
  runbook: 'hardening',
  reads: { configTree },
  judge({ configTree: tree }) {
    const [first] = tree.writable;
    if (first === undefined) return undefined;
    const who = [...new Set(tree.writable.map(({ owner, group, mode }) => writerOf(owner, group, mode)))];
    return {
      summary: `${tree.writable.length === 1 ? first.path : `${tree.writable.length} paths, such as ${first.path},`} can be changed by ${who.slice(0, 3).join(', ')}.`,
      evidence: [
        { kind: 'quote', source: 'config-tree', text: `${first.mode} ${first.owner} ${first.group} ${first.path}` },
      ],
      facts: {
        count: tree.writable.length,
        path: first.path,
        paths: tree.writable.slice(0, 20).map(({ path }) => path),
        user: first.owner,
      },
    };
  },
});

function writerOf(owner: string, group: string, mode: string): string {
  const digits = mode.slice(-3);
  if (/[2367]$/.test(digits)) return 'everybody';
  return owner === 'root' ? `group ${group}` : `user ${owner}`;
}
