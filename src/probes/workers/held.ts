import { defined } from '../../lib/defined.ts';
import type { ConnectionFacts } from '../queue/facts.ts';
import { slotsOf } from './scoreboard.ts';
import type { StatusPage } from './status-facts.ts';

/** What most workers do instead of serving: how many, and one sentence that says so. */
export interface Held {
  readonly workers: number;
  readonly text: string;
}

/** Most workers wait for something behind Apache: in state W, while few of them can be running. */
export function waitingForBackend(page: StatusPage): (Held & { readonly load: number }) | undefined {
  const board = page.scoreboard;
  const workers = slotsOf(board, 'W');
  if (board === undefined || page.busy === undefined) return undefined;
  if (workers < 5 || workers < page.busy * 0.7 || page.busy < board.slots * 0.8) return undefined;
  if (page.load1 === undefined || page.load1 * 2 >= workers) return undefined;
  return {
    workers,
    load: page.load1,
    text: `${workers} of ${board.slots} workers are in state W while the load is only ${page.load1}: they wait for something behind Apache.`,
  };
}

/** Most workers keep an idle connection open; event hands these to its listener thread instead. */
export function keptAlive(page: StatusPage): Held | undefined {
  const board = page.scoreboard;
  const workers = slotsOf(board, 'K');
  if (board === undefined || page.mpm === 'event' || workers < 5 || workers * 2 <= board.slots) return undefined;
  if ((page.idle ?? 0) > board.slots * 0.25) return undefined;
  return { workers, text: `${workers} of ${board.slots} workers only keep an idle connection open.` };
}

/** Fewer readers than this are ordinary traffic on any server. */
const fewReaders = 3;

/** Connections of one port that send their request a few bytes at a time. */
export interface Trickle {
  readonly count: number;
  readonly port: number;
  /** Established connections of that port. */
  readonly open: number;
  readonly addresses: readonly string[];
  /** The address with the most of them. */
  readonly top: { readonly address: string; readonly count: number };
  readonly text: string;
}

/** Requests that arrive a few bytes at a time, as the sockets show it. */
export function tricklingRequests(traffic: ConnectionFacts | undefined): Trickle | undefined {
  const found = traffic?.ports.flatMap(({ port, trickling, states }) =>
    trickling.map((peer) => ({ ...peer, port, open: states['ESTAB'] ?? 0 })),
  );
  const count = found?.reduce((sum, peer) => sum + peer.count, 0) ?? 0;
  const top = found?.[0];
  if (!found || !top || count < fewReaders || count * 2 < top.open) return undefined;
  return {
    count,
    port: top.port,
    open: top.open,
    addresses: [...new Set(found.map(({ address }) => address))],
    top,
    text: `${count} of ${top.open} connections on port ${top.port} send their request a few bytes at a time, most from ${top.address}.`,
  };
}

/** Workers that read a request which has not arrived, and the peer most of the connections come from. */
export interface Reading extends Held {
  readonly peer?: { readonly address: string; readonly count: number; readonly port: number; readonly open: number };
}

/** Many workers read a request that has not arrived, as the scoreboard shows it. */
export function readingRequests(
  page: StatusPage | undefined,
  traffic: ConnectionFacts | undefined,
): Reading | undefined {
  const board = page?.scoreboard;
  const workers = slotsOf(board, 'R');
  if (board === undefined || workers < fewReaders || workers < board.slots * 0.4) return undefined;
  const peer = busiestPeer(traffic);
  const most = peer === undefined ? '' : `, ${peer.count} connections come from ${peer.address}`;
  const text = `${workers} of ${board.slots} workers read a request that has not arrived${most}.`;
  return { workers, text, ...defined({ peer }) };
}

function busiestPeer(traffic: ConnectionFacts | undefined): Reading['peer'] {
  const open = (port: ConnectionFacts['ports'][number] | undefined): number => port?.states['ESTAB'] ?? 0;
  const [port] = [...(traffic?.ports ?? [])].sort((one, other) => open(other) - open(one));
  const top = port?.peers[0];
  if (port === undefined || top === undefined || top.count * 2 < open(port)) return undefined;
  return { address: top.address, count: top.count, port: port.port, open: port.states['ESTAB'] ?? top.count };
}

/** What fills the workers and would fill more of them just as well, in one sentence. */
export function heldElsewhere(page: StatusPage | undefined, traffic: ConnectionFacts | undefined): string | undefined {
  const byServer = page === undefined ? undefined : (waitingForBackend(page) ?? keptAlive(page));
  return (byServer ?? tricklingRequests(traffic) ?? readingRequests(page, traffic))?.text;
}
