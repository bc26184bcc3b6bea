import { z } from 'zod';

const count = z.number().nonnegative();

/** What each letter of the scoreboard stands for (mod_status): `_` idle, `R` reading, `W` sending or waiting for a backend, `K` keep-alive, `G` finishing, `.` open. */
export const Scoreboard = z.object({
  letters: z.record(z.string(), count),
  /** Slots shown, which is the effective MaxRequestWorkers, plus slots above it that old processes still hold. */
  slots: count,
  /** Begin of the line as captured. */
  text: z.string(),
});
export type Scoreboard = z.infer<typeof Scoreboard>;

export const StatusPage = z.object({
  /** False where no answer came within the limit. */
  answered: z.boolean(),
  connected: z.boolean(),
  /** True where the connection was refused: then nothing listens, which is not what a busy server does. */
  refused: z.boolean(),
  /** HTTP status of the answer; absent for pasted text. */
  http: z.number().int().optional(),
  seconds: z.number().optional(),
  url: z.string().optional(),
  /** True when the answer is Apache's status page. */
  page: z.boolean(),
  /** The program behind another server's status page. */
  otherServer: z.string().optional(),
  version: z.string().optional(),
  mpm: z.string().optional(),
  uptimeSeconds: count.optional(),
  configGeneration: count.optional(),
  mpmGeneration: count.optional(),
  load1: count.optional(),
  accesses: count.optional(),
  milliseconds: count.optional(),
  busy: count.optional(),
  idle: count.optional(),
  graceful: count.optional(),
  processes: count.optional(),
  stopping: count.optional(),
  connections: count.optional(),
  keepAliveConnections: count.optional(),
  scoreboard: Scoreboard.optional(),
  balancerWorkers: z.array(z.object({ balancer: z.string(), name: z.string(), status: z.string(), line: z.string() })),
  /** By child, over about a second: requests served meanwhile, growth of its resident size, and that size now, in KiB. */
  growth: z.array(z.object({ pid: z.number().int(), requests: count, grownKiB: z.number(), kib: count })),
  /** Requests each child has served, from the HTML page with ExtendedStatus. */
  served: z.array(z.object({ pid: z.number().int(), requests: count })),
  /** Requests that children of before a graceful restart still serve (mod_status, mode G); the text of each is the client's. */
  finishing: z
    .array(
      z.object({ pid: z.number().int(), client: z.string(), vhost: z.string(), request: z.string(), line: z.string() }),
    )
    .optional(),
  /** Processes the HTML page marks `yes (old gen)`. */
  oldProcesses: count.optional(),
  /** The lines that say how the asking ended, verbatim. */
  answerLine: z.string().optional(),
});
export type StatusPage = z.infer<typeof StatusPage>;
