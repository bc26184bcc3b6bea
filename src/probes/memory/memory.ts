import { defined } from '../../lib/defined.ts';
import { defineDerived } from '../../model/rule.ts';
import type { ListedProcess, ProcessFacts } from '../processes/facts.ts';
import { processes } from '../processes/probe.ts';
import { isWorkerOf } from '../processes/workers-of.ts';
import type { MemoryFacts } from './facts.ts';
import { percentile } from './sizing.ts';

/** How large the server's children are: private pages where root could read them, resident size otherwise. */
export const memory = defineDerived({
  id: 'memory',
  title: 'Memory of Apache',
  from: { processes },
  derive({ processes: facts }): MemoryFacts {
    return facts === undefined ? sizesOf([], 'rss', 0, 0) : measure(facts);
  },
});

function measure(facts: ProcessFacts): MemoryFacts {
  const server = facts.parents.find(({ role }) => role === 'server');
  const threaded = facts.processes.some(({ threads }) => (threads ?? 1) > 2);
  const children = facts.processes.filter(
    (child) =>
      (child.ppid === undefined ? child.uid !== 0 : child.ppid === server?.pid) &&
      isWorkerOf(child, threaded) &&
      child.state !== 'Z',
  );
  const exact = children.length > 0 && children.every(({ privateKiB }) => privateKiB !== undefined);
  const ours = facts.processes.filter(({ pid, ppid }) => pid === server?.pid || ppid === server?.pid);
  const pss = ours.reduce((sum, { pssKiB }) => sum + (pssKiB ?? 0), 0);
  const own = ours.reduce((sum, process) => sum + (process.privateKiB ?? 0), 0);
  const apache = exact ? pss : ours.reduce((sum, { rssKiB }) => sum + (rssKiB ?? 0), 0);
  return sizesOf(children, exact ? 'private' : 'rss', exact ? Math.max(0, pss - own) : 0, apache);
}

function sizesOf(
  children: readonly ListedProcess[],
  measuredBy: MemoryFacts['measuredBy'],
  sharedKiB: number,
  apacheKiB: number,
): MemoryFacts {
  const sizes = children.flatMap((child) => {
    const kib = measuredBy === 'private' ? (child.privateKiB ?? 0) + (child.swapKiB ?? 0) : child.rssKiB;
    if (kib === undefined) return [];
    const { pid, line, ageSeconds } = child;
    return [{ pid, kib, line, ...defined({ ageSeconds }) }];
  });
  const values = sizes.map(({ kib }) => kib);
  const total = values.reduce((sum, kib) => sum + kib, 0);
  return {
    measuredBy,
    children: sizes,
    meanKiB: values.length === 0 ? 0 : Math.round(total / values.length),
    p90KiB: values.length === 0 ? 0 : percentile(values, 0.9),
    maxKiB: values.reduce((most, kib) => Math.max(most, kib), 0),
    sharedKiB,
    apacheKiB,
  };
}
