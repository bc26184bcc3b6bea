import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { captureOf } from '../src/diagnosis/collect.ts';
import { type Explanation, explain } from '../src/diagnosis/explain.ts';
import { decodePaste, unpasted } from '../src/diagnosis/paste.ts';
import { rules } from '../src/rules/index.ts';
import { isKind, type Kind, kinds, probeOfKind } from '../src/runbooks/kinds.ts';
import { allCases } from './support/cases.ts';

const cases = allCases();
/** Texts of the cases that somebody might paste, by kind; long ones are cut so that the whole file stays quick. */
const LONGEST = 20_000;
const samples = kinds.flatMap((kind) => textsFor(kind).map((text): readonly [Kind, string] => [kind, text]));

function textsFor(kind: Kind): string[] {
  const { id } = probeOfKind(kind);
  const texts = cases.flatMap(({ captures }) => captures.filter(({ source }) => source === id));
  return texts.map(({ text }) => text.slice(0, LONGEST));
}

function judge(kind: Kind, text: string, all = rules): Explanation {
  return explain(text, probeOfKind(kind), all);
}

function idsOf({ findings }: Explanation): string[] {
  return findings.map(({ id }) => id).sort();
}

/** Quotes that do not stand in the text as it was judged. */
function strayQuotes(kind: Kind, text: string): string[] {
  const sent = { id: probeOfKind(kind).id, exit: 0, text: unpasted(text), durationMs: 0, cut: false, timedOut: false };
  const { text: judged } = captureOf(sent);
  return judge(kind, text).findings.flatMap(({ id, evidence }) =>
    evidence.flatMap((one) => (one.kind === 'quote' && !judged.includes(one.text) ? [`${id}: ${one.text}`] : [])),
  );
}

const damage = fc.record({
  sample: fc.constantFrom(...samples),
  dropped: fc.uniqueArray(fc.nat(60), { maxLength: 12 }),
  repeated: fc.array(fc.nat(60), { maxLength: 6 }),
  cutAt: fc.option(fc.nat(4000), { nil: undefined }),
  flips: fc.array(
    fc.record({ at: fc.nat(6000), character: fc.string({ minLength: 1, maxLength: 1, unit: 'binary' }) }),
    {
      maxLength: 8,
    },
  ),
});
type Damage = typeof damage extends fc.Arbitrary<infer T> ? T : never;

function damaged({ sample: [, text], dropped, repeated, cutAt, flips }: Damage): string {
  const lines = text.split('\n').filter((_line, index) => !dropped.includes(index));
  for (const index of repeated) lines.splice(index, 0, lines[index] ?? '');
  let result = lines.join('\n').slice(cutAt ?? 0);
  for (const { at, character } of flips) result = `${result.slice(0, at)}${character}${result.slice(at + 1)}`;
  return result;
}

describe('a denial of SELinux or AppArmor about Apache', () => {
  const avc =
    'avc:  denied  { name_connect } for  pid=123 comm="httpd" dest=8009 scontext=system_u:system_r:httpd_t:s0 tcontext=system_u:object_r:http_port_t:s0 tclass=tcp_socket permissive=0';
  const profile =
    'type=1400 audit(1795245719.123:45): apparmor="DENIED" operation="open" profile="/usr/sbin/apache2" name="/srv/x/index.html" pid=12 comm="apache2" requested_mask="r"';

  it.each<[form: string, kind: Kind, text: string]>([
    ['in the journal', 'journal', `Dec 01 05:10:00 web audit[123]: AVC ${avc}`],
    ['in the journal, iso', 'journal', `2026-12-01T05:10:00+0000 web audit[123]: AVC ${avc}`],
    [
      'in syslog, by the kernel',
      'kernel',
      `Dec  1 05:10:00 web kernel: [ 100.1] audit: type=1400 audit(1.2:3): ${avc}`,
    ],
    ['in audit.log', 'journal', `type=AVC msg=audit(1795245719.123:3142): ${avc}`],
    [
      'in audit.log, wrapped in mid-word',
      'journal',
      `type=AVC msg=audit(1795245719.123:3142): ${avc.replace('tcp_socket', 'tcp_s\nocket')}`,
    ],
    ['of AppArmor, by the kernel', 'kernel', `Dec  1 05:10:00 web kernel: [ 100.1] audit: ${profile}`],
    ['of AppArmor, in dmesg', 'kernel', `[  100.123456] audit: ${profile}`],
  ])('is found %s', (_form, kind, text) => {
    expect(idsOf(judge(kind, text))).toContain('mac-denied');
  });

  it('is never called nothing wrong, even where its own rule is missing', () => {
    const others = rules.filter(({ id }) => id !== 'mac-denied');
    for (const text of [
      `Dec 01 05:10:00 web audit[123]: AVC ${avc}`,
      'Dec 01 05:10:00 web monit[9]: apache2 process is not running',
    ])
      expect(idsOf(judge('journal', text, others))).toContain('unexplained-errors');
  });

  it('about another program is no matter of Apache', () => {
    const other = avc.replace('comm="httpd"', 'comm="mysqld"').replace('httpd_t', 'mysqld_t');
    expect(idsOf(judge('journal', `Dec 01 05:10:00 web audit[123]: AVC ${other}`))).not.toContain('mac-denied');
  });
});

describe('explaining pasted text', () => {
  it('has something to try of most kinds', () => {
    expect(new Set(samples.map(([kind]) => kind)).size).toBeGreaterThanOrEqual(9);
  });

  it('breaks no rule and quotes only what is there, however the text is damaged', () => {
    fc.assert(
      fc.property(damage, (one) => {
        const [kind] = one.sample;
        const text = damaged(one);
        expect(judge(kind, text).broken).toEqual([]);
        expect(strayQuotes(kind, text)).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  it('says the same of the same text twice, and whatever the order of the rules', () => {
    fc.assert(
      fc.property(damage, fc.shuffledSubarray([...rules], { minLength: rules.length }), (one, shuffled) => {
        const [kind] = one.sample;
        const text = damaged(one);
        const first = judge(kind, text);
        expect(judge(kind, text)).toEqual(first);
        expect(idsOf(judge(kind, text, shuffled))).toEqual(idsOf(first));
      }),
      { numRuns: 60 },
    );
  });

  it.each(kinds)('finds nothing in %s when no line is left, or none that means anything', (kind) => {
    for (const text of ['', '\n\n', 'lorem ipsum dolor\nsit amet', '\u0000\u0001\ufffd', '> \n> ']) {
      expect(judge(kind, text).findings).toEqual([]);
    }
  });

  it.each(['error_log', 'journal', 'kernel'] as const)(
    'finds nothing in %s that its lines, each alone, do not support',
    (kind) => {
      for (const text of textsFor(kind).slice(0, 12)) {
        const quoted = judge(kind, text).findings.flatMap(({ id, evidence }) =>
          evidence.flatMap((one) => (one.kind === 'quote' ? [{ id, line: one.text }] : [])),
        );
        for (const { id, line } of quoted) {
          const rest = text
            .split('\n')
            .filter((each) => !quoted.some((one) => one.id === id && each.includes(one.line)));
          const again = judge(kind, rest.join('\n')).findings.find((finding) => finding.id === id);
          const proof = again?.evidence.filter((one) => one.kind === 'quote').map(({ text: said }) => said) ?? [];
          expect(
            proof.filter((said) => !rest.join('\n').includes(said)),
            `${id}: ${line}`,
          ).toEqual([]);
        }
      }
    },
  );

  it.each([
    ['quoted', (text: string) => text.replace(/^/gm, '> ')],
    [
      'numbered',
      (text: string) =>
        text
          .split('\n')
          .map((line, index) => `${index + 1}\t${line}`)
          .join('\n'),
    ],
    ['with line ends of Windows', (text: string) => text.replaceAll('\n', '\r\n')],
    ['with a byte order mark', (text: string) => `\ufeff${text}`],
    ['with non-breaking spaces', (text: string) => text.replaceAll(' ', '\u00a0')],
    ['as UTF-16', (text: string) => decodePaste(Buffer.from(`\ufeff${text}`, 'utf16le'))],
    ['as UTF-16 without a mark', (text: string) => decodePaste(Buffer.from(text, 'utf16le'))],
  ])('reads text %s like the text itself', (_name, dress) => {
    for (const kind of kinds) {
      const text = textsFor(kind).find((one) => judge(kind, one).findings.length > 0 && !/[^\u0000-\u007f]/.test(one));
      if (text !== undefined)
        expect([kind, ...idsOf(judge(kind, dress(text.trim())))]).toEqual([kind, ...idsOf(judge(kind, text.trim()))]);
    }
  });

  it.each(kinds)('stays quick on one line of five megabytes taken for %s', (kind) => {
    expect(judge(kind, '('.repeat(5_000_000)).findings).toEqual([]);
    for (const text of [' '.repeat(500_000), `${'1'.repeat(250_000)}${':'.repeat(250_000)}`, 'a.'.repeat(250_000)])
      expect(judge(kind, text).findings).toEqual([]);
  });

  it('knows its kinds by name', () => {
    expect(kinds.every(isKind)).toBe(true);
    expect(isKind('toString')).toBe(false);
  });

  it.each<[Kind, string, string]>([
    [
      'error_log',
      '[Sat Mar 12 13:33:25.412332 2016] [x:emerg] [pid 1] AH09999: the sky is falling, exiting',
      'unexplained-errors',
    ],
    ['error_log', 'AH09999: the sky is falling, exiting', 'unexplained-errors'],
    ['error_log', "Action '-D FOREGROUND' failed.\nThe Apache error log may have more information.", 'start-failed'],
    ['journal', "Mar 12 13:33:25 web1 systemd[1]: apache2.service: Failed with result 'timeout'.", 'unit-failed'],
    [
      'error_log',
      '[Sat Mar 12 13:33:25.412332 2016] [proxy_http:error] [pid 12] (103)Software caused connection abort: [client 192.0.2.1:4] AH01102: error reading status line from remote server 127.0.0.1:8080',
      'backend-reset',
    ],
    [
      'error_log',
      "[Wed Apr 06 16:52:22.061673 2016] [core:alert] [pid 14506] [client 192.0.2.118:37465] /var/www/html/.htaccess: Invalid command 'RewriteEngine', perhaps misspelled or defined by a module not included in the server configuration",
      'htaccess-error',
    ],
    ['error_log', 'AH00878: read response failed from [::1]:8009 (localhost)', 'backend-reset'],
    [
      'error_log',
      '[Sat Mar 12 13:33:25 2011] [error] (70007)The timeout specified has expired: proxy: read response failed from 192.0.2.9:8009 (host)',
      'backend-timeout',
    ],
    [
      'error_log',
      '[Sat Mar 12 13:33:25 2011] [error] proxy: BALANCER: (balancer://x). All workers are in error state',
      'balancer-no-workers',
    ],
    [
      'error_log',
      '[Sat Mar 12 13:33:25 2011] [error] [client 192.0.2.1] (13)Permission denied: FastCGI: failed to connect to server "/x": connect() failed',
      'fcgi-backend-down',
    ],
    [
      'error_log',
      '[Sat Mar 12 13:33:25.412332 2016] [proxy:error] [pid 12:tid 7] (13)Permission denied: AH00952: FCGI: error creating fam 2 socket for target 127.0.0.1:9000\n[Sat Mar 12 13:33:25.412340 2016] [proxy:error] [pid 12:tid 7] AH00959: ap_proxy_connect_backend disabling worker for (127.0.0.1:9000) for 60s',
      'fcgi-backend-down',
    ],
  ])('finds in %s %s one thing: %s', (kind, text, id) => {
    expect(idsOf(judge(kind, text))).toEqual([id]);
  });

  it.each<[Kind, string]>([
    ['error_log', ''],
    ['error_log', ' \n\n'],
    ['error_log', 'this is not a log at all\nit is prose about something else'],
    ['error_log', '192.0.2.1 - - [12/Mar/2016:13:33:25 +0000] "GET / HTTP/1.1" 500 612 "-" "curl/7"'],
    ['journal', '\u0001\u0002\u0003 %%% \u0004'],
    ['kernel', 'dear all, the site is slow today'],
  ])('refuses text that is not of the kind %s: %j', (kind, text) => {
    const { findings, refused } = judge(kind, text);
    expect(findings).toEqual([]);
    expect(refused).toMatch(/\S/);
  });
});
