import { describe, expect, it } from 'vitest';
import { withDerived } from '../../diagnosis/evaluate.ts';
import { collected, unavailable } from '../../model/outcome.ts';
import { readErrorLog } from '../../probes/logs/error-log.ts';
import { readCertificates } from '../../probes/tls/parse.ts';
import { certificateExpired } from './certificate-expired.rule.ts';
import { certificateExpiring } from './certificate-expiring.rule.ts';
import { sslConfigFailed } from './ssl-config-failed.rule.ts';

function list(notAfter: string): string {
  return `== helper\npair\nat /a.conf:1\ncert /c.pem\nkey /k.pem\ncert-sha256 ${'a'.repeat(64)}\nkey-sha256 ${'a'.repeat(64)}\nnot-after ${notAfter}\nsubject CN = a.example\ntls end\n`;
}

function judge(rule: typeof certificateExpired, notAfter: string): string {
  const facts = collected(readCertificates(list(notAfter)));
  const verdict = rule.judge((source) => (source.id === 'certificates' ? facts : unavailable('not-asked', '')), {
    now: '2026-11-21T12:00:00Z',
  });
  return verdict.verdict === 'finding' ? verdict.finding.summary : verdict.verdict;
}

describe('certificates', () => {
  it('reads a pair whole', () => {
    expect(readCertificates(list('Nov 19 07:20:58 2036 GMT')).pairs).toMatchObject([
      {
        cert: '/c.pem',
        key: '/k.pem',
        matches: true,
        expires: '2036-11-19T07:20:58.000Z',
      },
    ]);
  });

  it.each([
    ['Nov 11 11:00:00 2026 GMT', 'The certificate /c.pem expired 10 days ago: clients refuse it.', 'clear'],
    ['Dec  1 13:00:00 2026 GMT', 'clear', 'The certificate /c.pem expires in 10 days.'],
    ['Nov 19 07:20:58 2036 GMT', 'clear', 'clear'],
  ])('one that ends %s is judged by the host’s clock', (notAfter, expired, expiring) => {
    expect(judge(certificateExpired, notAfter)).toBe(expired);
    expect(judge(certificateExpiring, notAfter)).toBe(expiring);
  });
});

describe('TLS that could not be set up', () => {
  const line = (microseconds: string, text: string) =>
    `[Sat Nov 21 11:05:06.${microseconds} 2026] [ssl:emerg] [pid 267:tid 267] ${text}`;
  const failed = line(
    '260239',
    'AH02562: Failed to configure certificate a:443:0 (with chain), check /etc/ssl/site.pem',
  );

  it.each([
    ['error:0A00018F:SSL routines::ee key too small', 'ee key too small'],
    ['error:140AB18F:SSL routines:SSL_CTX_use_certificate:ee key too small', 'ee key too small'],
    ['error:0909006C:PEM routines:get_name:no start line (Expecting: TRUSTED CERTIFICATE)', 'no start line'],
  ])('is told with what OpenSSL says: %s', (said, reason) => {
    const library = line('260274', `SSL Library Error: ${said}`);
    const log = collected(readErrorLog(`${failed}\n${library}\n`, {}));
    const verdict = sslConfigFailed.judge(withDerived(new Map([['error-log', log]]), {}), {});
    expect(verdict).toMatchObject({
      finding: {
        summary: `TLS could not be set up: Failed to configure certificate a:443:0 (with chain), check /etc/ssl/site.pem: ${reason}`,
        evidence: [{ text: failed }, { text: library }],
        facts: { path: '/etc/ssl/site.pem' },
      },
    });
  });
});
