import { defined } from '../../lib/defined.ts';
// ss (any of -l -t -n -p -a -H -u, with or without header) and netstat (-tulpn, -ant), pasted or from our own section:
//   tcp   LISTEN 0      511                *:80              *:*    users:(("apache2",pid=191,fd=4),("apache2",pid=182,fd=4))
//   LISTEN 0      128          0.0.0.0:22        0.0.0.0:*                              without -p or root: no users column
//   tcp        0      0 0.0.0.0:80              0.0.0.0:*               LISTEN      1234/nginx: master   netstat; its Recv-Q is not an accept queue before Linux 2.6
//   tcp6       0      0 :::443                  :::*                    LISTEN      -
//   ESTAB 0 0 10.0.0.5:80 203.0.113.7:51514                                             counted by port and peer
//   c 182 /system.slice/apache2.service   (ours: cgroup of a holder)   l 0.0.0.0 80   (ours: /proc/net/tcp where ss is missing)
// Refused: text without one socket line and without a header.
import { Unrecognised } from '../../model/source.ts';
import { unitOfCgroup } from '../survey/parse.ts';
import type { Holder, Listener, ListenerFacts } from './facts.ts';

interface Socket {
  readonly state: string;
  readonly local: string;
  readonly remote: string;
  readonly received: number | undefined;
  readonly sent: number | undefined;
  readonly rest: string;
}

const states =
  /^(LISTEN|ESTAB|ESTABLISHED|SYN-RECV|SYN_RECV|TIME-WAIT|TIME_WAIT|FIN-WAIT-[12]|FIN_WAIT[12]|CLOSE-WAIT|CLOSE_WAIT|LAST-ACK|LAST_ACK|CLOSING|SYN-SENT|SYN_SENT|UNCONN|CLOSE)$/;
/** Names that ss and netstat print instead of numbers without -n (services(5)); other names stay out. */
const services: Readonly<Record<string, number>> = {
  http: 80,
  https: 443,
  'http-alt': 8080,
  webcache: 8080,
  'http-proxy': 8080,
  tproxy: 8081,
  'https-alt': 8443,
  'pcsync-https': 8443,
  ssh: 22,
  mysql: 3306,
};
const header =
  /^[ \t]*(Netid[ \t]+)?State[ \t]+Recv-Q|^Proto Recv-Q Send-Q|^Active Internet connections|^COMMAND +PID +USER +FD |^== (root|user)$/m;

/** Reads listening sockets and their holders. @throws {Unrecognised} */
export function parseListeners(text: string): ListenerFacts {
  const listeners = new Map<string, Listener>();
  const traffic = new Map<number, { states: Map<string, number>; peers: Map<string, number> }>();
  const cgroups = cgroupsOf(text);
  let sockets = 0;
  for (const raw of text.split('\n')) {
    const line = raw.slice(0, 20_000).trim();
    const socket = line === '' ? undefined : socketOf(line);
    if (!socket) continue;
    sockets += 1;
    const local = endpointOf(socket.local);
    if (!local) continue;
    if (socket.state === 'LISTEN') addListener(listeners, local, socket, line, cgroups);
    else countConnection(traffic, local.port, socket);
  }
  if (sockets === 0 && !header.test(text)) throw new Unrecognised('no socket listing found');
  const all = [...listeners.values()];
  return {
    listeners: all,
    holdersVisible: all.some(({ holders }) => holders.length > 0),
    connections: [...traffic].slice(0, 200).map(([port, counts]) => ({
      port,
      states: Object.fromEntries(counts.states),
      peers: [...counts.peers]
        .sort((one, other) => other[1] - one[1])
        .slice(0, 10)
        .map(([address, count]) => ({ address, count })),
    })),
  };
}

function socketOf(line: string): Socket | undefined {
  const ours = /^l (\S+) (\d+)$/.exec(line);
  if (ours)
    return {
      state: 'LISTEN',
      local: `${ours[1]}:${ours[2]}`,
      remote: '*:*',
      received: undefined,
      sent: undefined,
      rest: '',
    };
  const tokens = line.split(/\s+/, 40);
  if (tokens[7] === 'TCP') return lsof(tokens);
  if (/^(tcp|tcp6)$/.test(tokens[0] ?? '') && /^\d+$/.test(tokens[1] ?? '') && states.test(tokens[5] ?? ''))
    return netstat(tokens);
  const at = /^(tcp|v6|v4|mptcp)$/.test(tokens[0] ?? '') ? 1 : 0;
  const state = tokens[at] ?? '';
  if (!states.test(state) || !/^\d+$/.test(tokens[at + 1] ?? '')) return undefined;
  return {
    state,
    local: tokens[at + 3] ?? '',
    remote: tokens[at + 4] ?? '',
    received: Number(tokens[at + 1]),
    sent: Number(tokens[at + 2]),
    rest: tokens.slice(at + 5).join(' '),
  };
}

/** `apache2 25997 root 4u IPv6 34568 0t0 TCP *:http (LISTEN)` of lsof -i: asked for ports, people paste this too. */
function lsof(tokens: readonly string[]): Socket | undefined {
  const [program = '', pid = '', , , , , , , name = '', state = ''] = tokens;
  const [local = '', remote = '*:*'] = name.split('->');
  const known = state.slice(1, -1).replace('ESTABLISHED', 'ESTAB');
  if (!/^\d{1,9}$/.test(pid) || !states.test(known)) return undefined;
  return { state: known, local, remote, received: undefined, sent: undefined, rest: `${pid}/${program}` };
}

/** net-tools fills the queue columns of a LISTEN line only on newer kernels; a Send-Q of 0 there means that they say nothing. */
function netstat(tokens: readonly string[]): Socket {
  const sent = Number(tokens[2]);
  const known = tokens[5] !== 'LISTEN' || sent > 0;
  return {
    state: tokens[5] ?? '',
    local: tokens[3] ?? '',
    remote: tokens[4] ?? '',
    received: known ? Number(tokens[1]) : undefined,
    sent: known ? sent : undefined,
    rest: tokens.slice(6).join(' '),
  };
}

function endpointOf(text: string): { address: string; port: number } | undefined {
  const colon = text.lastIndexOf(':');
  const service = text.slice(colon + 1);
  const port = services[service] ?? Number(service);
  if (colon === -1 || !/^(?:\d{1,5}|[a-z][\w-]{1,20})$/.test(service) || !(port <= 65_535)) return undefined;
  const address = text.slice(0, colon).replace(/%[\w.-]+(?=\]?$)/, '');
  const bracketed = address.includes(':') && !address.startsWith('[') ? `[${address}]` : address;
  return { address: bracketed.replace(/^\[::ffff:(.+)\]$/i, '$1').slice(0, 60), port };
}

function addListener(
  listeners: Map<string, Listener>,
  local: { address: string; port: number },
  socket: Socket,
  line: string,
  cgroups: ReadonlyMap<number, string>,
): void {
  const key = `${local.address} ${local.port}`;
  const holders = holdersOf(socket.rest, cgroups);
  const known = listeners.get(key);
  if (known && known.holders.length >= holders.length) return;
  listeners.set(key, {
    ...local,
    ...(socket.received === undefined || socket.sent === undefined
      ? {}
      : { queued: socket.received, backlog: socket.sent }),
    holders,
    line: line.slice(0, 400),
  });
}

/** `users:(("apache2",pid=191,fd=4),…)` of ss, `1234/nginx: master` of netstat; old ss writes `("httpd",191,4)`. */
function holdersOf(rest: string, cgroups: ReadonlyMap<number, string>): Holder[] {
  const pids = new Map<string, number[]>();
  for (const match of rest.matchAll(/\("([^"]{1,64})",(?:pid=)?(\d{1,9}),/g))
    push(pids, match[1] ?? '', Number(match[2]));
  if (pids.size === 0) {
    const match = /^(\d{1,9})\/([^\s:]+)/.exec(rest);
    if (match) push(pids, match[2] ?? '', Number(match[1]));
  }
  return [...pids].map(([program, all]) => {
    const cgroup = all.map((pid) => cgroups.get(pid)).find((path) => path !== undefined);
    const unit = cgroup === undefined ? undefined : unitOfCgroup(cgroup);
    return { program, pids: all, ...defined({ unit, cgroup }) };
  });
}

function push(pids: Map<string, number[]>, program: string, pid: number): void {
  const all = pids.get(program) ?? [];
  if (!all.includes(pid) && all.length < 2000) all.push(pid);
  pids.set(program, all);
}

function countConnection(
  traffic: Map<number, { states: Map<string, number>; peers: Map<string, number> }>,
  port: number,
  socket: Socket,
): void {
  const state =
    socket.state === 'ESTABLISHED' ? 'ESTAB' : socket.state.replaceAll('_', '-').replace(/WAIT(\d)/, 'WAIT-$1');
  const counts = traffic.get(port) ?? { states: new Map<string, number>(), peers: new Map<string, number>() };
  counts.states.set(state, (counts.states.get(state) ?? 0) + 1);
  const peer = endpointOf(socket.remote)?.address;
  if (peer !== undefined && state === 'ESTAB') counts.peers.set(peer, (counts.peers.get(peer) ?? 0) + 1);
  traffic.set(port, counts);
}

function cgroupsOf(text: string): Map<number, string> {
  return new Map([...text.matchAll(/^c (\d{1,9}) (\/\S*)$/gm)].map((match) => [Number(match[1]), match[2] ?? '']));
}
