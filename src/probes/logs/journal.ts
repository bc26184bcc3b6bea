import { z } from 'zod';
import { defined } from '../../lib/defined.ts';
import { type ReadContext, Unrecognised } from '../../model/source.ts';
import { LogFacts } from './facts.ts';
import { parseJournal } from './parse-journal.ts';

// == dropped 312              older lines of weight that were left out because there were too many of their kind
// == newest 400               from here on all lines; before it only those of weight, and what systemd said

/** The journal's lines about the service. */
export const JournalFacts = LogFacts.extend({
  /** From when on all lines were read, and how many of weight before that were left out; absent where the journal has no more. */
  window: z.object({ from: z.string().optional(), dropped: z.number().int() }).optional(),
});
export type JournalFacts = z.infer<typeof JournalFacts>;

/**
 * Reads the section of the `journal` probe, or journal lines as pasted.
 * @throws {Unrecognised} when the host has no journal, or this user may not see it.
 */
export function readJournal(text: string, context: ReadContext): JournalFacts {
  if (/^== none$/m.test(text)) throw new Unrecognised('this host has no journalctl', 'not-installed');
  const facts = parseJournal(text, 'journal', context);
  const newest = /^== newest \d+\n(.{0,2000})/m.exec(text)?.[1];
  if (newest === undefined) return facts;
  const from = parseJournal(newest, 'journal', context).entries[0]?.at;
  const dropped = Number(/^== dropped (\d{1,9})$/m.exec(text)?.[1] ?? '0');
  return { ...facts, window: { dropped, ...defined({ from }) } };
}
