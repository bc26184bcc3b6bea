import { flushCompileCache } from 'node:module';
import { z } from 'zod';
import { openers } from './engine-openers.ts';
import { alice, bob, hostsOf, Roll, rollFlow, until, worldActions } from './engine-world.ts';

/** What a child process does: resumes, starts the roll if one is given, and then approves whatever is pending if told to; it stays until it is killed. */
export const ChildOrders = z.object({
  engine: z.enum(['sqlite']),
  directory: z.string(),
  start: z.object({ id: z.string(), roll: Roll }).optional(),
  approve: z.boolean().default(false),
  hang: z.object({ host: z.string(), when: z.enum(['before', 'after']) }).optional(),
  /** Kills itself with SIGKILL at this reading of the engine's clock: every row has its time, so these are the places between its writes. */
  dieAtReading: z.number().optional(),
});

let readings = 0;

function clock(dieAtReading: number | undefined): number {
  readings += 1;
  if (readings === dieAtReading) process.kill(process.pid, 'SIGKILL');
  return Date.now();
}

async function main(): Promise<void> {
  flushCompileCache();
  const orders = ChildOrders.parse(JSON.parse(process.argv[2] ?? ''));
  const engine = await openers[orders.engine].open(orders.directory, {
    flows: [rollFlow],
    actions: worldActions(orders.directory, orders.hang),
    clock: () => clock(orders.dieAtReading),
  });
  await engine.resume();
  if (orders.start !== undefined) await engine.start(rollFlow, orders.start.id, orders.start.roll, alice);
  process.stdout.write('ready\n');
  if (orders.approve) {
    const [pending] = await until(async () => {
      const all = await engine.pendingApprovals();
      return all.length > 0 && hostsOf(orders.directory, 'shown').length > 0 ? all : undefined;
    });
    if (pending !== undefined) await engine.decide(pending.id, 'approve', bob);
  }
  setInterval(() => undefined, 1_000);
}

if (process.argv[1] === import.meta.filename) await main();
