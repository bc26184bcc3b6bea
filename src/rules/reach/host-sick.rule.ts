import { reach } from '../../model/reach.ts';
import { defineRule } from '../../model/rule.ts';
import { readVerbs } from '../../model/verbs.ts';

export const hostSick = defineRule({
  id: 'host-sick',
  title: 'The SSH port answers but no session starts',
  kind: 'problem',
  answers: readVerbs,
  severity: 'critical',
  cause:
    'sshd accepts the connection and then cannot start a session: typical of a host without free tasks (pids limit) or memory, or of MaxStartups. It is up, and in trouble.',
  remedy:
    'Use the machine’s console or its provider: look at tasks, memory and the kernel log. A reboot would destroy the evidence.',
  reads: { reach },
  judge({ reach: answer }) {
    if (answer.reached || answer.reason !== 'no-session') return undefined;
    return {
      summary: `The host is up but starts no session: ${answer.detail}`,
      evidence: [{ kind: 'quote', source: 'reach', text: answer.detail }],
      facts: { reason: answer.reason },
    };
  },
});
