import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withDerived } from '../../diagnosis/evaluate.ts';
import { collected } from '../../model/outcome.ts';
import { Unrecognised } from '../../model/source.ts';
import { readErrorLog } from '../../probes/logs/error-log.ts';
import { parseAccess } from '../../probes/traffic/parse.ts';
import { contentUnreadable } from './content-unreadable.rule.ts';
import { errorRateHigh } from './error-rate-high.rule.ts';

const combined = `203.0.113.7 - - [21/Nov/2026:07:26:01 +0000] "GET /cart?token=x HTTP/1.1" 503 299 "-" "curl \\"7\\""
www.example.org:80 203.0.113.8 - frank [21/Nov/2026:07:26:02 +0000] "GET / HTTP/1.1" 200 10701 "-" "Mozilla/5.0"
2001:db8::7 - - [21/Nov/2026:07:26:03 +0000] "-" 408 - "-" "-"
junk
`;

describe('the latest requests', () => {
  it('are counted from a pasted log of any common format', () => {
    expect(parseAccess(combined)).toMatchObject({
      lines: 3,
      unread: 1,
      statuses: { 200: 1, 408: 1, 503: 1 },
      slow: [{ name: '2001:db8::7', count: 1 }],
      from: '21/Nov/2026:07:26:01 +0000',
      until: '21/Nov/2026:07:26:03 +0000',
    });
  });

  it.each([
    ['== refused\n', 'not-permitted'],
    ['== missing\n', 'failed'],
    ['hello\n', 'unrecognised'],
  ])('that cannot be read are no clean log: %j', (text, reason) => {
    try {
      parseAccess(text);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(Unrecognised);
      expect(error).toMatchObject({ reason });
    }
  });

  it.each([
    [100, 97, undefined],
    [100, 80, 'error-rate-high'],
    [20, 10, undefined],
  ])('of which %i were read, %i of them good, give %s', (lines, good, id) => {
    const facts = parseAccess(
      `== counted /var/log/apache2/access.log ${lines} 0\ns 200 ${good}\ns 503 ${lines - good}\ne 503 GET /cart\n`,
    );
    const verdict = errorRateHigh.judge(withDerived(new Map([['access-log', collected(facts)]]), {}), {});
    expect(verdict.verdict === 'finding' ? verdict.finding.id : undefined).toBe(id);
  });

  it('throw nothing but Unrecognised on damaged text', () => {
    fc.assert(
      fc.property(fc.nat(combined.length), fc.string(), fc.nat(60), (at, junk, gone) => {
        try {
          parseAccess(combined.slice(0, at) + junk + combined.slice(at + gone));
        } catch (error) {
          expect(error).toBeInstanceOf(Unrecognised);
        }
      }),
    );
  });
});

describe('what Apache may not read', () => {
  const at = '[Sat Nov 21 14:11:08.077 2026] [core:error] [pid 111:tid 115]';
  const search = 'because search permissions are missing on a component of the path';

  it.each([
    [
      `${at} (13)Permission denied: [client 192.0.2.1:37258] AH00035: access to / denied (filesystem path '/srv/shop') ${search}`,
      { severity: 'warning', facts: { errno: 13, paths: ['/srv/shop'], addresses: ['192.0.2.1'] } },
    ],
    [
      `${at} (13)Permission denied: [client 192.0.2.1:37258] AH00132: file permissions deny server access: /srv/shop/a.html`,
      { severity: 'notice', facts: { paths: ['/srv/shop/a.html'] } },
    ],
    [
      `${at} (13)Permission denied: [client 192.0.2.1:37258] AH00035: access to /(filesystem path '/etc') ${search} denied (filesystem path '/srv/shop') ${search}`,
      { facts: { paths: ['/srv/shop'] } },
    ],
    [
      `${at} (24)Too many open files: [client 192.0.2.1:37258] AH00132: file permissions deny server access: /srv/shop/a.html`,
      undefined,
    ],
  ])('is named by its path on the server: %j', (text, expected) => {
    const facts = readErrorLog(text, {});
    const verdict = contentUnreadable.judge(withDerived(new Map([['error-log', collected(facts)]]), {}), {});
    if (expected === undefined) expect(verdict.verdict).toBe('clear');
    else expect(verdict).toMatchObject({ finding: expected });
  });
});
