import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redact } from './redact.ts';

describe('redact', () => {
  it.each([
    ['a password in a URL', 'ProxyPass / http://app:hunter22@10.0.0.5:8080/', 'hunter22'],
    ['a token in a query', 'GET /cb?access_token=abc123def456&x=1 HTTP/1.1', 'abc123def456'],
    ['a session id', 'Referer: https://x.example/?PHPSESSID=8f14e45fceea', '8f14e45fceea'],
    ['basic credentials', 'Authorization: Basic dXNlcjpwYXNz', 'dXNlcjpwYXNz'],
    ['a bearer token', 'authorization: Bearer abcdef.ghijkl', 'abcdef.ghijkl'],
    ['a cookie', 'Cookie: a=secretvalue; b=2', 'secretvalue'],
    ['a directive with a password', 'AuthLDAPBindPassword=s3cr3tpw', 's3cr3tpw'],
    ['a quoted password', 'mysql_connect failed: password="tr0ub4dor"', 'tr0ub4dor'],
    ['a Slack token', 'token xoxb-1234567890-abcdef', 'xoxb-1234567890-abcdef'],
    ['an AWS key', 'key AKIAIOSFODNN7EXAMPLE used', 'AKIAIOSFODNN7EXAMPLE'],
    ['a JSON web token', 'jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.abc', 'eyJhbGciOiJIUzI1NiJ9'],
    ['a private key', '-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKC\n-----END RSA PRIVATE KEY-----', 'MIIEpAIBAAKC'],
    ['a private key that was cut off', '-----BEGIN PRIVATE KEY-----\nMIIEpAIBAAKC', 'MIIEpAIBAAKC'],
  ])('cuts %s and says so', (_name, text, secret) => {
    expect(redact(text)).not.toContain(secret);
    expect(redact(text)).toContain('[redacted]');
  });

  it.each([
    'AH00072: make_sock: could not bind to address [::]:80',
    '[Sat Nov 21 07:28:47.680241 2026] [mpm_event:notice] [pid 106:tid 106] AH00489: Apache/2.4.71 (Debian) configured -- resuming normal operations',
    'Init: Unable to read pass phrase [Hint: key introduced or changed before restart?]',
    'SSLCertificateKeyFile /etc/ssl/private/site.key',
  ])('leaves what is not a secret: %s', (text) => {
    expect(redact(text)).toBe(text);
  });

  it('cuts nothing more the second time', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom(
        'password=',
        'token=',
        '?sid=',
        'Cookie: ',
        'Authorization: Basic ',
        'http://a:',
        '@b/',
        '&',
        ' ',
        '\n',
        'xoxb-',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const once = redact(pieces.join(''));
        expect(redact(once)).toBe(once);
      }),
    );
  });

  it('takes linear time on long lines', () => {
    const line = `GET /?${'a=b&'.repeat(200_000)}password=secret123 HTTP/1.1`;
    expect(redact(line)).not.toContain('secret123');
  });
});
