import type { Absence } from '../../model/outcome.ts';

/** Why a source has no facts, as the end of a sentence that begins with its title. */
export function explainAbsence(reason: Absence): string {
  return absences[reason];
}

const absences: Readonly<Record<Absence, string>> = {
  'not-applicable': 'does not exist on this host',
  unreachable: 'could not be asked, because the host was not reached',
  'timed-out': 'did not answer in time',
  'not-permitted': 'may not be read by the bot',
  'not-installed': 'needs a program that is not installed',
  failed: 'failed',
  unrecognised: 'answered something that could not be read',
  'cut-short': 'was cut short before it ended',
  'not-asked': 'was not asked',
};
