import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';

/** Slack allows ten connections per app (docs.slack.dev, Socket Mode). */
const MAX_CONNECTIONS = 10;
/** How long a connection address may be used after `apps.connections.open`. */
const TICKET_LIFETIME_MS = 30_000;
/** Slack pings; the client treats 30 s without one as a dead socket. */
const PING_EVERY_MS = 10_000;
/** How long a connection may take to answer the closing handshake. */
const CLOSING_MS = 300;
/** What `hello` announces as the life of a connection, in seconds (docs.slack.dev example). */
const APPROXIMATE_CONNECTION_TIME = 18_060;

/** A payload on its way to the app. */
export interface Envelope {
  readonly type: 'slash_commands' | 'interactive' | 'events_api';
  readonly payload: Readonly<Record<string, unknown>>;
  readonly acceptsResponse: boolean;
  readonly retry?: { readonly attempt: number; readonly reason: string };
}

/** What became of a payload: acknowledged with the app's answer, or one of Slack's two failure codes. */
export type Delivery =
  | { readonly status: 'acked'; readonly payload: Readonly<Record<string, unknown>> }
  | { readonly status: 'failed'; readonly error: 'dispatch_failed' | 'operation_timeout' };

/** The Socket Mode side of the workbench. */
export interface SocketMode {
  /** Mints a single-use WebSocket address for `apps.connections.open`. */
  open(baseUrl: string): string;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Sends a payload to one live connection and waits for its acknowledgement. */
  deliver(envelope: Envelope): Promise<Delivery>;
  disconnect(reason: 'warning' | 'refresh_requested'): void;
  drop(): number;
  duplicateNext(): void;
  connections(): number;
  close(): void;
}

const Ack = z.object({ envelope_id: z.string(), payload: z.record(z.string(), z.unknown()).default({}) });

function readAck(data: string): z.infer<typeof Ack> | undefined {
  try {
    return Ack.safeParse(JSON.parse(data)).data;
  } catch {
    return undefined;
  }
}

function wire(envelope: Envelope, id: string): string {
  const retry = envelope.retry
    ? { retry_attempt: envelope.retry.attempt, retry_reason: envelope.retry.reason }
    : envelope.type === 'events_api'
      ? { retry_attempt: 0, retry_reason: '' }
      : {};
  return JSON.stringify({
    envelope_id: id,
    type: envelope.type,
    accepts_response_payload: envelope.acceptsResponse,
    payload: envelope.payload,
    ...retry,
  });
}

/** The single-use addresses that `apps.connections.open` gives out. */
function createTickets(appId: string) {
  const tickets = new Map<string, number>();
  return {
    mint(baseUrl: string): string {
      const ticket = randomBytes(16).toString('hex');
      tickets.set(ticket, Date.now() + TICKET_LIFETIME_MS);
      return `${baseUrl.replace(/^http/, 'ws')}/link/?ticket=${ticket}&app_id=${appId}`;
    },
    take(address: string): boolean {
      const url = new URL(address, 'http://localhost');
      const ticket = url.searchParams.get('ticket') ?? '';
      const expiresAt = tickets.get(ticket) ?? 0;
      tickets.delete(ticket);
      return url.pathname === '/link/' && Date.now() <= expiresAt;
    },
  };
}

/** The payloads on their way, each until its acknowledgement or its time is up. */
function createPending(timeoutMs: number) {
  const waiting = new Map<string, (delivery: Delivery) => void>();
  return {
    wait(id: string, send: () => boolean): Promise<Delivery> {
      return new Promise((resolve) => {
        const finish = (delivery: Delivery) => {
          clearTimeout(timer);
          waiting.delete(id);
          resolve(delivery);
        };
        const timer = setTimeout(() => finish({ status: 'failed', error: 'operation_timeout' }), timeoutMs);
        waiting.set(id, finish);
        if (!send()) finish({ status: 'failed', error: 'dispatch_failed' });
      });
    },
    settle(data: string): void {
      const ack = readAck(data);
      if (ack) waiting.get(ack.envelope_id)?.({ status: 'acked', payload: ack.payload });
    },
    abandon(): void {
      for (const finish of waiting.values()) finish({ status: 'failed', error: 'dispatch_failed' });
    },
  };
}

/** The live connections of the app, up to ten. */
function createConnections(appId: string, onCount: (count: number) => void, onMessage: (data: string) => void) {
  const live = new Set<WebSocket>();
  const disconnectFrame = (reason: string) =>
    JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'practice' } });
  const pings = setInterval(() => {
    for (const socket of live) socket.ping();
  }, PING_EVERY_MS);
  pings.unref();

  function accept(socket: WebSocket): void {
    socket.on('error', () => socket.terminate());
    if (live.size >= MAX_CONNECTIONS) {
      socket.send(disconnectFrame('too_many_websockets'));
      socket.close();
      return;
    }
    live.add(socket);
    onCount(live.size);
    socket.on('message', (data) => onMessage(Buffer.isBuffer(data) ? data.toString() : ''));
    socket.on('close', () => {
      live.delete(socket);
      onCount(live.size);
    });
    socket.send(hello(appId, live.size));
  }

  return {
    live,
    accept,
    /** Sends to one connection chosen at random; answers whether there was one. */
    send(text: string): boolean {
      const open = [...live].filter((socket) => socket.readyState === socket.OPEN);
      const chosen = open.length > 0 ? open[randomInt(open.length)] : undefined;
      chosen?.send(text);
      return chosen !== undefined;
    },
    disconnect(reason: string): void {
      for (const socket of live) socket.send(disconnectFrame(reason));
    },
    drop(): number {
      const count = live.size;
      for (const socket of live) socket.terminate();
      return count;
    },
    /** Closes every connection politely, and by force where the other side does not answer. */
    stop(): void {
      clearInterval(pings);
      for (const socket of live) {
        socket.close(1001);
        setTimeout(() => socket.terminate(), CLOSING_MS).unref();
      }
    },
  };
}

function hello(appId: string, count: number): string {
  return JSON.stringify({
    type: 'hello',
    num_connections: count,
    connection_info: { app_id: appId },
    debug_info: { host: 'practice', approximate_connection_time: APPROXIMATE_CONNECTION_TIME },
  });
}

/** Creates the sockets of one app; `ackTimeoutMs` is Slack's three seconds unless a test shortens it. */
export function createSocketMode(options: {
  readonly appId: string;
  readonly ackTimeoutMs: number;
  readonly onCount: (count: number) => void;
}): SocketMode {
  const server = new WebSocketServer({ noServer: true, maxPayload: 1_000_000 });
  const tickets = createTickets(options.appId);
  const pending = createPending(options.ackTimeoutMs);
  const connections = createConnections(options.appId, options.onCount, (data) => pending.settle(data));
  let duplicate = false;

  function sendOnceOrTwice(text: string): boolean {
    const sent = connections.send(text);
    if (sent && duplicate) connections.send(text);
    if (sent) duplicate = false;
    return sent;
  }

  return {
    open: (baseUrl) => tickets.mint(baseUrl),
    upgrade(request, socket, head) {
      if (tickets.take(request.url ?? '/')) server.handleUpgrade(request, socket, head, connections.accept);
      else socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
    },
    deliver(envelope) {
      const id = randomUUID();
      return pending.wait(id, () => sendOnceOrTwice(wire(envelope, id)));
    },
    disconnect: (reason) => connections.disconnect(reason),
    drop: () => connections.drop(),
    duplicateNext() {
      duplicate = true;
    },
    connections: () => connections.live.size,
    close() {
      connections.stop();
      pending.abandon();
      server.close();
    },
  };
}
