import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fingerprintOf,
  hostKeyAlgorithms,
  keyTypeOf,
  matchesPattern,
  parseKnownHosts,
  verifyHostKey,
} from './known-hosts.ts';

function blob(type: string, body: string | Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(type.length);
  return Buffer.concat([length, Buffer.from(type), Buffer.from(body)]);
}

const KEY = blob('ssh-ed25519', 'one');
const OTHER = blob('ssh-ed25519', 'another');
const RSA = blob('ssh-rsa', 'r');
const line = (hosts: string, key = KEY, marker = ''): string =>
  `${marker}${hosts} ${keyTypeOf(key)} ${key.toString('base64')} comment\n`;
const entries = (text: string) => parseKnownHosts(text, 'known_hosts').entries;
const hash = (name: string, salt = 'a salt of 20 bytes..'): string =>
  `|1|${Buffer.from(salt).toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`;

describe('verifyHostKey', () => {
  it.each<[string, string, string, number, string]>([
    ['a name', line('web-01'), 'web-01', 22, 'accepted'],
    ['a name in other case', line('Web-01'), 'WEB-01', 22, 'accepted'],
    ['one of a list', line('web-01,10.0.0.1'), '10.0.0.1', 22, 'accepted'],
    ['a wildcard', line('web-*.example.com'), 'web-7.example.com', 22, 'accepted'],
    ['a question mark', line('web-0?'), 'web-07', 22, 'accepted'],
    ['a negated name', line('web-*,!web-03'), 'web-03', 22, 'unknown'],
    ['a port', line('[web-01]:2222'), 'web-01', 2222, 'accepted'],
    ['another port', line('[web-01]:2222'), 'web-01', 22, 'unknown'],
    ['a line without a port, for a host on one', line('web-01'), 'web-01', 2222, 'accepted'],
    ['another key without a port, for a host on one', line('web-01', OTHER), 'web-01', 2222, 'unknown'],
    ['a hashed name', line(hash('web-01')), 'web-01', 22, 'accepted'],
    ['a hashed name and port', line(hash('[web-01]:2222')), 'web-01', 2222, 'accepted'],
    ['another hashed name', line(hash('web-02')), 'web-01', 22, 'unknown'],
    ['a hash that is none', line('|1|x'), 'web-01', 22, 'unknown'],
    ['another key', line('web-01', OTHER), 'web-01', 22, 'changed'],
    ['a key of another type', line('web-01', RSA), 'web-01', 22, 'changed'],
    ['another key and this one', line('web-01', OTHER) + line('web-01'), 'web-01', 22, 'accepted'],
    ['a revoked key', line('*', KEY, '@revoked '), 'web-01', 22, 'revoked'],
    ['a revoked key that is also known', line('web-01') + line('web-01', KEY, '@revoked '), 'web-01', 22, 'revoked'],
    ['another revoked key', line('web-01') + line('*', OTHER, '@revoked '), 'web-01', 22, 'accepted'],
    ['only another revoked key', line('*', OTHER, '@revoked '), 'web-01', 22, 'unknown'],
    ['a certificate authority', line('*', KEY, '@cert-authority '), 'web-01', 22, 'unknown'],
    ['nothing', '', 'web-01', 22, 'unknown'],
  ])('judges by %s', (_, text, address, port, verdict) => {
    expect(verifyHostKey(entries(text), { address, port }, KEY).verdict).toBe(verdict);
  });

  it('looks an alias up without its port', () => {
    expect(
      verifyHostKey(entries(line('fleet')), { address: '10.0.0.1', port: 2222, alias: 'Fleet' }, KEY).verdict,
    ).toBe('accepted');
  });

  it('names the keys it knows', () => {
    const text = line('web-01', OTHER) + line('web-01', OTHER) + line('web-01', RSA);

    expect(verifyHostKey(entries(text), { address: 'web-01', port: 22 }, KEY)).toEqual({
      verdict: 'changed',
      known: [fingerprintOf(OTHER), fingerprintOf(RSA)],
    });
  });

  it('accepts no key but one that is written there, whatever else a file says', () => {
    const text = fc.array(
      fc.oneof(fc.string(), fc.constantFrom(line('web-01', OTHER), line('*', RSA), '@', '|1|||', '!')),
    );
    fc.assert(
      fc.property(text, fc.uint8Array({ minLength: 8 }), (lines, body) => {
        const key = blob('ssh-ed25519', body);
        const known = entries(lines.join('\n'));

        expect(verifyHostKey(known, { address: 'web-01', port: 22 }, key).verdict).not.toBe('accepted');
        const more = [...known, ...entries(line('web-01', key))];
        expect(verifyHostKey(more, { address: 'web-01', port: 22 }, key).verdict).toBe('accepted');
      }),
    );
  });

  it('finds every hashed name, and no other', () => {
    fc.assert(
      fc.property(fc.domain(), fc.domain(), fc.string({ minLength: 1 }), (name, asked, salt) => {
        const verdict = verifyHostKey(entries(line(hash(name.toLowerCase(), salt))), { address: asked, port: 22 }, KEY);

        expect(verdict.verdict).toBe(name.toLowerCase() === asked.toLowerCase() ? 'accepted' : 'unknown');
      }),
    );
  });
});

describe('hostKeyAlgorithms', () => {
  it('asks first for the types that are known', () => {
    const algorithms = hostKeyAlgorithms(entries(line('web-01', RSA)), { address: 'web-01', port: 22 });

    expect(algorithms.slice(0, 3)).toEqual(['rsa-sha2-512', 'rsa-sha2-256', 'ssh-ed25519']);
    expect(new Set(algorithms).size).toBe(algorithms.length);
  });

  it('asks for the usual ones of a host nobody knows, never for SHA-1', () => {
    const algorithms = hostKeyAlgorithms(entries(line('web-02', RSA)), { address: 'web-01', port: 22 });

    expect(algorithms[0]).toBe('ssh-ed25519');
    expect(algorithms).not.toContain('ssh-rsa');
  });
});

describe('parseKnownHosts', () => {
  it.each([
    ['@cert-authority *.example.com ssh-ed25519 AAAA', 'f:1: host certificates are not supported; the line is ignored'],
    ['@other web-01 ssh-ed25519 AAAA', 'f:1: unknown marker @other; the line is ignored'],
    ['web-01 ssh-ed25519', 'f:1: not a host, a key type and a key'],
    [`web-01 ssh-rsa ${KEY.toString('base64')}`, 'f:1: not a ssh-rsa key; the line is ignored'],
  ])('leaves out %s and says so', (text, note) => {
    expect(parseKnownHosts(text, 'f')).toEqual({ entries: [], notes: [note] });
  });

  it('passes over empty lines, comments and Windows line ends', () => {
    expect(parseKnownHosts(`# comment\r\n\r\n  ${line('web-01').trim()}\r\n`, 'f')).toMatchObject({
      entries: [{ hosts: 'web-01', type: 'ssh-ed25519', revoked: false }],
      notes: [],
    });
  });
});

describe('matchesPattern', () => {
  it('agrees with the regular expression a pattern stands for', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 12 });
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*', '?'), maxLength: 8 });
    fc.assert(
      fc.property(pattern, text, (one, name) => {
        const expression = one.replaceAll('.', '\\.').replaceAll('*', '.*').replaceAll('?', '.');

        expect(matchesPattern(one, name)).toBe(new RegExp(`^${expression}$`).test(name));
      }),
    );
  });
});

describe('fingerprintOf', () => {
  it('writes what ssh-keygen -l writes', () => {
    const key = Buffer.from('AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl', 'base64');

    expect(fingerprintOf(key)).toBe('SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU');
  });

  it('has no type for a key that is cut short', () => {
    fc.assert(
      fc.property(fc.nat(KEY.length), (length) => {
        expect([undefined, 'ssh-ed25519']).toContain(keyTypeOf(KEY.subarray(0, length)));
      }),
    );
    expect(keyTypeOf(Buffer.from([0, 0, 0, 9, 1]))).toBeUndefined();
  });
});
