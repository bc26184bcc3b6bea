import { describe, expect, it } from 'vitest';
import { judgeSites } from './answers.ts';
import { parseSites } from './parse.ts';

const now = '2026-11-21T08:00:00Z';

interface Scene {
  readonly head?: string;
  readonly answer?: string;
  readonly end?: string;
  readonly more?: string;
}

function text({ head = 'http 127.0.0.1 80 a.example /etc/a.conf:1', answer = '', end, more = '' }: Scene): string {
  const last = end ?? 'http 200 connect 0.0001 first 0.002 total 0.003 exit 0';
  return `== names dump\n== site ${head}\n${answer}\n== ${last}\n${more}\n== end\n`;
}

function judged(scene: Scene): { readonly kind: string; readonly words: string; readonly since?: string } {
  const [first] = judgeSites(parseSites(text(scene)), now);
  if (first === undefined) throw new Error('nothing was judged');
  return first;
}

const told = (kind: string, count: number, last: string): string =>
  `${kind} ${count} 21/Nov/2026:07:00:00+0000 21/Nov/2026:${last}+0000`;
const code = (http: number): string => `http ${http} connect 0.0001 first 0.002 total 0.003 exit 0`;

describe('what an answer to / means', () => {
  it.each<[what: string, scene: Scene, kind: string]>([
    ['200', {}, 'good'],
    ['a redirect elsewhere', { end: code(301), answer: '| Location: https://a.example/' }, 'good'],
    ['a redirect to itself', { end: code(302), answer: '| Location: http://a.example/' }, 'loop'],
    ['a redirect to itself in other letters', { end: code(302), answer: '| location: HTTP://A.EXAMPLE:80/' }, 'loop'],
    ['a redirect to itself with a cookie', { end: code(302), answer: '| Location: /\n| Set-Cookie:' }, 'good'],
    ['500', { end: code(500) }, 'failing'],
    ['401', { end: code(401), more: told('h 200', 9, '07:59:00') }, 'meant'],
    ['404 as ever', { end: code(404), more: told('h 404', 9, '07:59:00') }, 'meant'],
    ['404 while other paths are well', { end: code(404), more: told('k 2', 9, '07:59:00') }, 'meant'],
    ['404 that no log tells of', { end: code(404) }, 'untold'],
    ['404 where it was 200', { end: code(404), more: told('h 200', 9, '07:50:00') }, 'missing'],
    ['403 where it was 200', { end: code(403), more: told('h 200', 9, '07:50:00') }, 'denied'],
    ['403 where addresses count', { end: code(403), more: `${told('h 200', 9, '07:50:00')}\n== restricts` }, 'untold'],
    [
      '403 to others where addresses count',
      { end: code(403), more: `${told('h 200', 9, '07:50:00')}\n${told('h 403', 9, '07:59:00')}\n== restricts` },
      'denied',
    ],
    [
      '403 without an index file, to nobody yet',
      { end: code(403), more: `== no-index /srv/a\n${told('h 200', 9, '07:50:00')}` },
      'untold',
    ],
    [
      '403 without an index file, to others too',
      { end: code(403), more: `== no-index /srv/a\n${told('h 200', 9, '07:50:00')}\n${told('h 403', 9, '07:59:00')}` },
      'denied',
    ],
    ['403 to loopback alone', { end: code(403), more: `== again 10.0.0.5\n== ${code(200)}` }, 'good'],
    ['403 without its folder', { end: code(403), more: '== no-root /srv/a' }, 'missing'],
    ['an answer after 2.5 s', { end: 'http 200 connect 0.1 first 2.5 total 2.5 exit 0' }, 'slow'],
    ['no answer', { end: 'http 000 connect 0.1 first 0 total 3.0 exit 28' }, 'failing'],
    [
      'no answer in time while others are answered',
      { end: 'http 000 connect 0.1 first 0 total 3.0 exit 28', more: told('k 2', 9, '07:59:45') },
      'slow',
    ],
    ['refused', { end: 'http 000 connect 0 first 0 total 0 exit 7' }, 'failing'],
    ['closed without an answer', { end: 'http 000 connect 0.1 first 0 total 0.1 exit 52' }, 'failing'],
    ['no program to ask with but elsewhere', { end: 'http 000 connect 0 first 0 total 0 exit 35' }, 'untold'],
    [
      'a certificate that has expired',
      { head: 'https 127.0.0.1 443 a.example -', more: 'c chain 1\nc not-after Nov 20 07:00:00 2026 GMT' },
      'expired',
    ],
  ])('%s', (_what, scene, kind) => {
    expect(judged(scene).kind).toBe(kind);
  });

  it('says since when by the log: the first such answer behind the last good one', () => {
    const more = `${told('h 200', 9, '07:50:00')}\nh 404 3 21/Nov/2026:07:51:00+0000 21/Nov/2026:07:59:00+0000`;

    expect(judged({ end: code(404), more }).since).toBe('2026-11-21T07:51:00Z');
    expect(judged({ end: code(404), more: told('h 200', 9, '07:50:00') }).since).toBe('2026-11-21T07:50:00Z');
  });
});

describe('the text of the sites', () => {
  it('gives the answer behind a certificate that is not accepted, and why it is not', () => {
    const { sites } = parseSites(
      text({
        head: 'https 127.0.0.1 443 a.example /etc/a.conf:1',
        answer: '! curl: (60) SSL certificate problem: self-signed certificate',
        end: 'http 000 connect 0.1 first 0 total 0.1 exit 60',
        more: `== unverified\n| HTTP/1.1 200 OK\n== ${code(200)}\nc chain 1\nc verify 18 (self-signed certificate)`,
      }),
    );

    expect(sites[0]).toMatchObject({
      url: 'https://a.example/',
      http: 200,
      line: 'HTTP/1.1 200 OK',
      unverified: expect.stringContaining('self-signed'),
      certificate: { chain: 1, verify: 18 },
    });
  });

  it('tells what was left out, and refuses what is no answer', () => {
    expect(parseSites(`${text({})}== left 3\n== hung 80\n`)).toMatchObject({ left: 3, hung: [80], restricts: false });
    for (const refused of ['', '== no port', 'sh: curl: not found']) expect(() => parseSites(refused)).toThrow();
    expect(() => parseSites(text({ end: 'http 000 connect 0 first 0 total 0 exit 127' }))).toThrow(/curl/);
  });

  it('leaves out a port for TLS that is open and has no site', () => {
    const two = `== names none\n== site http 127.0.0.1 80 - -\n== ${code(200)}\n== site http 127.0.0.1 443 - -\n== ${code(200)}\n== end\n`;

    expect(judgeSites(parseSites(two), now).map(({ url }) => url)).toEqual(['http://127.0.0.1:80/']);
  });
});
