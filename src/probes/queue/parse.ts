import { defined } from '../../lib/defined.ts';
// Our own sections. `connections` (counted by awk on the host from `ss -tani`):
//   == info                       the kernel's per-connection counters were there
//   s 80 ESTAB 30                 state counts per local port
//   p 80 203.0.113.7 25           established connections per peer, most first
//   t 80 203.0.113.7 20           of these, connections that trickle
// `queue-counters`: `first`, `second` (a second later) with ListenOverflows and ListenDrops of /proc/net/netstat, `somaxconn N`.
import { Unrecognised } from '../../model/source.ts';
import type { ConnectionFacts, PortConnections, QueueCounters } from './facts.ts';

/** Reads the counted connections. @throws {Unrecognised} */
export function parseConnections(text: string): ConnectionFacts {
  if (/^== no ss$/m.test(text)) throw new Unrecognised('ss is not installed', 'not-installed');
  if (/^== no port$/m.test(text)) throw new Unrecognised('no open port of Apache found', 'failed');
  if (!/^== counted$/m.test(text)) throw new Unrecognised('the connections were not counted');
  const ports = new Map<number, PortConnections>();
  for (const line of text.split('\n')) {
    const match = /^([spt]) (\d{1,5}) (\S{1,60}) (\d{1,9})$/.exec(line);
    if (!match) continue;
    const port = Number(match[2]);
    const entry = ports.get(port) ?? { port, states: {}, peers: [], trickling: [] };
    const [name = '', count] = [match[3], Number(match[4])];
    if (match[1] === 's') entry.states[name] = count;
    else (match[1] === 'p' ? entry.peers : entry.trickling).push({ address: plainAddress(name), count, line });
    ports.set(port, entry);
  }
  return { ports: [...ports.values()], tricklingKnown: /^== info$/m.test(text) };
}

function plainAddress(text: string): string {
  return text.replace(/^\[::ffff:(.+)\]$/i, '$1').replace(/^\[(.+)\]$/, '$1');
}

/** Reads the counters. @throws {Unrecognised} */
export function parseCounters(text: string): QueueCounters {
  const first = /^first (\d+) (\d+)$/m.exec(text);
  const second = /^second (\d+) (\d+)$/m.exec(text);
  const last = second ?? first;
  if (!last) throw new Unrecognised('the kernel shows no ListenOverflows counter', 'failed');
  const somaxconn = /^somaxconn (\d+)$/m.exec(text)?.[1];
  return {
    overflows: Number(last[1]),
    drops: Number(last[2]),
    ...(first && second
      ? {
          overflowsInASecond: Math.max(0, Number(second[1]) - Number(first[1])),
        }
      : {}),
    ...defined({
      somaxconn: somaxconn === undefined ? undefined : Number(somaxconn),
    }),
    line: last[0],
  };
}
