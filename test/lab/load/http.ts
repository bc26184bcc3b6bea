/**
 * Bounded HTTP load: `node http.ts ADDRESS[:PORT] '{"path":"/","clients":4,"seconds":5}'`. Prints one line of totals.
 * Requests close their connection unless `keepAlive`; `requests` ends it earlier than `seconds`.
 */
import { Agent, request } from 'node:http';
import { z } from 'zod';

const HttpLoad = z.object({
  path: z.string(),
  clients: z.number().int().max(500),
  seconds: z.number().max(600),
  requests: z.number().int().optional(),
  keepAlive: z.boolean().default(false),
  timeoutMs: z.number().default(30_000),
  /** Pause of each client between two requests. */
  pauseMs: z.number().default(0),
});
type HttpLoad = z.infer<typeof HttpLoad>;

/** One request; gives the status code or the name of what went wrong. */
function ask(address: string, load: HttpLoad, agent: Agent): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const [host, port = 80] = address.split(':');
  const call = request({ host, port, path: load.path, agent, timeout: load.timeoutMs }, (response) => {
    response.resume();
    response.once('end', () => resolve(String(response.statusCode)));
    response.once('error', () => resolve('cut'));
  });
  call.once('timeout', () => call.destroy(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' })));
  call.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  call.end();
  return promise;
}

async function client(
  address: string,
  load: HttpLoad,
  budget: { left: number; end: number },
  totals: Map<string, number>,
) {
  const agent = new Agent({ keepAlive: load.keepAlive, maxSockets: 1 });
  while (budget.left-- > 0 && Date.now() < budget.end) {
    const outcome = await ask(address, load, agent);
    totals.set(outcome, (totals.get(outcome) ?? 0) + 1);
    const pause = Number(outcome) < 400 ? load.pauseMs : Math.max(load.pauseMs, 50);
    if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
  }
  agent.destroy();
}

const [address = '', json = '{}'] = process.argv.slice(2);
const load = HttpLoad.parse(JSON.parse(json));
const budget = { left: load.requests ?? Number.POSITIVE_INFINITY, end: Date.now() + load.seconds * 1000 };
const totals = new Map<string, number>();
const hardStop = setTimeout(() => process.exit(0), load.seconds * 1000 + load.timeoutMs);
await Promise.all(Array.from({ length: load.clients }, () => client(address, load, budget, totals)));
clearTimeout(hardStop);
console.log(JSON.stringify(Object.fromEntries(totals)));
