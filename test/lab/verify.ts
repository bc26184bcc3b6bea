import { allFaults, findFault } from './catalogue.ts';
import { labHosts, provoke } from './lab.ts';

/** How one attempt to cause a fault ended; `problem` is undefined when it showed. */
export interface Attempt {
  readonly id: string;
  readonly seconds: number;
  readonly problem: string | undefined;
}

/** Causes faults one after the other on every host that is up, hosts in parallel, and reports each attempt as it ends. */
export async function verifyFaults(
  ids: readonly string[],
  report: (attempt: Attempt) => void,
): Promise<readonly Attempt[]> {
  const faults = ids.length > 0 ? await Promise.all(ids.map(findFault)) : await allFaults();
  const queue = faults.filter((fault) => fault.tier === 'host').map((fault) => fault.id);
  const attempts: Attempt[] = [];
  const worker = async (host: string): Promise<void> => {
    for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
      const attempt = await tryFault(id, host);
      attempts.push(attempt);
      report(attempt);
    }
  };
  await Promise.all((await labHosts()).map(({ name }) => worker(name)));
  return attempts;
}

async function tryFault(id: string, host: string): Promise<Attempt> {
  const started = performance.now();
  const problem = await provoke(id, host).then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  return { id, seconds: (performance.now() - started) / 1000, problem };
}
