import { z } from 'zod';

const count = z.number().int().nonnegative();
const Tally = z.object({ name: z.string(), count });

/** How requests fared of which some were answered 5xx or 403, in the order of the log: those whose path begins alike, or all of them. */
export const Faring = z.object({
  /** The site where the log names it, and the first part of the path; `*` for all requests, where only 5xx counts as bad. */
  group: z.string(),
  bad: count,
  /** Good answers before the first bad one, between bad ones, and after the last. */
  before: count,
  between: count,
  after: count,
  /** When the first and the last bad one, and the last good one, were received. */
  firstBad: z.string(),
  lastBad: z.string(),
  lastGood: z.string().optional(),
  /** Of the last bad one. */
  status: z.number().int(),
});
export type Faring = z.infer<typeof Faring>;

/** What the end of the access log says, counted on the host; no request line leaves it. */
export const AccessFacts = z.object({
  path: z.string().optional(),
  lines: count,
  /** Lines in a format that shows no status. */
  unread: count,
  statuses: z.record(z.string(), count),
  /** Lines looked at before the end that is counted whole, and how many of them were passed over: answers of 4xx, and what lies too far back. */
  before: z.object({ lines: count, passed: count }).optional(),
  /** Addresses with most requests, most first. */
  addresses: z.array(Tally),
  /** Addresses with most answers of 408, which mod_reqtimeout gives to requests that arrive too slowly. */
  slow: z.array(Tally),
  /** Time of the first and the last counted request, as the log writes it. */
  from: z.string().optional(),
  until: z.string().optional(),
  /** Requests and answers of 5xx by minute, oldest first; absent in what was counted before it was told. */
  minutes: z.array(z.object({ at: z.string(), count, bad: count })).optional(),
  /** The same by tens of seconds, the newest 60 of them. */
  tens: z.array(z.object({ at: z.string(), count, bad: count })).optional(),
  /** The groups with most bad answers, `*` among them, and how many groups had any; absent in what was counted before it was told. */
  farings: z.array(Faring).optional(),
  failingGroups: count.optional(),
  /** The same by site as `NAME:PORT`, where the format of the log names it; most first. */
  sites: z.array(z.object({ name: z.string(), count, bad: count })).optional(),
  /** Newest lines with a 5xx status, without query and referer. */
  samples: z.array(z.string()),
});
export type AccessFacts = z.infer<typeof AccessFacts>;
