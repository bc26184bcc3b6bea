import type { ReachFailure } from '../../model/ports.ts';
import { reach } from '../../model/reach.ts';
import { defineRule } from '../../model/rule.ts';
import { readVerbs } from '../../model/verbs.ts';

const advice: Readonly<Record<ReachFailure, string>> = {
  'name-not-resolved': 'Check the HostName of this host in the inventory, and the DNS of the machine the bot runs on.',
  unreachable: 'Check the network path and whether the machine is powered on; its console or its provider tells.',
  refused:
    'The machine answers but no sshd listens on that port: check the Port in the inventory, then sshd from the console.',
  'timed-out': 'Nothing answers at that address: check a firewall, the network path and whether the machine runs.',
  'no-session': 'Use the machine’s console: look at tasks, memory and sshd.',
  'host-key-unknown':
    'Compare the fingerprint with the host’s own (ssh-keygen -lf on its console), then add it to known_hosts or pin it in the inventory.',
  'host-key-changed':
    'Find out whether the host was reinstalled. If nobody did that, somebody may be in the middle: do not accept the key.',
  'host-key-revoked': 'The key is marked @revoked in known_hosts: give the host a new host key.',
  'authentication-failed': 'Check that the bot’s public key is in authorized_keys of that user on the host.',
  'no-common-algorithm': 'Let sshd on the host offer curve25519-sha256 as well, or reach it by another client.',
  'jump-failed': 'Check the jump host first: the way to this host goes through it.',
  disconnected: 'Try again; if it happens again, look at sshd’s log on the host.',
  configuration: 'Fix the named setting of the bot and try again.',
};

export const hostUnreachable = defineRule({
  id: 'host-unreachable',
  title: 'The host cannot be reached over SSH',
  kind: 'problem',
  answers: readVerbs,
  severity: 'critical',
  cause: 'Without an SSH session nothing on the host can be looked at; whether httpd serves is not known from here.',
  remedy: 'Reach the host another way, and fix the path the bot uses.',
  reads: { reach },
  judge({ reach: answer }) {
    if (answer.reached || answer.reason === 'no-session') return undefined;
    return {
      summary: `No SSH session: ${answer.detail}`,
      evidence: [{ kind: 'quote', source: 'reach', text: answer.detail }],
      facts: {
        reason: answer.reason,
        fingerprint: answer.fingerprint,
      },
      advice: advice[answer.reason],
    };
  },
});
