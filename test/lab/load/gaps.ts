/**
 * Steady HTTP load with a new connection per request: `node gaps.ts CLIENTS PAUSE_MS ADDRESS[:PORT]…`, each address with so many clients. Runs until its
 * standard input ends, then prints one line of JSON: per address how many requests were sent and failed (by reason), and the longest time without a success.
 */
import { Agent, request } from 'node:http';

interface Tally {
  sent: number;
  failed: Record<string, number>;
  longestGapMs: number;
  slowestMs: number;
  lastSuccess: number;
}

const TIMEOUT_MS = 10_000;
const [clients = '1', pauseMs = '0', ...addresses] = process.argv.slice(2);
const tallies = new Map<string, Tally>();
let ended = false;

function ask(address: string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const [host, port = '80'] = address.split(':');
  const agent = new Agent({ keepAlive: false });
  const call = request({ host, port, path: '/', agent, timeout: TIMEOUT_MS }, (response) => {
    response.resume();
    response.once('end', () => resolve(response.complete ? String(response.statusCode) : 'cut'));
    response.once('error', () => resolve('cut'));
  });
  call.once('timeout', () => call.destroy(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' })));
  call.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  call.end();
  return promise;
}

function note(tally: Tally, outcome: string, beganAt: number): void {
  const now = performance.now();
  tally.sent += 1;
  if (outcome !== '200') {
    tally.failed[outcome] = (tally.failed[outcome] ?? 0) + 1;
    return;
  }
  tally.longestGapMs = Math.max(tally.longestGapMs, now - tally.lastSuccess);
  tally.slowestMs = Math.max(tally.slowestMs, now - beganAt);
  tally.lastSuccess = now;
}

async function client(address: string, tally: Tally): Promise<void> {
  while (!ended) {
    const began = performance.now();
    note(tally, await ask(address), began);
    await new Promise((resolve) => setTimeout(resolve, Number(pauseMs)));
  }
}

process.stdin.resume();
process.stdin.once('end', () => {
  ended = true;
});
const running = addresses.flatMap((address) => {
  const tally = { sent: 0, failed: {}, longestGapMs: 0, slowestMs: 0, lastSuccess: performance.now() };
  tallies.set(address, tally);
  return Array.from({ length: Number(clients) }, () => client(address, tally));
});
await Promise.all(running);
for (const tally of tallies.values())
  tally.longestGapMs = Math.max(tally.longestGapMs, performance.now() - tally.lastSuccess);
console.log(JSON.stringify(Object.fromEntries(tallies)));
