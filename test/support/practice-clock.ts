import { readPracticeRecordings } from '../../src/workbench/practice/recordings.ts';

/** The clock of a practice host when it was recorded, in seconds since the epoch. */
export function recordedAt(host: string): number {
  const survey = readPracticeRecordings().find(({ name }) => name === host)?.before.sections['survey']?.text ?? '';
  const [, uptime] = /^uptime (\d+)/m.exec(survey) ?? [];
  const [, boot] = /^btime (\d+)/m.exec(survey) ?? [];
  return Number(boot) + Number(uptime);
}
