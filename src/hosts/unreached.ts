import { defined } from '../lib/defined.ts';
import type { ReachFailure, Unreached } from '../model/ports.ts';

/** How far a connection had come when it failed: `opening` is a channel on a connection that stands. */
export type Stage = 'resolving' | 'connecting' | 'handshake' | 'authentication' | 'opening';

/** Makes the value for a host that could not be asked; `detail` is one sentence. */
export function unreached(reason: ReachFailure, detail: string, fingerprint?: string): Unreached {
  return { reached: false, reason, detail, ...defined({ fingerprint }) };
}

/** Names each errno of connect(2) and getaddrinfo(3) that has a sentence of its own. */
const byErrno: Readonly<Record<string, readonly [ReachFailure, string]>> = {
  ECONNREFUSED: ['refused', 'nothing listens on'],
  EHOSTUNREACH: ['unreachable', 'there is no route to'],
  ENETUNREACH: ['unreachable', 'there is no network towards'],
  EHOSTDOWN: ['unreachable', 'there is no answer from'],
  EADDRNOTAVAIL: ['unreachable', 'this machine has no address to reach'],
  ETIMEDOUT: ['timed-out', 'no answer in time from'],
  ENOTFOUND: ['name-not-resolved', 'the name does not resolve:'],
  EAI_AGAIN: ['name-not-resolved', 'the name server does not answer for'],
};

/** Turns whatever net and ssh2 raise before a session stands into one reason and one sentence about `where`. */
export function classify(error: unknown, stage: Stage, where: string): Unreached {
  const code = codeOf(error);
  const message = error instanceof Error ? error.message : String(error);
  const known = byErrno[code];
  if (known !== undefined && (stage === 'resolving' || stage === 'connecting'))
    return unreached(known[0], `${known[1]} ${where} (${code})`);
  if (/no matching|unsupported (?:key|algorithm)/i.test(message))
    return unreached('no-common-algorithm', `${where} and this program share no ${algorithmKind(message)}`);
  if (stage === 'authentication' && isRefusal(error, message))
    return unreached('authentication-failed', `${where} accepts none of the keys offered`);
  if (stage === 'opening')
    return unreached('no-session', `${where} is connected but starts no shell (${plain(message)})`);
  return unreached('no-session', `the port of ${where} answers but no SSH session starts (${plain(code || message)})`);
}

function algorithmKind(message: string): string {
  if (/key exchange/i.test(message))
    return 'key exchange (hosts that allow only post-quantum exchanges are not supported)';
  if (/host key/i.test(message)) return 'host key type';
  if (/cipher/i.test(message)) return 'cipher';
  return /MAC/.test(message) ? 'message authentication code' : 'algorithm';
}

function isRefusal(error: unknown, message: string): boolean {
  const level = error instanceof Error && 'level' in error ? error.level : '';
  return level === 'client-authentication' || /too many authentication failures/i.test(message);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** What the other side or a library said, as part of our own sentence. */
function plain(message: string): string {
  return message
    .replace(/[^\x20-\x7e]+/g, ' ')
    .replace(/[.\s]+$/, '')
    .slice(0, 160);
}
