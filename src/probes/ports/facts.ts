import { z } from 'zod';

/** Who holds a listening socket. */
export const Holder = z.object({
  program: z.string(),
  pids: z.array(z.number().int()),
  /** systemd unit of the first pid, where its cgroup could be read. */
  unit: z.string().optional(),
  cgroup: z.string().optional(),
});
export type Holder = z.infer<typeof Holder>;

/** One listening TCP socket. */
export const Listener = z.object({
  /** `*` for every address of both families, `0.0.0.0`, `[::]`, or the address itself. */
  address: z.string(),
  port: z.number().int(),
  /** Connections waiting to be accepted, and the most that may wait; absent where the tool does not show them. */
  queued: z.number().int().optional(),
  backlog: z.number().int().optional(),
  holders: z.array(Holder),
  line: z.string(),
});
export type Listener = z.infer<typeof Listener>;

export const ListenerFacts = z.object({
  listeners: z.array(Listener),
  /** False where the listing was made without root: then no holder proves nothing. */
  holdersVisible: z.boolean(),
  /** Connections in the same listing by local port: state counts and remote addresses with most of them. */
  connections: z.array(
    z.object({
      port: z.number().int(),
      states: z.record(z.string(), z.number().int()),
      peers: z.array(z.object({ address: z.string(), count: z.number().int() })),
    }),
  ),
});
export type ListenerFacts = z.infer<typeof ListenerFacts>;
