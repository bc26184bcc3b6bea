// == names dump                                       where the names are from
// == site https 127.0.0.1 443 shop.example /etc/apache2/sites-enabled/shop.conf:1
// | HTTP/1.1 200 OK                                   headers, chosen; `! curl: (28) Operation timed out …` is the client's own sentence
// == http 200 connect 0.000083 first 0.0011 total 0.0012 exit 0
// == unverified                                       then the same lines again, of a request that does not check the certificate
// == again 10.0.0.5                                   the same lines again, of a request from the host's own address
// c chain 2 / c verify 20 (unable …) / c subject … / c issuer … / c not-after Nov 19 07:20:58 2036 GMT / c issuer-published yes
// == no-root /srv/shop/current                        its DocumentRoot, where nothing is at that path; `== no-index` where no file could be its index
// == log /var/log/apache2/shop.log
// h 200 811 21/Nov/2026:07:26:01+0000 21/Nov/2026:07:27:44+0000
// k 2 1911 21/Nov/2026:07:26:01+0000 21/Nov/2026:07:27:44+0000
// == unread /var/log/apache2/x.log / == left 3 / == hung 80 / == restricts / == end
// Refused: no port, no program that can make a request, text without a site.
import { defined } from '../../lib/defined.ts';
import { Unrecognised } from '../../model/source.ts';
import { accessTime } from '../traffic/time.ts';
import type { ServedCertificate, SiteAnswer, SitesFacts, Told } from './facts.ts';

/** Reads how each site answered. @throws {Unrecognised} */
export function parseSites(text: string): SitesFacts {
  if (/^== no port$/m.test(text)) throw new Unrecognised('no open port of Apache found', 'failed');
  const sites = text.split(/^(?=== site )/m).flatMap((part) => siteOf(part) ?? []);
  if (sites.length === 0) throw new Unrecognised('no site was asked');
  if (sites.every(({ exit }) => exit === NO_CLIENT))
    throw new Unrecognised('neither curl nor what could stand in for it is installed', 'not-installed');
  const names = /^== names (dump|files)$/m.exec(text)?.[1];
  return {
    names: names === 'dump' || names === 'files' ? names : 'none',
    sites,
    left: Number(/^== left (\d{1,4})$/m.exec(text)?.[1] ?? 0),
    hung: [...text.matchAll(/^== hung (\d{1,5})$/gm)].map((match) => Number(match[1])),
    restricts: /^== restricts$/m.test(text),
  };
}

/** curl and its stand-ins are missing; a shell's own status for that. */
const NO_CLIENT = 127;

const site = /^== site (https?) (\S{1,80}) (\d{1,5}) (\S{1,253}) (.{1,520})$/m;
const end = /^== http (\d{3}) connect ([\d.]{1,12}) first ([\d.]{1,12}) total ([\d.]{1,12}) exit (\d{1,3})$/m;

function siteOf(part: string): SiteAnswer | undefined {
  const [, scheme, address = '', port = '', name = '-', place = '-'] = site.exec(part) ?? [];
  if (scheme !== 'http' && scheme !== 'https') return undefined;
  const [asked = '', again] = part.split(/^== again .*$/m);
  const [checked = '', unchecked] = asked.split(/^== unverified$/m);
  const answer = answerOf(unchecked ?? checked);
  const refused = /^! (curl: .{1,290})$/m.exec(checked)?.[1];
  const own = again === undefined ? undefined : answerOf(again).http;
  return {
    url: urlOf(scheme, address, Number(port), name),
    scheme,
    address,
    port: Number(port),
    ...answer,
    ...defined({
      name: name === '-' ? undefined : name,
      place: place === '-' ? undefined : place,
      unverified: unchecked === undefined ? undefined : refused,
      fromOwnAddress: own,
      certificate: certificateOf(part),
      withoutIndex: /^== no-index (\/.{1,500})$/m.exec(part)?.[1],
      rootMissing: /^== no-root (\/.{1,500})$/m.exec(part)?.[1],
      log: /^== log (.{1,500})$/m.exec(part)?.[1],
    }),
    wantsClientCertificate: answer.http === undefined && /certificate required|^c asks-client yes$/m.test(part),
    root: toldOf(part, 'h'),
    all: toldOf(part, 'k'),
  };
}

function urlOf(scheme: 'http' | 'https', address: string, port: number, name: string): string {
  const usual = port === (scheme === 'https' ? 443 : 80) && name !== '-';
  return `${scheme}://${name === '-' ? address : name}${usual ? '' : `:${port}`}/`;
}

type Answer = Pick<
  SiteAnswer,
  'connected' | 'http' | 'seconds' | 'exit' | 'server' | 'location' | 'setsCookie' | 'line'
>;

function answerOf(text: string): Answer {
  const found = end.exec(text);
  const [, code = '000', connect = '0', first = '0', total = '0', exit = '28'] = found ?? [];
  const http = Number(code);
  const header = (name: string): string | undefined =>
    new RegExp(`^\\| ${name}: *(.{1,280}?)\\s*$`, 'im').exec(text)?.[1];
  const status = /^\| (HTTP\/.{1,100})$/m.exec(text)?.[1];
  const said = /^! (.{1,300})$/m.exec(text)?.[1];
  return {
    connected: http > 0 || Number(connect) > 0 || [35, 52, 56, 60].includes(Number(exit)),
    ...defined({ http: http > 0 ? http : undefined, server: header('server'), location: header('location') }),
    seconds: http > 0 ? Number(first) : Number(total),
    exit: Number(exit),
    setsCookie: /^\| Set-Cookie:/m.test(text),
    line: (http > 0 ? status : said) ?? found?.[0] ?? text.split('\n', 1)[0] ?? '',
  };
}

function certificateOf(part: string): ServedCertificate | undefined {
  const lines: Record<string, string> = {};
  for (const [line, word = ''] of part.matchAll(/^c ([a-z-]{1,20}) .{1,320}$/gm)) lines[word] ??= line;
  const value = (word: string): string | undefined => lines[word]?.slice(word.length + 3).trim();
  const chain = Number(value('chain'));
  if (!Number.isInteger(chain)) return undefined;
  const expires = Date.parse(value('not-after') ?? '');
  const verify = /^\d{1,3}/.exec(value('verify') ?? '')?.[0];
  return {
    chain,
    ...defined({
      verify: verify === undefined ? undefined : Number(verify),
      subject: value('subject'),
      issuer: value('issuer'),
      notAfter: Number.isNaN(expires) ? undefined : new Date(expires).toISOString(),
    }),
    issuerPublished: lines['issuer-published'] !== undefined,
    lines,
  };
}

function toldOf(part: string, kind: 'h' | 'k'): Told[] {
  const rows = part.matchAll(new RegExp(`^${kind} (\\d{1,3}) (\\d{1,7}) (\\S{20,30}) (\\S{20,30})$`, 'gm'));
  return [...rows].flatMap(([, status, count, from, until]) => {
    const [first, last] = [accessTime(from), accessTime(until)];
    return first === undefined || last === undefined
      ? []
      : [{ status: Number(status), count: Number(count), first, last }];
  });
}
