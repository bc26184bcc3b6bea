import { z } from 'zod';

const size = z.number().nonnegative();

/** What memory there is for Apache; sizes in KiB. */
export const RoomFacts = z.object({
  totalKiB: size,
  availableKiB: size,
  swapTotalKiB: size.optional(),
  swapFreeKiB: size.optional(),
  /** Tightest memory limit among the cgroups of Apache's parent, and what is used below it. */
  cgroupLimitKiB: size.optional(),
  cgroupUsedKiB: size.optional(),
  /** Of that, what cannot be dropped like a page of a file: anonymous memory (memory.stat `anon`, before cgroup v2 `total_rss`). */
  cgroupAnonKiB: size.optional(),
  cgroup: z.string().optional(),
});
export type RoomFacts = z.infer<typeof RoomFacts>;

/** How large Apache's children are, and what they share. */
export interface MemoryFacts {
  /** `private` = private pages with swap, read by root; `rss` = resident size, which counts shared pages in every child. */
  readonly measuredBy: 'private' | 'rss';
  readonly children: readonly {
    readonly pid: number;
    readonly kib: number;
    readonly ageSeconds?: number;
    readonly line: string;
  }[];
  readonly meanKiB: number;
  readonly p90KiB: number;
  readonly maxKiB: number;
  /** Zero when it could not be measured. */
  readonly sharedKiB: number;
  readonly apacheKiB: number;
}
