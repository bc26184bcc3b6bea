import { defineRule } from '../../model/rule.ts';
import { vitals } from '../../probes/limits/probe.ts';

/** Share of swap left from which it no longer absorbs a burst. */
const LOW = 0.05;
/** With this share of memory available, full swap is old cold pages and no danger. */
const COMFORTABLE = 0.25;

export const swapExhausted = defineRule({
  id: 'swap-exhausted',
  title: 'Swap is used up',
  kind: 'problem',
  answers: ['oom', 'memory'],
  severity: 'warning',
  cause:
    'What does not fit into memory has no other place left: the next need is met by the OOM killer. A server that swaps is slow long before.',
  remedy:
    'Find who was swapped out (VmSwap, smaps_rollup) and why; lower MaxRequestWorkers to what fits into memory instead of adding swap.',
  explains: ['load-high'],
  reads: { vitals },
  judge({ vitals: { swapTotalKiB: total, swapFreeKiB: free, memAvailableKiB: available, memTotalKiB: memory } }) {
    if (total === undefined || free === undefined || total === 0 || free >= total * LOW) return undefined;
    if (available !== undefined && memory !== undefined && available >= memory * COMFORTABLE) return undefined;
    const [used, all] = [Math.round((total - free) / 1024), Math.round(total / 1024)];
    return {
      summary: `${used} of ${all} MiB of swap are in use.`,
      evidence: [{ kind: 'measure', source: 'vitals', name: 'swap in use', value: used, limit: all, unit: 'MiB' }],
      facts: { used, limit: all },
    };
  },
});
