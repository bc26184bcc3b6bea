import { defineRule } from '../../model/rule.ts';
import { readVerbs } from '../../model/verbs.ts';
import { survey } from '../../probes/survey/probe.ts';

export const dbusHangs = defineRule({
  id: 'dbus-hangs',
  title: 'systemd or its message bus does not answer',
  kind: 'problem',
  answers: readVerbs,
  severity: 'warning',
  cause:
    'systemctl asks systemd over D-Bus. A dbus-daemon or a systemd that hangs or is stopped leaves it waiting until it gives up, after 25 s; logins, timers and every start or reload by systemctl wait as well. A running httpd keeps serving.',
  remedy:
    'Look at the state of dbus-daemon (or dbus-broker) and of process 1 with ps -o stat,wchan -p PID, at memory and I/O pressure, and at the journal; do not count on systemctl until it answers.',
  reads: { survey },
  judge({ survey: { systemdSlow: seconds } }) {
    if (seconds === undefined) return undefined;
    return {
      summary: `systemctl did not answer within ${seconds} s: the service was not asked for its state.`,
      evidence: [
        { kind: 'measure', source: 'survey', name: 'time waited for systemctl show', value: seconds, unit: 's' },
      ],
      facts: { seconds },
    };
  },
});
