import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The clock of a practice host when it was recorded, in seconds since the epoch. */
export function recordedAt(host: string): number {
  const survey = readFileSync(
    join(import.meta.dirname, `../../src/workbench/practice/snapshots/${host}/before/survey.txt`),
    'utf8',
  );
  const [, uptime] = /^uptime (\d+)/m.exec(survey) ?? [];
  const [, boot] = /^btime (\d+)/m.exec(survey) ?? [];
  return Number(boot) + Number(uptime);
}
