import { z } from 'zod';

/** One request to / and how it ended. */
export const RequestAnswer = z.object({
  url: z.string(),
  port: z.number().int(),
  /** TCP connected within the limit. */
  connected: z.boolean(),
  /** An HTTP answer came within the limit. */
  answered: z.boolean(),
  http: z.number().int().optional(),
  connectSeconds: z.number().optional(),
  totalSeconds: z.number().optional(),
  server: z.string().optional(),
  /** curl(1) exit code: 7 refused, 28 timed out, 35 TLS, 52 empty reply, 56 reset. */
  exit: z.number().int(),
  /** The line that says how it ended, verbatim. */
  line: z.string(),
});
export type RequestAnswer = z.infer<typeof RequestAnswer>;

export const RequestFacts = z.object({ answers: z.array(RequestAnswer) });
export type RequestFacts = z.infer<typeof RequestFacts>;
