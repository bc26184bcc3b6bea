import Bottleneck from 'bottleneck';
import type { Client, ClientChannel } from 'ssh2';
import type { Host } from '../model/host.ts';
import type { Unreached } from '../model/ports.ts';
import { type Connected, type ConnectOptions, connectTo, whereIs } from './connect.ts';
import { classify, unreached } from './unreached.ts';

/** How connections are kept; all times in milliseconds. */
export interface PoolOptions extends ConnectOptions {
  /** A connection nobody uses is closed after this time. */
  readonly idleMs: number;
  /** Handshakes at once over all hosts: more only queue in sshd (measured at about 50 for one process). */
  readonly handshakes: number;
  /** Pause before the first attempt after a failed one; doubled with each further failure, up to eight times. */
  readonly backoffMs: number;
}

/** A shell that reads commands from its stdin. */
export interface Opened {
  readonly reached: true;
  readonly channel: ClientChannel;
}

/** One connection per host, shared by all that ask it. */
export interface Pool {
  /** Opens a channel with `sh -s` on the host's connection, which is made, or made anew, when there is none. */
  openShell(host: Host): Promise<Opened | Unreached>;
  closeAll(): Promise<void>;
}

interface Connection {
  readonly client: Client;
  users: number;
  idle: NodeJS.Timeout | undefined;
}

interface Entry {
  connection: Connection | undefined;
  connecting: Promise<Connection | Unreached> | undefined;
  failures: number;
  notBefore: number;
}

/** An empty pool; nothing is connected before it is asked. */
export function createPool(options: PoolOptions): Pool {
  const entries = new Map<string, Entry>();
  const connections = new Set<Connection>();
  const handshakes = new Bottleneck({ maxConcurrent: options.handshakes });
  let closed = false;

  function entryOf(host: Host): Entry {
    const key = keyOf(host);
    const entry = entries.get(key) ?? { connection: undefined, connecting: undefined, failures: 0, notBefore: 0 };
    entries.set(key, entry);
    return entry;
  }

  async function connected(host: Host, entry: Entry): Promise<Connection | Unreached> {
    if (closed) return unreached('disconnected', 'the program is ending');
    if (entry.connection !== undefined) return entry.connection;
    entry.connecting ??= connectOnce(host, entry).finally(() => {
      entry.connecting = undefined;
    });
    return entry.connecting;
  }

  async function connectOnce(host: Host, entry: Entry): Promise<Connection | Unreached> {
    const pause = entry.notBefore - performance.now();
    if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
    const answer = host.jump === undefined ? await attempt(host, undefined) : await overJump(host, host.jump);
    if (answer.reached) return adopt(entry, answer.client);
    entry.failures += 1;
    entry.notBefore = performance.now() + options.backoffMs * 2 ** Math.min(entry.failures - 1, 3);
    return answer;
  }

  function attempt(host: Host, through: Client | undefined): Promise<Connected | Unreached> {
    return handshakes.schedule(() => connectTo(host, through, options));
  }

  /** Waits for the jump host outside the limit on handshakes, which it needs for itself. */
  async function overJump(host: Host, jump: Host): Promise<Connected | Unreached> {
    const through = await connected(jump, entryOf(jump));
    if ('reached' in through) return viaJump(jump, through);
    const release = hold(through, options.idleMs);
    const answer = await attempt(host, through.client);
    if (answer.reached) answer.client.once('close', release);
    else release();
    return answer;
  }

  function adopt(entry: Entry, client: Client): Connection {
    const connection: Connection = { client, users: 0, idle: undefined };
    entry.failures = 0;
    entry.connection = connection;
    connections.add(connection);
    client.once('close', () => {
      connections.delete(connection);
      retire(entry, connection);
    });
    return connection;
  }

  async function openOn(connection: Connection, host: Host): Promise<Opened | Unreached> {
    const release = hold(connection, options.idleMs);
    const answer = await startShell(connection.client, host, options.handshakeMs);
    if (answer.reached) answer.channel.once('close', release);
    else release();
    return answer;
  }

  return {
    async openShell(host) {
      const entry = entryOf(host);
      const warm = entry.connection;
      if (warm !== undefined) {
        const answer = await openOn(warm, host);
        if (answer.reached) return answer;
        /* It is dead, or carries all the channels the server allows (MaxSessions, 10): neither says that the host is sick. */
        retire(entry, warm);
      }
      const connection = await connected(host, entry);
      return 'reached' in connection ? connection : openOn(connection, host);
    },
    async closeAll() {
      closed = true;
      await Promise.all([...entries.values()].map(async (entry) => entry.connecting));
      await Promise.all([...connections].map(closeConnection));
      entries.clear();
      await handshakes.disconnect();
    },
  };
}

/** Counts one more user of a connection until the returned function is called. */
function hold(connection: Connection, idleMs: number): () => void {
  connection.users += 1;
  clearTimeout(connection.idle);
  let held = true;
  return () => {
    if (!held) return;
    held = false;
    connection.users -= 1;
    if (connection.users === 0) connection.idle = setTimeout(() => connection.client.end(), idleMs).unref();
  };
}

/** New channels go elsewhere; those that are open may end in peace. */
function retire(entry: Entry, connection: Connection): void {
  if (entry.connection === connection) entry.connection = undefined;
  if (connection.users === 0) connection.client.end();
}

/** Whatever would make another connection: two names for one account on one host share theirs, unless another key is trusted. */
function keyOf(host: Host): string {
  const { user, address, port, identityFiles, agentSocket, hostKeyAlias, knownHostsFiles, fingerprints, jump } = host;
  const via = jump === undefined ? null : keyOf(jump);
  return JSON.stringify([
    user,
    address,
    port,
    identityFiles,
    agentSocket,
    hostKeyAlias,
    knownHostsFiles,
    fingerprints,
    via,
  ]);
}

function viaJump(jump: Host, failure: Unreached): Unreached {
  return { ...failure, reason: 'jump-failed', detail: `the jump host ${jump.name} was not reached: ${failure.detail}` };
}

/** `sh -s` works whatever the login shell is, and reads what to do from its stdin. */
function startShell(client: Client, host: Host, limitMs: number): Promise<Opened | Unreached> {
  return new Promise((resolve) => {
    let over = false;
    const fail = (error: unknown): void => {
      over = true;
      resolve(classify(error, 'opening', whereIs(host)));
    };
    const timer = setTimeout(() => fail(new Error(`no answer within ${limitMs / 1000} s`)), limitMs);
    try {
      client.exec('sh -s', (error, channel) => {
        clearTimeout(timer);
        if (error !== undefined) fail(error);
        else if (over) channel.close();
        else resolve({ reached: true, channel });
      });
    } catch (error) {
      clearTimeout(timer);
      fail(error);
    }
  });
}

/** Waits a second at most for the other side to hang up. */
async function closeConnection({ client, idle }: Connection): Promise<void> {
  clearTimeout(idle);
  await new Promise<void>((resolve) => {
    const timer = setTimeout(() => {
      client.destroy();
      resolve();
    }, 1000);
    client.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
    client.end();
  });
}
