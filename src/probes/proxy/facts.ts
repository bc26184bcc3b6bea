import { z } from 'zod';

const count = z.number().int().nonnegative();

/** A backend that the configuration names, and how the connections to it stand. */
export const Backend = z.object({
  /** `ADDRESS:PORT`, or the path of a Unix socket. */
  name: z.string(),
  open: count,
  /** Connections on which the last thing was sent by us, a second ago or more; 0 for a Unix socket, of which the kernel does not tell. */
  waiting: count,
  /** How long the oldest of these waits. */
  longestSeconds: z.number(),
  /** Connections that it has not accepted yet, and how many may wait there, where it runs on this host. */
  queued: count.optional(),
  backlog: count.optional(),
  /** Connections in TIME-WAIT. */
  closing: count,
});
export type Backend = z.infer<typeof Backend>;

/** Connections to backends, as the kernel shows them to everybody. */
export const BackendFacts = z.object({
  backends: z.array(Backend),
  /** The local ports that connections may have (ip_local_port_range). */
  localPorts: z.object({ first: count, last: count }).optional(),
});
export type BackendFacts = z.infer<typeof BackendFacts>;
