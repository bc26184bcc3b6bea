import { defineRule } from '../../model/rule.ts';
import { unit } from '../../probes/service/probe.ts';
import { isUp } from './unfinished-start.ts';

export const unitDisabled = defineRule({
  id: 'unit-disabled',
  title: 'The unit is not started at boot',
  kind: 'problem',
  answers: ['preflight', 'changes'],
  severity: 'notice',
  cause:
    'A disabled unit is started by nobody at boot (systemctl(1), "enable"). That is right where a cluster manager or another unit starts it, and a surprise after the next reboot everywhere else.',
  remedy: 'When it should come up by itself: `systemctl enable` it. It changes nothing of what runs now.',
  reads: { unit },
  judge(service) {
    const { unit: seen } = service;
    if (seen.enabled !== 'disabled' || seen.manager !== 'systemd') return undefined;
    const never =
      seen.active === 'inactive' &&
      seen.properties['ActiveEnterTimestamp'] === undefined &&
      seen.properties['Id'] !== undefined;
    const name = seen.unit ?? 'The unit';
    return {
      summary: never
        ? `${name} is disabled and was not started since boot.`
        : `${name} is disabled: ${isUp(seen) ? 'it runs now, and ' : ''}nothing starts it at the next boot.`,
      severity: never ? 'critical' : 'notice',
      explains: never ? ['not-running', 'stopped'] : [],
      evidence: [
        {
          kind: 'quote',
          source: 'unit',
          text: seen.properties['UnitFileState'] === undefined ? 'disabled' : 'UnitFileState=disabled',
        },
      ],
      facts: { unit: seen.unit },
    };
  },
});
