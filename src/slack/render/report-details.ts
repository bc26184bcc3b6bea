import type { ContextBlock, KnownBlock } from '@slack/types';
import { hostTime, zoneOf } from '../../lib/host-time.ts';
import { cleanText, cutText, oneLine } from '../../lib/hostile-text.ts';
import { undated } from '../../lib/undated.ts';
import { earlierText } from '../../model/earlier.ts';
import type { Report } from '../../model/report.ts';
import {
  besideQuestion,
  hygieneText,
  noticeText,
  titlesOf,
  type UnseenGroup,
  unseenGroups,
  usersGet,
  worthKnowing,
} from '../../model/telling.ts';
import { explainAbsence } from './explain-error.ts';
import { duration } from './moment.ts';
import { type Sheet, sourceTitle } from './report-sheet.ts';
import { bold, bullets, context, italic, type Line, paragraph, preformatted, rich, ticked } from './rich.ts';

/** A line or two of a phone; a whole list is a wall that nobody reads. */
const NAMED_LOOKS = 8;

/** What a verdict without a problem rests on; what is asked last comes first, for that is what the server itself answers. */
export function looked({ lookedAt, report }: Sheet): KnownBlock[] {
  const missing = new Set(report.unseen.map(({ title }) => title));
  const seen = lookedAt.filter((title) => !missing.has(title)).toReversed();
  if (seen.length > 0) {
    const named = seen.slice(0, NAMED_LOOKS).join(', ');
    const more = seen.length > NAMED_LOOKS ? ` and ${seen.length - NAMED_LOOKS} more` : '';
    return [rich(paragraph(bold('Looked at  '), `${cutText(named, 600)}${more}.`))];
  }
  return report.unseen.length > 0 ? [] : [rich(paragraph(italic('The report does not say what was looked at.')))];
}

/** What could not be seen, why, and what would show it: always there when something was missing. */
export function unseen({ report, lookedAt, detail }: Sheet): KnownBlock[] {
  if (sawNothing({ report, lookedAt })) {
    const said = 'Nothing on this host could be looked at, so nothing is known about Apache there.';
    return [rich(paragraph(bold('Could not see  '), said))];
  }
  const items = unseenGroups(report).map(unseenLine);
  const broken = report.broken.map(
    ({ rule }): Line => [bold(cutText(oneLine(rule), 60)), ' failed by itself: a bug of the bot, now in its log.'],
  );
  return section('Could not see', [...items, ...broken], detail.listed + 2);
}

function unseenLine(group: UnseenGroup): Line {
  const { reason, detail, sources, wants } = group;
  const [first] = sources;
  const names = cutText(oneLine(titlesOf(group)), 400);
  const open =
    sources.length > 1 || first === undefined ? '' : `, so it is not known ${cutText(oneLine(first.question), 160)}`;
  return [
    bold(names),
    sources.length > 1 ? `: ${cutText(oneLine(detail), 160)}. ` : ` ${explainAbsence(reason)}${open}. `,
    ...(wants === undefined ? [] : ticked(`It needs ${cutText(oneLine(wants), 200)}.`)),
  ];
}

/** What each site answers, the bad ones first; left out where the first line has said it all. */
export function siteLines({ report, detail }: Sheet): KnownBlock[] {
  const items = usersGet(report).map(({ state, text, since }): Line => {
    const dated = since === undefined ? '' : `, since ${hostTime(since, report.at)}`;
    return [`${siteMarks[state]} ${cutText(oneLine(text), 300)}${dated}`];
  });
  return section('Users get', items, detail.listed);
}

const siteMarks = { bad: '🔴', slow: '🟠', good: '🟢', 'not-known': '⚪' } as const;

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
  const { problems, notices: noted } = besideQuestion(report);
  const notices = noted.length;
  if (problems.length === 0 && notices === 0) return [];
  const named = problems.slice(0, Math.min(3, detail.listed)).map(({ summary }) => cutText(oneLine(summary), 160));
  const left = problems.length - named.length;
  const counted = [
    ...(left === 0 ? [] : [`${left} more ${left === 1 ? 'problem' : 'problems'}`]),
    ...(notices === 0 ? [] : [`${notices} ${notices === 1 ? 'thing' : 'things'} worth knowing`]),
  ];
  const rest =
    counted.length === 0 ? '' : `${named.length === 0 ? '' : ' · '}${counted.join(' and ')}; diagnose shows all.`;
  return [rich(paragraph(bold('Also seen  '), named.join(' · '), italic(rest)))];
}

/** Problems that are over: dated, and never mixed with the present ones. */
export function seenBefore({ report, detail }: Sheet): KnownBlock[] {
  return section(
    'Earlier, not the cause now',
    report.earlier.map((finding): Line => [cutText(oneLine(earlierText(finding, report.at)), 400)]),
    detail.listed,
  );
}

/** Notices, one short line each; what was not seen has a part of its own. */
export function worthKnown({ report, detail }: Sheet): KnownBlock[] {
  return section(
    'Worth knowing',
    worthKnowing(report).map((finding): Line => [cutText(oneLine(noticeText(finding, report.at)), 160)]),
    detail.listed,
  );
}

/** Who logged it, as error logs have it: the proof keeps it, a list of moments needs the words. */
const threadIds = / \[pid \d{1,10}(?::tid \d{1,20})?\]/;

/** The last moments before the look that nothing above has told, oldest first, by the host's clock. */
export function whatHappened(sheet: Sheet): KnownBlock[] {
  const { report, detail } = sheet;
  const moments = momentsLeft(report, detail);
  const last = moments.slice(Math.max(0, moments.length - detail.moments));
  if (detail.moments === 0 || last.length === 0) return [];
  const lines = last.map(({ at, source, text }) => {
    return cutText(
      `${hostTime(at, report.at)}  ${sourceTitle(source, sheet)}: ${undated(oneLine(text)).replace(threadIds, '')}`,
      140,
    );
  });
  const left = moments.length - last.length;
  const more = left === 0 ? '' : ` (the last ${last.length} of ${moments.length} moments)`;
  return [rich(paragraph(bold('What else happened'), italic(more)), preformatted(lines.join('\n')))];
}

/** Without the lines that prove what is told above: the quotes of the causes, and what each notice rests on. */
function momentsLeft({ timeline, cases, notices }: Report, { quotes }: Sheet['detail']): Report['timeline'] {
  const told = [...cases.map(({ root }) => root.evidence.slice(0, quotes)), ...notices.map(({ evidence }) => evidence)];
  const said = new Set(told.flat().flatMap((one) => (one.kind === 'quote' ? [one.text] : [])));
  return timeline.filter(({ text }) => !said.has(text));
}

/** The small print: the server as it is, when and how long was looked, and whether something was left out. */
export function foot({ report, lookedAt }: Sheet, shortened: boolean): ContextBlock {
  const looks = sawNothing({ report, lookedAt }) ? 'nothing could be looked at, ' : `${lookedAt.length} checks, `;
  const sources = lookedAt.length === 0 ? '' : looks;
  const clock = report.at === undefined ? '' : ` · ${hostTime(report.at, undefined)} ${zoneOf(report.at)} on the host`;
  const hygiene = hygieneText(report);
  return context(
    ...(hygiene === undefined ? [] : [`Could be better, with time: ${cutText(oneLine(hygiene), 300)}`]),
    ...report.state.slice(0, 4).filter((line) => line.trim() !== ''),
    `${report.verb}: ${sources}${duration(report.durationMs)}${clock} · nothing was changed`,
    ...(shortened
      ? ['Shortened to fit: fewer quotes and list entries. The same command in a terminal shows all.']
      : []),
  );
}

/** True when the host was not reached, so that no look has an answer. */
function sawNothing({ report: { unseen: missing }, lookedAt }: Pick<Sheet, 'report' | 'lookedAt'>): boolean {
  return (
    missing.length > 0 && missing.length >= lookedAt.length && missing.every(({ reason }) => reason === 'unreachable')
  );
}

function section(title: string, items: readonly Line[], most: number): KnownBlock[] {
  if (items.length === 0) return [];
  const shown = items.slice(0, most);
  const more: Line[] = items.length === shown.length ? [] : [[italic(`and ${items.length - shown.length} more`)]];
  return [rich(paragraph(bold(title)), bullets([...shown, ...more]))];
}
