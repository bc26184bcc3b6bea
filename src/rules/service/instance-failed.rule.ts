import { defineRule, notApplicable } from '../../model/rule.ts';
import { unit } from '../../probes/service/probe.ts';

const ofApache = /^(?:apache|httpd)[\w@:.\\-]*\.[a-z]+$/;

export const instanceFailed = defineRule({
  id: 'instance-failed',
  title: 'Another unit of Apache has failed',
  kind: 'problem',
  answers: ['preflight'],
  severity: 'warning',
  cause:
    'Besides the main unit there are others of Apache (instances such as apache2@NAME or httpd@NAME, htcacheclean, httpd-init), and systemd counts one of them as failed. What it served is down, whatever the main one does.',
  remedy:
    'Look at `systemctl status` and the journal of that unit; `systemctl reset-failed` clears one that is no longer used.',
  reads: { unit },
  judge({ unit: service }) {
    if (service.failedUnits === undefined) return notApplicable('the failed units of the host are not known');
    const failed = service.failedUnits.filter((name) => ofApache.test(name) && name !== service.unit);
    const [first, ...rest] = failed;
    if (first === undefined) return undefined;
    return {
      summary: `${failed.slice(0, 5).join(', ')}${failed.length > 5 ? ` and ${failed.length - 5} more` : ''} ${rest.length > 0 ? 'have' : 'has'} failed.`,
      evidence: [{ kind: 'quote', source: 'unit', text: first }],
      facts: { units: failed.slice(0, 20), count: failed.length },
    };
  },
});
