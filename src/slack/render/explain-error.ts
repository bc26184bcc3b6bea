import { cutText, oneLine } from '../../lib/hostile-text.ts';
import type { Absence } from '../../model/outcome.ts';
import type { ReachFailure, Unreached } from '../../model/ports.ts';

/** What happened, and what to do about it, as sentences. */
export interface Explanation {
  readonly what: string;
  readonly next: string;
}

/** Why a host could not be asked, for people; the detail of the case stands in parentheses. */
export function explainReach(host: string, { reason, detail, fingerprint }: Unreached): Explanation {
  const [what, next] = reach[reason];
  const about = oneLine(detail) === '' ? '' : ` (${cutText(oneLine(detail), 300)})`;
  const offered = fingerprint === undefined ? '' : ` The host offered ${cutText(oneLine(fingerprint), 100)}.`;
  return { what: `${host} ${what}${about}.${offered}`, next };
}

/** Why a source has no facts, as the end of a sentence that begins with its title. */
export function explainAbsence(reason: Absence): string {
  return absences[reason];
}

const absences: Readonly<Record<Absence, string>> = {
  'not-applicable': 'does not exist on this host',
  unreachable: 'could not be asked, because the host was not reached',
  'timed-out': 'did not answer in time',
  'not-permitted': 'may not be read by the bot',
  'not-installed': 'needs a program that is not installed',
  failed: 'failed',
  unrecognised: 'answered something that could not be read',
  'cut-short': 'was cut short before it ended',
  'not-asked': 'was not asked',
};

const reach: Readonly<Record<ReachFailure, readonly [what: string, next: string]>> = {
  'name-not-resolved': [
    'has an address that does not resolve',
    'Check the address in the inventory, and the resolver where the bot runs.',
  ],
  unreachable: [
    'cannot be reached over the network',
    'Check whether the host is up, and the route and firewall to it.',
  ],
  refused: ['refuses connections to its SSH port', 'Check whether sshd runs there, and the port in the inventory.'],
  'timed-out': [
    'did not answer in time',
    'Try again; if it stays silent, look at its console: it may be down, or a firewall drops packets.',
  ],
  'no-session': [
    'accepts connections, but starts no SSH session',
    'It is likely out of memory, out of processes or overloaded: use its console.',
  ],
  'host-key-unknown': [
    'has a host key that nobody has confirmed yet, so nothing was sent',
    'Compare the fingerprint with the host by another way, then add it to known_hosts or pin it in the inventory.',
  ],
  'host-key-changed': [
    'has another host key than the one known, so nothing was sent',
    'Find out whether it was reinstalled. If nobody knows of that, treat it as an attack.',
  ],
  'host-key-revoked': ['has a host key that is marked as revoked, so nothing was sent', 'Ask whoever revoked it.'],
  'authentication-failed': [
    "did not accept the bot's key",
    'Check the user and the key in the inventory, and authorized_keys on the host.',
  ],
  'no-common-algorithm': [
    'shares no SSH algorithm with the bot',
    'Its sshd is too old, or configured too narrowly: update it or its key exchange settings.',
  ],
  'jump-failed': ['cannot be reached through its jump host', 'Check the jump host first: diagnose it if it is listed.'],
  disconnected: ['closed the connection', 'Try again; if it happens again, look at the log of sshd there.'],
  configuration: ['is not configured well enough to be asked', 'Mend its entry in the inventory.'],
};
