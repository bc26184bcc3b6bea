import { z } from 'zod';

const count = z.number().int().nonnegative();

/** Connections of one of Apache's ports, counted on the host. */
export const PortConnections = z.object({
  port: z.number().int(),
  states: z.record(z.string(), count),
  /** Remote addresses with most established connections, most first. */
  peers: z.array(z.object({ address: z.string(), count, line: z.string() })),
  /** Addresses whose connections trickle: several tiny segments received, nothing sent back (tcp_info data_segs_in, bytes_received). */
  trickling: z.array(z.object({ address: z.string(), count, line: z.string() })),
});
export type PortConnections = z.infer<typeof PortConnections>;

export const ConnectionFacts = z.object({
  ports: z.array(PortConnections),
  /** False where the kernel's per-connection counters were not shown. */
  tricklingKnown: z.boolean(),
});
export type ConnectionFacts = z.infer<typeof ConnectionFacts>;

/** Kernel counters of full accept queues, since boot, and how much they grew within a second. */
export const QueueCounters = z.object({
  overflows: count.optional(),
  drops: count.optional(),
  overflowsInASecond: count.optional(),
  somaxconn: count.optional(),
  line: z.string().optional(),
});
export type QueueCounters = z.infer<typeof QueueCounters>;
