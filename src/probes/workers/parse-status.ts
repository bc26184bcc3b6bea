import { defined } from '../../lib/defined.ts';
// `server-status?auto` (mod_status, 2.2 to 2.4.71), one `Key: value` a line:
//   ServerVersion: Apache/2.4.71 (Debian) OpenSSL/3.0.22 / ServerMPM: event / ParentServerMPMGeneration: 1 / Load1: 1.13
//   BusyWorkers: 1 (twice on 2.4.35 to 2.4.57) / IdleWorkers: 9 / Processes: 3 / Stopping: 1 / ConnsTotal: 1 / Scoreboard: G........._____W____
//   ProxyBalancer[0]Worker[1]Status: Init Err
// Also the HTML page, with or without its tags (`3 requests currently being processed, 72 idle workers`, `yes (old gen)`), and our own framing:
//   == status http://127.0.0.1:80/server-status?auto … == http 000 connect 0.000083 total 2.001 exit 28
// Another server's page (lighttpd BusyServers, nginx stub_status) is named as such. Refused: text without any of these.
import { Unrecognised } from '../../model/source.ts';
import { parseScoreboard } from './scoreboard.ts';
import type { StatusPage } from './status-facts.ts';

type Draft = { -readonly [K in keyof StatusPage]: StatusPage[K] };

/** How curl ends where TLS was tried and the port does not speak it: no sign of a server that hangs. */
const noTls = / exit 35$/;

/** Reads a status page or how asking for it ended. @throws {Unrecognised} */
export function parseStatus(text: string): StatusPage {
  if (/^== no client$/m.test(text)) throw new Unrecognised('neither curl nor wget is installed', 'not-installed');
  if (/^== no port$/m.test(text)) throw new Unrecognised('no open port of Apache found', 'failed');
  const attempts = text.split(/^(?=== status )/m).filter((part) => part.startsWith('== status '));
  if (attempts.length === 0) return pasted(text);
  const answers = attempts.map(attemptOf);
  const best =
    answers.find(({ page }) => page) ??
    answers.find(({ answered, answerLine = '' }) => !answered && !noTls.test(answerLine)) ??
    answers.find(({ answered }) => answered) ??
    answers[0];
  if (best === undefined) throw new Unrecognised('no answer to the status request');
  return best;
}

function pasted(text: string): StatusPage {
  const page = contentOf(text);
  const code = /\[http (\d{3}) time ([\d.]+)\]/.exec(text.slice(-2000));
  const timedOut = /curl: \(28\)[^\n]*/.exec(text.slice(0, 4000));
  if (!page.page && timedOut) return { ...page, answered: false, connected: true, answerLine: timedOut[0].trim() };
  if (!page.page && page.otherServer === undefined) throw new Unrecognised('no line of a mod_status page found');
  return { ...page, ...(code ? { http: Number(code[1]), seconds: Number(code[2]) } : {}) };
}

function attemptOf(part: string): StatusPage {
  const url = /^== status (\S+)/.exec(part)?.[1];
  const end = /^== http (\d{3}|-) connect (\S+) total (\S+) exit (\d+)$/m.exec(part);
  const page = contentOf(part.slice(part.indexOf('\n') + 1));
  const exit = Number(end?.[4] ?? 28);
  const http = end?.[1] === undefined || end[1] === '-' || end[1] === '000' ? undefined : Number(end[1]);
  const connect = Number(end?.[2]);
  const seconds = Number(end?.[3]);
  return {
    ...page,
    answered: page.page || http !== undefined || exit === 0,
    connected: page.page || http !== undefined || exit === 0 || connect > 0,
    refused: exit === 7 || /[Cc]onnection refused/.test(part.slice(-400)),
    ...defined({ url, http }),
    ...(Number.isFinite(seconds) ? { seconds } : {}),
    ...defined({ answerLine: end?.[0] }),
  };
}

function contentOf(text: string): Draft {
  const plain = text.includes('<dt>') || text.includes('<pre>') ? text.replace(/<[^<>]{0,300}>/g, '\n') : text;
  const keys = keysOf(plain);
  const facts: Draft = {
    answered: true,
    connected: true,
    refused: false,
    page: false,
    balancerWorkers: balancers(keys),
    served: servedBy(text),
    growth: growthIn(text),
    ...finishingIn(text),
  };
  if (keys.has('BusyServers') || keys.has('IdleServers')) return { ...facts, otherServer: 'lighttpd' };
  if (/^Active connections: \d+/m.test(plain) && /server accepts handled requests/.test(plain))
    return { ...facts, otherServer: 'nginx' };
  assign(facts, keys);
  assignFromPage(facts, plain);
  const board = parseScoreboard(keys.get('Scoreboard'), plain);
  if (board) facts.scoreboard = board;
  facts.page = facts.busy !== undefined || board !== undefined;
  return facts;
}

/** Two looks a second apart: `w` and `v PID REQUESTS`, `m` and `n PID PAGES`, and `page BYTES`. */
function growthIn(text: string): StatusPage['growth'] {
  const pairs = (letter: string): ReadonlyMap<number, number> =>
    new Map(
      [...text.matchAll(new RegExp(`^${letter} (\\d{1,9}) (\\d{1,12})$`, 'gm'))].map((match) => [
        Number(match[1]),
        Number(match[2]),
      ]),
    );
  const pageKiB = Number(/^page (\d{1,7})$/m.exec(text)?.[1] ?? 4096) / 1024;
  const [served, servedLater, pages, pagesLater] = [pairs('w'), pairs('v'), pairs('m'), pairs('n')];
  return [...served].slice(0, 200).flatMap(([pid, before]) => {
    const [after, size, sizeLater] = [servedLater.get(pid), pages.get(pid), pagesLater.get(pid)];
    if (after === undefined || size === undefined || sizeLater === undefined || after < before) return [];
    return [{ pid, requests: after - before, grownKiB: (sizeLater - size) * pageKiB, kib: sizeLater * pageKiB }];
  });
}

/** `w PID REQUESTS` of our section, or the table of the HTML page: `<td><b>0-0</b></td><td>182</td><td>0/12/345</td>`; threads of one child add up. */
function servedBy(text: string): StatusPage['served'] {
  const served = new Map<number, number>();
  const rows = [
    ...text.matchAll(/^w (\d{1,9}) (\d{1,12})$/gm),
    ...text.matchAll(/<td><b>\d{1,6}-\d{1,6}<\/b><\/td><td>(\d{1,9})<\/td><td>\d{1,12}\/(\d{1,12})\/\d{1,12}/g),
  ];
  for (const row of rows) {
    const pid = Number(row[1]);
    served.set(pid, (served.get(pid) ?? 0) + Number(row[2]));
  }
  return [...served].slice(0, 5000).map(([pid, requests]) => ({ pid, requests }));
}

/** `g PID SECONDS CLIENT VHOST REQUEST`, one a line; absent where nothing is finishing. */
function finishingIn(text: string): Pick<StatusPage, 'finishing'> {
  const rows = [...text.matchAll(/^g (\d{1,9}) \d{1,9} (\S{1,64}) (\S{1,120}) (.{1,300})$/gm)].slice(0, 20);
  if (rows.length === 0) return {};
  return {
    finishing: rows.map(([line, pid, client = '', vhost = '', request = '']) => ({
      pid: Number(pid),
      client,
      vhost,
      request: request.trim(),
      line,
    })),
  };
}

function keysOf(text: string): Map<string, string> {
  const keys = new Map<string, string>();
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':');
    if (colon < 2 || colon > 60) continue;
    const key = line.slice(0, colon).trim();
    if (/^[A-Za-z][\w[\] .]*$/.test(key) && !keys.has(key)) keys.set(key, line.slice(colon + 1).trim());
  }
  return keys;
}

const numbers = {
  uptimeSeconds: ['ServerUptimeSeconds', 'Uptime'],
  configGeneration: ['ParentServerConfigGeneration', 'Parent Server Config. Generation'],
  mpmGeneration: ['ParentServerMPMGeneration', 'Parent Server MPM Generation'],
  load1: ['Load1'],
  accesses: ['Total Accesses'],
  milliseconds: ['DurationPerReq'],
  busy: ['BusyWorkers'],
  idle: ['IdleWorkers'],
  graceful: ['GracefulWorkers'],
  processes: ['Processes'],
  stopping: ['Stopping'],
  connections: ['ConnsTotal'],
  keepAliveConnections: ['ConnsAsyncKeepAlive'],
} as const;

function assign(facts: Draft, keys: ReadonlyMap<string, string>): void {
  for (const name of Object.keys(numbers) as (keyof typeof numbers)[]) {
    const value = numbers[name].map((key) => keys.get(key)).find((text) => text !== undefined);
    if (value !== undefined && /^\d{0,15}(\.\d{1,15})?([eE][+-]?\d{1,2})?$/.test(value) && value !== '')
      facts[name] = Number(value);
  }
  const version = keys.get('ServerVersion') ?? keys.get('Server Version');
  const mpm = keys.get('ServerMPM') ?? keys.get('Server MPM');
  if (version !== undefined) facts.version = version.slice(0, 200);
  if (mpm !== undefined && /^\w{1,20}$/.test(mpm)) facts.mpm = mpm.toLowerCase();
}

/** The HTML page says in sentences what ?auto says in keys. */
function assignFromPage(facts: Draft, text: string): void {
  const workers =
    /(\d{1,9}) requests currently being processed,(?:\s*(\d{1,9}) workers gracefully restarting,)?\s*(\d{1,9}) idle workers/.exec(
      text,
    );
  if (workers) {
    facts.busy = Number(workers[1]);
    if (workers[2] !== undefined) facts.graceful = Number(workers[2]);
    facts.idle = Number(workers[3]);
  }
  const accesses = /Total accesses: (\d{1,15})/.exec(text);
  if (accesses) facts.accesses = Number(accesses[1]);
  const load = /Server load: (\d{1,6}\.\d+)/.exec(text);
  if (load) facts.load1 = Number(load[1]);
  const old = text.match(/yes \(old gen\)/g);
  if (old) facts.oldProcesses = old.length;
}

function balancers(keys: ReadonlyMap<string, string>): StatusPage['balancerWorkers'] {
  const found: StatusPage['balancerWorkers'] = [];
  for (const [key, value] of keys) {
    const match = /^(ProxyBalancer\[\d+\])(Worker\[\d+\])Status$/.exec(key);
    if (!match || found.length >= 200) continue;
    found.push({
      balancer: (keys.get(`${match[1]}Name`) ?? match[1] ?? '').slice(0, 200),
      name: (keys.get(`${match[1]}${match[2]}Name`) ?? match[2] ?? '').slice(0, 200),
      status: value.slice(0, 60),
      line: `${key}: ${value}`,
    });
  }
  return found;
}
