import { Unrecognised } from '../../model/source.ts';
import type { CertificatesFacts, KeyPair } from './facts.ts';

// Our own lines, after `== helper` (root) or `== user` (no keys):
//   pair
//   at /etc/apache2/sites-enabled/default-ssl.conf:32
//   cert /etc/ssl/certs/site.pem
//   key /etc/ssl/private/site.key
//   cert-sha256 9f86d0…           or missing, empty, unreadable
//   key-sha256 2c26b4…            or missing, empty, encrypted, unreadable, unknown
//   not-after Nov 19 07:20:58 2036 GMT        (openssl x509 -enddate)
//   subject CN = localhost
// What an ordinary user finds missing or unreadable may only be private to root: it counts as unknown.
// `tls end` closes the list; without it the text is refused, for then "no certificates" would be a guess.

const states = ['missing', 'empty', 'unreadable', 'unknown'] as const;

/** Reads the pairs. */
export function readCertificates(text: string): CertificatesFacts {
  if (!/^tls end$/m.test(text)) throw new Unrecognised('the list of certificates did not come to its end');
  const privileged = /^== helper$/m.test(text);
  const pairs: KeyPair[] = [];
  const unresolved: string[] = [];
  for (const block of text.split(/^(?=pair$|unresolved$)/m)) {
    const lines = block.split('\n');
    const named = new Map(lines.map((line) => [line.split(' ', 1)[0] ?? '', line]));
    const value = (name: string): string | undefined =>
      named
        .get(name)
        ?.slice(name.length + 1)
        .trim();
    const cert = value('cert');
    if (cert === undefined) continue;
    if (lines[0] === 'unresolved') unresolved.push(cert);
    else if (lines[0] === 'pair') pairs.push(readPair(cert, value, named, privileged));
  }
  return { privileged, pairs, unresolved };
}

function readPair(
  cert: string,
  value: (name: string) => string | undefined,
  named: ReadonlyMap<string, string>,
  privileged: boolean,
): KeyPair {
  const certDigest = value('cert-sha256') ?? 'unknown';
  const keyDigest = value('key-sha256') ?? 'unknown';
  const both = isDigest(certDigest) && isDigest(keyDigest);
  const expires = Date.parse(value('not-after') ?? '');
  return {
    at: value('at'),
    cert,
    key: value('key'),
    certState: seen(stateOf(certDigest), privileged),
    keyState: keyDigest === 'encrypted' ? 'encrypted' : seen(stateOf(keyDigest), privileged),
    ...(both ? { matches: certDigest === keyDigest } : {}),
    ...(Number.isNaN(expires) ? {} : { expires: new Date(expires).toISOString() }),
    subject: value('subject'),
    lines: Object.fromEntries([...named].filter(([name]) => /^[a-z0-9-]+$/.test(name))),
  };
}

function seen<State extends string>(state: State, privileged: boolean): State | 'unknown' {
  return state === 'ok' || privileged ? state : 'unknown';
}

function isDigest(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

function stateOf(text: string): 'ok' | (typeof states)[number] {
  if (isDigest(text)) return 'ok';
  return states.find((state) => state === text) ?? 'unknown';
}
