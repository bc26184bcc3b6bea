import { z } from 'zod';

/** One Apache process, as far as the listing shows it; sizes in KiB. */
export const ListedProcess = z.object({
  pid: z.number().int(),
  ppid: z.number().int().optional(),
  user: z.string().optional(),
  uid: z.number().int().optional(),
  state: z.string().optional(),
  threads: z.number().int().optional(),
  ageSeconds: z.number().optional(),
  rssKiB: z.number().optional(),
  comm: z.string(),
  /** Proportional share and private pages, swap, open descriptors: only root can read them (proc(5) smaps_rollup, fd). */
  pssKiB: z.number().optional(),
  privateKiB: z.number().optional(),
  swapKiB: z.number().optional(),
  fds: z.number().int().optional(),
  exe: z.string().optional(),
  exeDeleted: z.boolean().optional(),
  /** Mapped code files that were replaced on disk. */
  deletedMaps: z.number().int().optional(),
  /** The line of the listing, for quoting. */
  line: z.string(),
});
export type ListedProcess = z.infer<typeof ListedProcess>;

/** An Apache process that no other Apache process started. */
export const ListedParent = z.object({
  pid: z.number().int(),
  /** `server` = the one looked after; `sibling` = another unit's; `contained` = inside a container of this host; `stray` = nobody's; `orphan` = a worker whose parent is gone. */
  role: z.enum(['server', 'sibling', 'contained', 'stray', 'orphan']),
  unit: z.string().optional(),
  cgroup: z.string().optional(),
  argv: z.array(z.string()),
  /** Pids of its Apache children, oldest first where ages are known. */
  children: z.array(z.number().int()),
});
export type ListedParent = z.infer<typeof ListedParent>;

export const ProcessFacts = z.object({
  origin: z.enum(['proc', 'ps']),
  /** True when the listing would have shown an Apache process had there been one. */
  complete: z.boolean(),
  /** True when parent pids are known, so that workers can be told from parents for certain. */
  related: z.boolean(),
  processes: z.array(ListedProcess),
  parents: z.array(ListedParent),
  /** Children of an Apache parent that are not Apache: log pipes, a passphrase prompt. */
  helpers: z.array(z.object({ pid: z.number().int(), ppid: z.number().int(), comm: z.string(), line: z.string() })),
  /** Replaced files that a process still runs code from. */
  replaced: z.array(z.object({ pid: z.number().int(), path: z.string(), line: z.string() })),
});
export type ProcessFacts = z.infer<typeof ProcessFacts>;
