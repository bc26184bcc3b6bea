import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inHub } from './network.ts';

/** Loopback ports of this machine that lead to a port of each host, so that a program outside the laboratory's network can reach it. */
export interface Forwarded {
  port(host: string): number;
  /** Ends every connection to a host that there is now, as a network does that breaks. */
  cut(host: string): void;
  close(): Promise<void>;
}

export interface Target {
  readonly name: string;
  readonly address: string;
  readonly port: number;
}

/** A relay inside the laboratory's network listens on Unix sockets, which no network namespace separates; loopback ports here lead to them. */
export async function forward(targets: readonly Target[]): Promise<Forwarded> {
  const folder = mkdtempSync(join(tmpdir(), 'lab-forward-'));
  chmodSync(folder, 0o700);
  const argv = inHub([
    process.execPath,
    join(import.meta.dirname, 'relay.ts'),
    folder,
    ...targets.map(({ name, address, port }) => `${name}=${address}:${port}`),
  ]);
  const relay = spawn(argv[0] ?? '', argv.slice(1), { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = once(relay, 'exit');
  const failed = exited.then(() => {
    throw new Error('the relay into the laboratory’s network ended: is the laboratory up?');
  });
  await Promise.race([once(relay.stdout, 'data'), failed]);
  const servers = new Map<string, Server>();
  const sockets = new Map(targets.map(({ name }) => [name, new Set<Socket>()]));
  for (const [name, own] of sockets) servers.set(name, await listen(join(folder, name), own));
  const cut = (host: string): void => {
    for (const socket of sockets.get(host) ?? []) socket.destroy();
  };
  return {
    port(host) {
      const server = servers.get(host);
      if (server === undefined) throw new Error(`${host} is not forwarded`);
      return (server.address() as AddressInfo).port;
    },
    cut,
    async close() {
      for (const host of sockets.keys()) cut(host);
      await Promise.all([...servers.values()].map((server) => new Promise((done) => server.close(done))));
      relay.stdin.end();
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function listen(path: string, sockets: Set<Socket>): Promise<Server> {
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ path, allowHalfOpen: true });
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => sockets.delete(one));
      one.pipe(other);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
