import type { Report } from '../../src/model/report.ts';
import { reportText } from '../../src/terminal/report-text.ts';
import { plain } from '../../src/terminal/style.ts';
import type { Eyes } from './eyes.ts';
import type { Fault } from './fault.ts';
import { provoke } from './lab.ts';

/** How one fault was judged. */
export interface Score {
  readonly fault: string;
  readonly title: string;
  /** Whether a calm verdict is the right one: the host is odd, or was just fixed. */
  readonly calm: boolean;
  readonly led: boolean;
  /** What led, or the verdict where nothing did. */
  readonly lead: string;
  readonly missing: readonly string[];
  readonly falseAlarms: readonly string[];
  readonly seconds: number;
  /** The report that was judged. */
  readonly report?: Report;
  /** Set when the fault itself could not be made. */
  readonly broken?: string;
}

/** Provokes a fault on a host and compares the bot's own diagnosis with what must be found. */
export async function scoreFault(eyes: Eyes, id: string, host: string): Promise<Score> {
  let fault: Fault;
  try {
    fault = await provoke(id, host);
  } catch (error) {
    const broken = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    return {
      fault: id,
      title: '',
      calm: false,
      led: false,
      lead: '',
      missing: [],
      falseAlarms: [],
      seconds: 0,
      broken,
    };
  }
  const { report } = await eyes.diagnose(host);
  return compare(fault, report);
}

/** Holds a report against what the fault says must be found. */
export function compare({ id, title, expect }: Fault, report: Report): Score {
  const present = report.cases.flatMap(({ root, symptoms }) => [root.id, ...symptoms.map((symptom) => symptom.id)]);
  const mentioned = new Set<string>([
    ...present,
    ...report.notices.map((one) => one.id),
    ...report.earlier.map((one) => one.id),
  ]);
  const lead = report.cases[0]?.root.id;
  const allowed = expect.lead === null ? [] : [expect.lead].flat();
  return {
    fault: id,
    title,
    calm: expect.lead === null,
    led: expect.lead === null ? lead === undefined : lead !== undefined && allowed.includes(lead),
    lead: lead ?? `(${report.verdict})`,
    missing: [
      ...expect.found.filter((one) => !mentioned.has(one)),
      ...(expect.impact === undefined || expect.impact === report.impact?.state
        ? []
        : [`impact ${expect.impact} (said ${report.impact?.state ?? 'nothing'})`]),
    ],
    falseAlarms: expect.absent.filter((one) => present.some((id) => id === one)),
    seconds: report.durationMs / 1_000,
    report,
  };
}

/** The scores as a Markdown page. */
export function scoreboard(scores: readonly Score[], about: string): string {
  const judged = scores.filter(({ broken }) => broken === undefined);
  const right = judged.filter(({ led }) => led).length;
  const complete = judged.filter(({ missing }) => missing.length === 0).length;
  const clean = judged.filter(({ falseAlarms }) => falseAlarms.length === 0).length;
  const rows = scores.map(({ fault, title, led, lead, missing, falseAlarms, seconds, broken }) =>
    broken === undefined
      ? `| \`${fault}\` ${title} | ${led ? 'yes' : '**no**'}: ${lead} | ${missing.length === 0 ? 'yes' : `**no**: ${missing.join(', ')}`} | ${falseAlarms.length === 0 ? 'none' : `**${falseAlarms.join(', ')}**`} | ${seconds.toFixed(1)} |`
      : `| \`${fault}\` | not made: ${broken.replaceAll('|', '/').slice(0, 120)} | | | |`,
  );
  return `# Scoreboard

Written by \`npm run lab -- score\`: each fault is really produced on a real host, and the bot diagnoses it over SSH as an unprivileged user
with the sudo rules it generated itself. Expectations live with the faults in \`test/lab/faults/\`.

${about}

**${right} of ${judged.length}** led by the right cause, **${complete}** with everything found, **${clean}** without a false alarm.

| fault | led by the right cause? | all found? | false alarms | seconds |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
}

/** True when nothing about the judgement has to be fixed. */
export function isRight({ led, missing, falseAlarms, broken }: Score): boolean {
  return led && missing.length === 0 && falseAlarms.length === 0 && broken === undefined;
}

/** One score as a line of a terminal. */
export function scoreLine(score: Score): string {
  const { fault, led, lead, missing, falseAlarms, seconds, broken } = score;
  const misses = [
    led ? [] : [`led by ${lead}`],
    missing.map((id) => `missing ${id}`),
    falseAlarms.map((id) => `false alarm ${id}`),
  ].flat();
  return `${fault.padEnd(28)} ${seconds.toFixed(1).padStart(5)} s  ${broken ?? (isRight(score) ? 'right' : misses.join(', '))}`;
}

/** The report that was judged, as a terminal shows it. */
export function scoredReport({ report }: Score): string {
  return report === undefined ? '' : reportText(report, plain);
}
