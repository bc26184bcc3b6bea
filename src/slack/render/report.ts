import { defined } from '../../lib/defined.ts';
import { hostTime } from '../../lib/host-time.ts';
import { cutText, oneLine } from '../../lib/hostile-text.ts';
import { silenceText } from '../../model/earlier.ts';
import type { ShownReport } from '../../model/face/investigations.ts';
import type { Finding, Measure, Quote } from '../../model/finding.ts';
import { headlineOf } from '../../model/headline.ts';
import type { Case, Report } from '../../model/report.ts';
import { canWait, symptomsTold, symptomText } from '../../model/telling.ts';
import { bareChangeVerbs } from '../../model/verbs.ts';
import { actions, buttonVerbs, runButton, verbButton } from './button.ts';
import { fitted } from './fit.ts';
import type { SlackMessage } from './message.ts';
import { beforeNow } from './moment.ts';
import { mrkdwn } from './mrkdwn.ts';
import {
  alsoSeen,
  foot,
  looked,
  panels,
  seenBefore,
  siteLines,
  unseen,
  whatHappened,
  worthKnown,
} from './report-details.ts';
import { type Detail, type Sheet, sourceTitle } from './report-sheet.ts';
import { bold, bullets, divider, italic, type Line, type Part, paragraph, preformatted, rich, ticked } from './rich.ts';

const details: readonly Detail[] = [
  { quotes: 5, quoteLength: 500, otherQuotes: 1, cases: 5, listed: 6, moments: 8, panelLines: 30, words: 700 },
  { quotes: 3, quoteLength: 300, otherQuotes: 1, cases: 4, listed: 4, moments: 5, panelLines: 20, words: 500 },
  { quotes: 2, quoteLength: 200, otherQuotes: 0, cases: 3, listed: 3, moments: 0, panelLines: 12, words: 300 },
  { quotes: 1, quoteLength: 160, otherQuotes: 0, cases: 1, listed: 2, moments: 0, panelLines: 6, words: 160 },
];

const marks = { sick: '🔴', degraded: '🟠', healthy: '🟢', unknown: '⚪' } as const;
const severityMarks = { critical: '🔴', warning: '🟠', notice: '🔵' } as const;

/** One report as one message: the verdict first, then why, the proof, what follows from it, the next step, and what was not seen. */
export function renderReport(report: Report, options: Partial<Omit<ShownReport, 'report'>> = {}): SlackMessage {
  const { titles = {}, lookedAt = [], asked } = options;
  const shared = { report, titles, lookedAt, ...defined({ asked }) };
  return fitted(details, (detail) => drawn({ ...shared, detail }));
}

/** The verdict in one line, without markup: for the root message, notifications and logs. */
export function verdictLine({ report }: { readonly report: Report }): string {
  return `${marks[report.verdict]} ${cutText(oneLine(report.host), 80)}: ${cutText(oneLine(headlineOf(report)), 300)}`;
}

function drawn(sheet: Sheet): SlackMessage {
  const { report, detail } = sheet;
  const [leading, ...others] = report.cases;
  const shown = others.slice(0, detail.cases);
  return {
    text: fallback(sheet),
    blocks: [
      rich(paragraph(bold(verdictLine(sheet)), ...certainty(leading, report))),
      ...siteLines(sheet),
      ...(leading === undefined ? looked(sheet) : leadingCase(leading, sheet)),
      ...panels(sheet),
      ...shown.flatMap((other) => [divider, rich(...otherCase(other, sheet))]),
      ...(others.length > shown.length
        ? [rich(paragraph(italic(`And ${others.length - shown.length} more problems.`)))]
        : []),
      ...alsoSeen(sheet),
      ...unseen(sheet),
      ...seenBefore(sheet),
      ...worthKnown(sheet),
      ...whatHappened(sheet),
      foot(sheet, detail !== details[0]),
    ],
  };
}

function fallback({ report }: Sheet): string {
  const [leading] = report.cases;
  const verdict = verdictLine({ report });
  if (leading !== undefined) return mrkdwn`${verdict} Next: ${leading.root.remedy.advice}`.mrkdwn;
  const missing = report.unseen.length;
  return missing === 0 ? mrkdwn`${verdict}`.mrkdwn : mrkdwn`${verdict} Not seen: ${missing}.`.mrkdwn;
}

function certainty(leading: Case | undefined, report: Report): Line {
  if (leading === undefined) return [];
  const { severity, certainty: sure } = leading.root;
  return ['\n', italic(`${severity} · ${sureness[sure]}${followsText(symptomsTold(leading, report).length)}`)];
}

function followsText(symptoms: number): string {
  return symptoms === 0 ? '' : ` · explains ${symptoms} more`;
}

const sureness = {
  certain: 'certain: the lines below state it',
  likely: 'likely: it fits best',
  possible: 'possible',
} as const;

function leadingCase(one: Case, sheet: Sheet): SlackMessage['blocks'] {
  const { root } = one;
  const { listed, words } = sheet.detail;
  const symptoms = symptomsTold(one, sheet.report);
  const folded = symptoms.slice(0, listed).map((one): Line => [cutText(oneLine(symptomText(one, root)), 200)]);
  const more = symptoms.length - folded.length;
  return [
    rich(paragraph(bold('Why  '), ...ticked(cutText(root.cause, words)))),
    rich(...proof(root, sheet.detail.quotes, sheet)),
    ...(root.silence === undefined ? [] : [rich(paragraph(italic(silenceText(root.silence, sheet.report.at))))]),
    ...(folded.length === 0
      ? []
      : [
          rich(
            paragraph(bold('Follows from it')),
            bullets([...folded, ...(more > 0 ? [[italic(`and ${more} more`)]] : [])]),
          ),
        ]),
    rich(paragraph(bold('Next  '), ...ticked(cutText(root.remedy.advice, words)))),
    ...actions(runButtons(sheet)),
  ];
}

function otherCase(one: Case, sheet: Sheet): Part[] {
  const { root, symptoms } = one;
  const { words, otherQuotes } = sheet.detail;
  return [
    paragraph(
      bold(`${severityMarks[root.severity]} ${cutText(oneLine(root.summary), 300)}`),
      italic(` ${root.certainty}${followsText(symptoms.length)}`),
      ...(otherQuotes === 0 ? [] : ticked(`\n${cutText(root.remedy.advice, words)}`)),
    ),
    ...(otherQuotes === 0 || canWait(one, sheet.report) ? [] : proof(root, otherQuotes, sheet)),
  ];
}

/** The lines and numbers that prove a finding: each quote dated and with its source named, the numbers together. */
function proof({ evidence }: Finding, most: number, sheet: Sheet): Part[] {
  const shown = evidence.slice(0, most);
  const measures = shown.flatMap((piece) => (piece.kind === 'measure' ? [measureLine(piece, sheet)] : []));
  const quotes = quoteParts(
    shown.filter((piece) => piece.kind === 'quote'),
    sheet,
  );
  const more = evidence.length - shown.length;
  const left = more === 0 ? [] : [paragraph(italic(`and ${more} more ${more === 1 ? 'line' : 'lines'} of proof`))];
  return [...quotes, ...(measures.length === 0 ? [] : [bullets(measures)]), ...left];
}

/** Neighbours from the same source and second share one title and one box. */
function quoteParts(quotes: readonly Quote[], sheet: Sheet): Part[] {
  const boxes: { readonly title: string; readonly lines: string[] }[] = [];
  for (const quote of quotes) {
    const title = quoteTitle(quote, sheet);
    const line = cutText(quote.text, sheet.detail.quoteLength);
    const last = boxes.at(-1);
    if (last?.title === title) last.lines.push(line);
    else boxes.push({ title, lines: [line] });
  }
  return boxes.flatMap(({ title, lines }) => [paragraph(italic(title)), preformatted(lines.join('\n'))]);
}

function quoteTitle({ source, at }: Quote, sheet: Sheet): string {
  const { at: now } = sheet.report;
  const dated = at === undefined ? '' : ` · ${hostTime(at, now)}${beforeNow(at, now)}`;
  return `${sourceTitle(source, sheet)}${dated}`;
}

function measureLine({ source, name, value, limit, unit }: Measure, sheet: Sheet): Line {
  const bound = limit === undefined ? '' : ` of ${limit}`;
  return [
    `${cutText(oneLine(name), 100)}: `,
    bold(`${value}${bound} ${cutText(oneLine(unit), 20)}`),
    italic(` · ${sourceTitle(source, sheet)}`),
  ];
}

/**
 * Buttons for the next steps that the causes name, the leading cause's first; a change, which begins with a plan, for the leading cause only.
 * The last is always a look at everything, to see whether what was done has helped.
 */
function runButtons({ report, asked: look }: Sheet): ReturnType<typeof runButton> {
  const { cases, host, verb: asked } = report;
  const changing: readonly string[] = bareChangeVerbs;
  const [leading] = cases;
  const wanted = cases
    .filter((one) => one === leading || !changing.includes(one.root.remedy.runbook ?? ''))
    .flatMap(({ root }) => root.remedy.runbook ?? []);
  const known = buttonVerbs.filter((verb) => wanted.includes(verb) && verb !== asked && verb !== 'diagnose');
  const ordered = known.sort((one, other) => wanted.indexOf(one) - wanted.indexOf(other));
  const steps = ordered.flatMap((verb, index) => verbButton(verb, host, index === 0 ? 'primary' : undefined));
  const label = asked === 'diagnose' ? 'Diagnose again' : 'Diagnose';
  const since = look?.kind === 'look' ? look.options.sinceSeconds : undefined;
  const options = defined({ sinceSeconds: since });
  return [...steps, ...runButton({ kind: 'look', verb: 'diagnose', host, options }, { label })];
}
