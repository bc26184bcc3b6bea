import { defineRule } from '../../model/rule.ts';
import { readVerbs } from '../../model/verbs.ts';
import { survey } from '../../probes/survey/probe.ts';

export const sudoSlow = defineRule({
  id: 'sudo-slow',
  title: 'sudo takes seconds',
  kind: 'problem',
  answers: readVerbs,
  severity: 'warning',
  cause:
    'sudo resolves the name of the host each time it starts: where no name server answers and the name is not in /etc/hosts, it waits 10 to 20 s. A directory service or a PAM module that does not answer does the same. Changes and everything that needs root wait with it.',
  remedy:
    'Look whether names resolve (getent hosts "$(hostname)"), put the name of the host into /etc/hosts, and look at /etc/resolv.conf, /etc/nsswitch.conf and the directory service.',
  reads: { survey },
  judge({ survey: { sudoSlow: seconds } }) {
    if (seconds === undefined) return undefined;
    return {
      summary: `sudo did not answer within ${seconds} s: what needs root was not asked, and what this report says comes from what the account sees.`,
      evidence: [{ kind: 'measure', source: 'survey', name: 'time waited for sudo -n -l', value: seconds, unit: 's' }],
      facts: { seconds },
    };
  },
});
