import { describe, expect, it } from 'vitest';
import { collected, unavailable } from '../../model/outcome.ts';
import { readCertificates } from '../../probes/tls/parse.ts';
import { certificateExpired } from './certificate-expired.rule.ts';
import { certificateExpiring } from './certificate-expiring.rule.ts';

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
