import { defineRule } from '../../model/rule.ts';
import { boots } from '../../probes/changes/probe.ts';

/** Long enough that whoever is called about the reboot's effects still sees it. */
const RECENT_SECONDS = 4 * 3600;

export const recentReboot = defineRule({
  id: 'recent-reboot',
  title: 'The host was restarted lately',
  kind: 'problem',
  answers: ['changes'],
  severity: 'notice',
  cause:
    'A boot starts everything from scratch: services that were only started by hand are gone, addresses and mounts may be late, caches are cold, and logs from before may be in another file.',
  remedy:
    'If the server is down, check that its unit is enabled and what it waits for; look at the journal of the boot before for why the host went down.',
  reads: { boots },
  judge({ boots: { uptimeSeconds, bootedAt, line } }) {
    if (uptimeSeconds > RECENT_SECONDS) return undefined;
    return {
      summary: `The host started ${Math.max(1, Math.round(uptimeSeconds / 60))} minutes ago.`,
      evidence: [{ kind: 'quote', source: 'boots', text: line }],
      facts: { uptime: Math.round(uptimeSeconds), bootedAt },
      at: bootedAt,
    };
  },
});
