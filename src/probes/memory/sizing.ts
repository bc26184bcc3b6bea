import type { Mpm } from './mpm-settings.ts';

/** What a number of workers is computed from; sizes in KiB. */
export interface SizingInput {
  readonly mpm: Mpm;
  /** Physical memory, and what everything outside Apache uses of it. */
  readonly totalKiB: number;
  readonly outsideKiB: number;
  /** Limit of the unit's cgroup, where it has one. */
  readonly cgroupKiB?: number;
  /** Memory all Apache processes have in common. */
  readonly sharedKiB: number;
  /** Private memory with swap of each child, measured under load. */
  readonly childrenKiB: readonly number[];
  /** True when `childrenKiB` is RSS, which counts shared pages in every child. */
  readonly isRss: boolean;
  readonly threadsPerChild: number;
  readonly uptimeSeconds: number;
  readonly accesses: number;
}

/** How many workers fit, with the numbers it rests on; or why no number is given. */
export type Sizing =
  | {
      readonly workers: number;
      readonly processes: number;
      readonly budgetKiB: number;
      readonly perProcessKiB: number;
      readonly reserveKiB: number;
      readonly bound: 'cgroup' | 'host';
    }
  | { readonly refused: string };

/** Below this, children have not grown to the size they will have: a day of PHP and ten minutes differ several-fold. */
const enoughSeconds = 3600;
const enoughAccessesPerChild = 100;

/**
 * Workers that fit into memory: the budget is the smaller of the host's memory without what others use and the unit's own limit, less a reserve of
 * 10 % (at least 256 MiB on a host); prefork fits (budget − shared) / unique children, worker and event fit that many processes times ThreadsPerChild.
 */
export function sizing(input: SizingInput): Sizing {
  const refusal = refuse(input);
  if (refusal !== undefined) return { refused: refusal };
  const { budgetKiB, reserveKiB, bound } = budgetOf(input);
  const perProcessKiB = percentile(input.childrenKiB, 0.9);
  const processes = Math.max(0, Math.floor((budgetKiB - input.sharedKiB) / perProcessKiB));
  const workers = input.mpm === 'prefork' ? processes : processes * input.threadsPerChild;
  return { workers, processes, budgetKiB, perProcessKiB, reserveKiB, bound };
}

/** Memory Apache may use, and which limit is the tighter one. */
export function budgetOf(input: Pick<SizingInput, 'totalKiB' | 'outsideKiB' | 'cgroupKiB'>): {
  readonly budgetKiB: number;
  readonly reserveKiB: number;
  readonly bound: 'cgroup' | 'host';
} {
  const hostReserve = Math.max(input.totalKiB * 0.1, 256 * 1024);
  const host = Math.max(0, input.totalKiB - input.outsideKiB - hostReserve);
  const cgroup = input.cgroupKiB;
  if (cgroup === undefined || cgroup * 0.9 >= host)
    return { budgetKiB: Math.round(host), reserveKiB: Math.round(hostReserve), bound: 'host' };
  return { budgetKiB: Math.round(cgroup * 0.9), reserveKiB: Math.round(cgroup * 0.1), bound: 'cgroup' };
}

function refuse(input: SizingInput): string | undefined {
  if (input.childrenKiB.length === 0) return 'no child was measured';
  if (input.isRss) return 'only RSS is readable, and it counts shared pages in every child';
  if (input.uptimeSeconds < enoughSeconds) return 'the server has run for less than an hour';
  if (input.accesses < enoughAccessesPerChild * input.childrenKiB.length) return 'too few requests were served';
  return undefined;
}

/** Nearest-rank percentile; 1 for an empty list, so that it can divide. */
export function percentile(values: readonly number[], rank: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return Math.max(1, sorted[Math.min(sorted.length - 1, Math.ceil(rank * sorted.length) - 1)] ?? 1);
}
