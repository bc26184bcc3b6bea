import type { ContextBlock, KnownBlock } from '@slack/types';
import { cleanText, cutText, oneLine } from '../../lib/hostile-text.ts';
import type { Finding } from '../../model/finding.ts';
import { explainAbsence } from './explain-error.ts';
import { beforeNow, duration, hostTime } from './moment.ts';
import { type Sheet, sourceTitle } from './report-sheet.ts';
import { bold, bullets, context, italic, type Line, paragraph, preformatted, rich } from './rich.ts';

/** What a verdict without a problem rests on. */
export function looked({ lookedAt, report }: Sheet): KnownBlock[] {
  if (lookedAt.length > 0) return [rich(paragraph(bold('Looked at  '), `${cutText(lookedAt.join(', '), 600)}.`))];
  return report.unseen.length > 0 ? [] : [rich(paragraph(italic('The report does not say what was looked at.')))];
}

/** What could not be seen, why, and what would show it: always there when something was missing. */
export function unseen({ report, detail }: Sheet): KnownBlock[] {
  const items = report.unseen.map(
    ({ title, reason, question, wants }): Line => [
      bold(cutText(oneLine(title), 60)),
      ` ${explainAbsence(reason)}, so it is not known ${cutText(oneLine(question), 160)}. `,
      italic(`It needs ${cutText(oneLine(wants), 160)}.`),
    ],
  );
  const broken = report.broken.map(
    ({ rule }): Line => [bold(cutText(oneLine(rule), 60)), ' failed by itself: a bug of the bot, now in its log.'],
  );
  return section('Could not see', [...items, ...broken], detail.listed + 2);
}

/** What was asked for, as it is: titles, and lines of fixed width. */
export function panels({ report, detail }: Sheet): KnownBlock[] {
  const shown = report.panels ?? [];
  if (shown.length === 0) return [];
  const most = Math.max(3, Math.floor((detail.panelLines * 2) / (shown.length + 1)));
  return [
    rich(
      ...shown.flatMap(({ title, lines }) => {
        const kept = lines.slice(0, most).map((line) => cutText(cleanText(line).replace(/\n/g, ' ⏎ '), 170));
        const left = lines.length - kept.length;
        const more = left === 0 ? [] : [`… and ${left} more ${left === 1 ? 'line' : 'lines'}`];
        return [paragraph(bold(cutText(oneLine(title), 120))), preformatted([...kept, ...more].join('\n'))];
      }),
    ),
  ];
}

/** Findings that nobody asked about, in one line. */
export function alsoSeen({ report, detail }: Sheet): KnownBlock[] {
  const problems = (report.also ?? []).filter(({ severity }) => severity !== 'notice');
  const notices = (report.also ?? []).length - problems.length;
  if (problems.length === 0 && notices === 0) return [];
  const named = problems.slice(0, Math.min(3, detail.listed)).map(({ summary }) => cutText(oneLine(summary), 160));
  const left = problems.length - named.length;
  const counted = [
    ...(left === 0 ? [] : [`${left} more ${left === 1 ? 'problem' : 'problems'}`]),
    ...(notices === 0 ? [] : [`${notices} ${notices === 1 ? 'thing' : 'things'} worth knowing`]),
  ];
  const rest =
    counted.length === 0 ? '' : `${named.length === 0 ? '' : ' · '}${counted.join(' and ')}; diagnose says all.`;
  return [rich(paragraph(bold('Also seen  '), named.join(' · '), italic(rest)))];
}

/** Problems that are over: dated, and never mixed with the present ones. */
export function seenBefore({ report, detail }: Sheet): KnownBlock[] {
  return section(
    'Earlier, not the cause now',
    report.earlier.map((finding): Line => [whenOf(finding, report.at), cutText(oneLine(finding.summary), 200)]),
    detail.listed,
  );
}

/** Notices, one short line each. */
export function worthKnowing({ report, detail }: Sheet): KnownBlock[] {
  return section(
    'Worth knowing',
    report.notices.map((finding): Line => [cutText(oneLine(finding.summary), 160)]),
    detail.listed,
  );
}

/** The last moments before the look, oldest first, by the host's clock. */
export function whatHappened(sheet: Sheet): KnownBlock[] {
  const { report, detail } = sheet;
  const last = report.timeline.slice(Math.max(0, report.timeline.length - detail.moments));
  if (detail.moments === 0 || last.length === 0) return [];
  const lines = last.map(({ at, source, text }) => {
    return cutText(`${hostTime(at, report.at)}  ${sourceTitle(source, sheet)}: ${oneLine(text)}`, 140);
  });
  const left = report.timeline.length - last.length;
  const more = left === 0 ? '' : ` (the last ${last.length} of ${report.timeline.length} moments)`;
  return [rich(paragraph(bold('What happened'), italic(more)), preformatted(lines.join('\n')))];
}

/** The small print: the server as it is, when and how long was looked, and whether something was left out. */
export function foot({ report, lookedAt }: Sheet, shortened: boolean): ContextBlock {
  const sources = lookedAt.length === 0 ? '' : `${lookedAt.length} looks, `;
  const clock = report.at === undefined ? '' : ` · ${hostTime(report.at, undefined)} ${zone(report.at)} on the host`;
  return context(
    ...report.state.slice(0, 4).filter((line) => line.trim() !== ''),
    `${report.verb}: ${sources}${duration(report.durationMs)}${clock} · nothing was changed`,
    ...(shortened
      ? ['Shortened to fit: fewer quotes and list entries. The same command in a terminal shows all.']
      : []),
  );
}

function section(title: string, items: readonly Line[], most: number): KnownBlock[] {
  if (items.length === 0) return [];
  const shown = items.slice(0, most);
  const more: Line[] = items.length === shown.length ? [] : [[italic(`and ${items.length - shown.length} more`)]];
  return [rich(paragraph(bold(title)), bullets([...shown, ...more]))];
}

function whenOf({ at }: Finding, now: string | undefined): string {
  return at === undefined ? '' : `${hostTime(at, now)}${beforeNow(at, now)} · `;
}

function zone(at: string): string {
  const [offset = ''] = /(?:Z|[+-]\d{2}:?\d{2})$/.exec(at) ?? [];
  return offset === 'Z' || /^[+-]00:?00$/.test(offset) ? 'UTC' : offset;
}
