import { type ReadContext, Unrecognised } from '../../model/source.ts';
import { LogFacts } from './facts.ts';
import { parseJournal } from './parse-journal.ts';

/** The journal's lines about the service. */
export const JournalFacts = LogFacts;

/**
 * Reads the section of the `journal` probe, or journal lines as pasted.
 * @throws {Unrecognised} when the host has no journal, or this user may not see it.
 */
export function readJournal(text: string, context: ReadContext): LogFacts {
  if (/^== none$/m.test(text)) throw new Unrecognised('this host has no journalctl', 'not-installed');
  return parseJournal(text, 'journal', context);
}
