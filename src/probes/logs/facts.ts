import { z } from 'zod';
import { LogEntry } from '../../model/log-entry.ts';

/** A message, with the file it stands in where its source reads several. */
export const FiledEntry = LogEntry.extend({ file: z.string().optional() });
export type FiledEntry = z.infer<typeof FiledEntry>;

/** What one log says, oldest first. */
export const LogFacts = z.object({
  entries: z.array(FiledEntry),
  /** Lines that fit no known grammar and belong to no message. */
  unrecognised: z.number().int(),
  /** Path or unit the lines were read from, when the host said so. */
  origin: z.string().optional(),
});
export type LogFacts = z.infer<typeof LogFacts>;
