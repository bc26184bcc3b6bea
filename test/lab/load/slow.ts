/**
 * Bounded slow clients: `node slow.ts ADDRESS '{"connections":60,"seconds":30,"mode":"headers"}'`.
 * Each holds a connection open and feeds it one crumb a second; one that the server closes is replaced.
 */
import { connect, type Socket } from 'node:net';
import { z } from 'zod';

const SlowLoad = z.object({
  connections: z.number().int().max(1000),
  seconds: z.number().max(600),
  /** What never ends: the request header, the request body, or nothing is sent at all. */
  mode: z.enum(['headers', 'body', 'silent']),
});

const OPENING = {
  headers: 'GET / HTTP/1.1\r\nHost: slow\r\n',
  body: 'POST / HTTP/1.1\r\nHost: slow\r\nContent-Length: 100000\r\nContent-Type: text/plain\r\n\r\n',
  silent: '',
};
const CRUMB = { headers: 'X-a: b\r\n', body: 'a', silent: '' };

const [address = '', json = '{}'] = process.argv.slice(2);
const load = SlowLoad.parse(JSON.parse(json));
const sockets = new Set<Socket>();

function open(): void {
  const socket = connect(80, address, () => socket.write(OPENING[load.mode]));
  sockets.add(socket);
  socket.resume();
  socket.on('error', () => socket.destroy());
  socket.on('close', () => sockets.delete(socket));
}

setInterval(() => {
  for (const socket of sockets) if (!socket.connecting) socket.write(CRUMB[load.mode]);
  while (sockets.size < load.connections) open();
}, 1000);
while (sockets.size < load.connections) open();
setTimeout(() => process.exit(0), load.seconds * 1000);
