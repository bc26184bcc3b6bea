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
  /** Which round of strangers it belongs to; none where the rules' authors wrote it. */
  round: z.int().positive().optional(),
  /** Whether a calm verdict was the right one. */
  calm: z.boolean().optional(),
  led: z.boolean(),
  lead: z.string(),
  missing: z.array(z.string()),
  falseAlarms: z.array(z.string()),
  /** What the fault's author says who read the report: is the cause that leads the right one, whatever its id? */
  read: z.enum(['right', 'partly', 'wrong']).optional(),
  /** Why it was wrong and what was fixed since. */
  since: z.string().optional(),
});
export type FirstScore = z.infer<typeof FirstScore>;

/** The first scores so far, in the order they were made. */
export function firstScores(): readonly FirstScore[] {
  return existsSync(file) ? z.array(FirstScore).parse(JSON.parse(readFileSync(file, 'utf8'))) : [];
}

/** Keeps the scores of faults never scored before; a first time happens once. A fault that could not be made has no score. */
export function keepFirst(scores: readonly Score[], round: number, date: string): void {
  const known = firstScores();
  const fresh = scores
    .filter(({ fault, broken }) => broken === undefined && !known.some((one) => one.fault === fault))
    .map(({ fault, title, calm, led, lead, missing, falseAlarms }) => ({
      fault,
      title,
      date,
      round,
      calm,
      led,
      lead,
      missing,
      falseAlarms,
    }));
  writeFileSync(file, `${JSON.stringify([...known, ...fresh], null, 2)}\n`);
}

/** The first scores as chapters of the scoreboard: those of the authors, then each round of strangers. */
export function firstScoresChapter(scores: readonly FirstScore[]): string {
  const rounds = [...new Set(scores.flatMap(({ round }) => round ?? []))].toSorted((a, b) => a - b);
  return [
    authorsChapter(scores.filter(({ round }) => round === undefined)),
    rounds.length === 0 ? '' : STRANGERS,
    ...rounds.map((round) => roundText(round, scores)),
  ].join('');
}

function authorsChapter(scores: readonly FirstScore[]): string {
  if (scores.length === 0) return '';
  return `
## The first time

Scoring the same faults again and again and fixing what misses says little about the next fault. These were written later, with their expectations,
and judged once before any rule was changed for them. What they missed was fixed afterwards where the rule was wrong,
so in the table above they are ordinary faults.

**${count(scores, ({ led }) => led)} of ${scores.length}** led by the right cause, **${count(scores, ({ missing }) => missing.length === 0)}** with everything found, **${count(scores, ({ falseAlarms }) => falseAlarms.length === 0)}** without a false alarm, **${count(scores, (one) => isRight({ ...one, calm: false, seconds: 0 }))}** right in every respect.

| fault | first judged | led by the right cause? | all found? | false alarms | since then |
| --- | --- | --- | --- | --- | --- |
${scores
  .map((one) => `| \`${one.fault}\` ${one.title} | ${one.date} | ${judged(one)} | ${one.since ?? ''} |`)
  .join('\n')}
`;
}

const STRANGERS = `
## Faults of strangers

Invented and produced by people who had read the README and the laboratory's, and no rule: broken hosts, odd healthy ones and ones just fixed.
Each was judged once, by \`npm run lab -- first-score ROUND FAULT…\`, before anything was changed for it. The column "read" is its author's own judgement
of the report: the cause may be named rightly under another id than the expected one, and the other way round.
`;

function roundText(round: number, all: readonly FirstScore[]): string {
  const scores = all.filter((one) => one.round === round);
  const sick = scores.filter(({ calm }) => calm !== true);
  const well = scores.filter(({ calm }) => calm === true);
  const impactRight = count(scores, ({ missing }) => !missing.some((one) => one.startsWith('impact')));
  return `
### Round ${round}, ${scores[0]?.date ?? ''}

${sick.length} broken hosts: **${count(sick, ({ led }) => led)}** led by an expected id, **${count(sick, (one) => readRight(one))}** by the right cause as read, **${count(sick, ({ lead }) => lead === '(healthy)')}** called healthy.
${well.length} odd or fixed hosts: **${count(well, ({ led }) => !led)}** called broken. Impact right on **${impactRight} of ${scores.length}**.

| fault | led by an expected id? | all found? | false alarms | read | since then |
| --- | --- | --- | --- | --- | --- |
${scores.map((one) => `| \`${one.fault}\` ${one.title} | ${judged(one)} | ${one.read ?? ''} | ${one.since ?? ''} |`).join('\n')}
`;
}

function judged({ led, lead, missing, falseAlarms }: FirstScore): string {
  return [
    `${led ? 'yes' : '**no**'}: ${lead}`,
    missing.length === 0 ? 'yes' : `**no**: ${missing.join(', ')}`,
    falseAlarms.length === 0 ? 'none' : `**${falseAlarms.join(', ')}**`,
  ].join(' | ');
}

function readRight({ read, led }: FirstScore): boolean {
  return read === undefined ? led : read === 'right';
}

function count(scores: readonly FirstScore[], holds: (one: FirstScore) => boolean): number {
  return scores.filter(holds).length;
}
