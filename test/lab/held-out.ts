import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { isRight, type Score } from './score.ts';

const file = join(import.meta.dirname, 'held-out.json');

/** The one judgement of a fault that was made before anybody had adapted a rule to it. */
const FirstScore = z.strictObject({
  fault: z.string(),
  title: z.string(),
  date: z.iso.date(),
  led: z.boolean(),
  lead: z.string(),
  missing: z.array(z.string()),
  falseAlarms: z.array(z.string()),
  /** Why it was wrong and what was fixed since. */
  since: z.string().optional(),
});
export type FirstScore = z.infer<typeof FirstScore>;

/** The first scores so far, in the order they were made. */
export function firstScores(): readonly FirstScore[] {
  return existsSync(file) ? z.array(FirstScore).parse(JSON.parse(readFileSync(file, 'utf8'))) : [];
}

/** Keeps the scores of faults never scored before; a first time happens once. A fault that could not be made has no score. */
export function keepFirst(scores: readonly Score[], date: string): void {
  const known = firstScores();
  const fresh = scores
    .filter(({ fault, broken }) => broken === undefined && !known.some((one) => one.fault === fault))
    .map(({ fault, title, led, lead, missing, falseAlarms }) => ({
      fault,
      title,
      date,
      led,
      lead,
      missing,
      falseAlarms,
    }));
  writeFileSync(file, `${JSON.stringify([...known, ...fresh], null, 2)}\n`);
}

/** The first scores as a chapter of the scoreboard. */
export function firstScoresChapter(scores: readonly FirstScore[]): string {
  if (scores.length === 0) return '';
  const count = (holds: (one: FirstScore) => boolean): number => scores.filter(holds).length;
  const rows = scores.map(
    ({ fault, title, date, led, lead, missing, falseAlarms, since = '' }) =>
      `| \`${fault}\` ${title} | ${date} | ${led ? 'yes' : '**no**'}: ${lead} | ${missing.length === 0 ? 'yes' : `**no**: ${missing.join(', ')}`} | ${falseAlarms.length === 0 ? 'none' : `**${falseAlarms.join(', ')}**`} | ${since} |`,
  );
  return `
## The first time

Scoring the same faults again and again and fixing what misses says little about the next fault. These were written later, with their expectations,
and judged once before any rule was changed for them (\`npm run lab -- first-score FAULT…\`). What they missed was fixed afterwards where the rule was wrong,
so in the table above they are ordinary faults.

**${count(({ led }) => led)} of ${scores.length}** led by the right cause, **${count(({ missing }) => missing.length === 0)}** with everything found, **${count(({ falseAlarms }) => falseAlarms.length === 0)}** without a false alarm, **${count((one) => isRight({ ...one, seconds: 0 }))}** right in every respect.

| fault | first judged | led by the right cause? | all found? | false alarms | since then |
| --- | --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
}
