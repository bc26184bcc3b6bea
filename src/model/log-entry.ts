import { z } from 'zod';

/** One message of a log, whatever wrote it: httpd's ErrorLog, the journal, syslog, the kernel ring buffer. */
export const LogEntry = z.object({
  /** Id of the source whose capture holds the line. */
  source: z.string(),
  /** The line as captured: a verbatim substring of the capture (its first 2,000 characters when longer). */
  raw: z.string(),
  /** ISO 8601; absent on lines without a time. Lines without a zone are read in the host's zone, or UTC when that is unknown. */
  at: z.string().optional(),
  /** What is left of the line after prefixes, `(errno)text:`, `[client …]` and the AH code. */
  message: z.string(),
  /** `AH00072` when the code stands at the start of the message; never from client-supplied text. */
  code: z.string().optional(),
  /** httpd module name without `mod_`, such as `mpm_event`, `core`, `proxy_http`. */
  module: z.string().optional(),
  level: z.string().optional(),
  pid: z.number().int().optional(),
  tid: z.string().optional(),
  errno: z.number().int().optional(),
  errnoText: z.string().optional(),
  /** Address (with port where given) in `[client …]` or `[remote …]`: whatever follows may be chosen by a stranger. */
  client: z.string().optional(),
  /** Syslog or journal identifier: `systemd`, `kernel`, `apachectl`, `apache2`, `CRON`. */
  program: z.string().optional(),
  /** Unprefixed lines that belong to this message, such as the reason under AH00526; verbatim. */
  continuation: z.array(z.string()),
});
export type LogEntry = z.infer<typeof LogEntry>;
