import type { Button, KnownBlock } from '@slack/types';
import { cutText, oneLine } from '../../lib/hostile-text.ts';
import { changeEnding } from '../../model/ending.ts';
import type { ChangeSubject } from '../../model/face/changes.ts';
import type { ChangeResult, Drift, Verification } from '../../model/plan.ts';
import { actions, runButton, verbButton } from './button.ts';
import { endMark } from './end-mark.ts';
import { fitted } from './fit.ts';
import type { SlackMessage } from './message.ts';
import { duration } from './moment.ts';
import { mrkdwn } from './mrkdwn.ts';
import { changeTitle, checkLine, shortDigest } from './plan-parts.ts';
import { bold, bullets, code, context, italic, type Line, paragraph, person, preformatted, rich } from './rich.ts';
import { trafficBlocks } from './traffic.ts';
import { undoneBlocks, undoneLine } from './undone.ts';

/** What the bot does right now, while a change runs. */
export function renderChangeRunning(subject: ChangeSubject, doing: string, elapsedMs: number): SlackMessage {
  const title = changeTitle(subject);
  return {
    text: mrkdwn`⏳ ${title}: ${doing}`.mrkdwn,
    blocks: [
      rich(paragraph('⏳ ', bold(title), `\n${cutText(oneLine(doing), 300)} `, italic(duration(elapsedMs)))),
      foot(subject),
    ],
  };
}

/** How a change ended, with what the host showed afterwards; "not known" is said as loudly as "failed". */
export function renderChangeResult(result: ChangeResult, subject: ChangeSubject): SlackMessage {
  const ending = changeEnding(result);
  const { line } = ending;
  const mark = endMark(result, ending);
  const { said, next } = outcome(result);
  const title = changeTitle(subject);
  return fitted(
    [
      { quotes: 6, length: 500 },
      { quotes: 2, length: 200 },
      { quotes: 0, length: 0 },
    ],
    (detail) => ({
      text: mrkdwn`${mark} ${title}: ${line}`.mrkdwn,
      blocks: [
        rich(paragraph(`${mark} `, bold(`${title}: ${line}`), ...(said.length === 0 ? [] : ['\n', ...said]))),
        ...proof(result, detail),
        ...actions([...nextButton(next, subject), ...exportButton(result, subject)]),
        foot(subject),
      ],
    }),
  );
}

/** What is said besides the one line. */
interface Outcome {
  readonly said: Line;
  /** The button: a look, or this very change planned anew. */
  readonly next?: 'again' | 'diagnose' | 'status';
}

const untouched = 'Nothing was changed.';

function outcome(result: ChangeResult): Outcome {
  switch (result.ended) {
    case 'denied':
      return { said: ['Denied by ', person(result.by), `. ${untouched}`] };
    case 'cancelled':
      return { said: [untouched] };
    case 'expired':
      return { said: [`Nobody decided in time. ${untouched}`], next: 'again' };
    case 'drifted':
      return {
        said: [`The host is no longer what the plan was made for. ${untouched}`],
        next: 'again',
      };
    case 'refused':
      return { said: [untouched], next: 'diagnose' };
    case 'locked':
      return {
        said: ['Held by ', code(result.holder), `. ${untouched}`],
        next: 'again',
      };
    case 'stopped':
      return {
        said: [
          'The edited configuration would not survive, so the server was not made to read it. ',
          ...undoneLine(result.undone),
        ],
        next: 'diagnose',
      };
    case 'not-sent':
      return {
        said: [`${cutText(oneLine(result.detail), 400)} ${untouched}`],
        next: 'diagnose',
      };
    case 'unknown':
      return unknown(result);
    case 'done':
      return done(result);
  }
}

function done({ step, exit, verification, undone }: Extract<ChangeResult, { ended: 'done' }>): Outcome {
  const exited = exit === 0 ? '' : ` “${cutText(oneLine(step), 80)}” ended with exit code ${exit}.`;
  if (undone !== null)
    return {
      said: [exit === 0 ? 'It made things worse. ' : `${exited.trim()} `, ...undoneLine(undone)],
      next: 'diagnose',
    };
  switch (verification.outcome) {
    case 'verified':
      return { said: exited === '' ? [] : [exited.trim()] };
    case 'failed':
      return {
        said: [`What the host shows now is not what it should show afterwards.${exited}`],
        next: 'diagnose',
      };
    case 'unsure':
      return exit === 0
        ? {
            said: ['Not everything could be seen afterwards.'],
            next: 'status',
          }
        : {
            said: [`${exited.trim()} What the host shows now stands below.`],
            next: 'diagnose',
          };
  }
}

/** The end of the command was not seen; what the host shows afterwards decides where it can. */
function unknown({ detail, verification, undone }: Extract<ChangeResult, { ended: 'unknown' }>): Outcome {
  const why = cutText(oneLine(detail), 400);
  if (undone !== null) return { said: [`${why} `, ...undoneLine(undone)], next: 'diagnose' };
  switch (verification?.outcome) {
    case 'verified':
      return {
        said: [`Its end was not seen, but the host shows that it was carried out. ${why}`],
      };
    case 'failed':
      return {
        said: [`Its end was not seen, and the host does not show what it should show afterwards. ${why}`],
        next: 'diagnose',
      };
    case 'unsure':
    case undefined:
      return {
        said: [`Whether the command was carried out is not known. ${why}`],
        next: 'diagnose',
      };
  }
}

function proof(result: ChangeResult, detail: { quotes: number; length: number }): KnownBlock[] {
  if (result.ended === 'drifted') return driftBlocks(result.drift, detail.length);
  if (result.ended === 'stopped') return [...reasonBlocks(result.reasons), ...undoneBlocks(result.undone)];
  if (result.ended === 'refused') return reasonBlocks(result.reasons);
  if (result.ended === 'unknown')
    return [
      ...(result.verification === null ? notLooked() : verificationBlocks(result.verification, detail)),
      ...undoneBlocks(result.undone),
    ];
  if (result.ended !== 'done') return [];
  const output = result.output.trim();
  const said =
    output === '' || detail.length === 0
      ? []
      : [rich(paragraph(italic('The command said')), preformatted(cutText(output, detail.length)))];
  return [
    ...(result.exit === 0 ? [] : said),
    ...verificationBlocks(result.verification, detail),
    ...trafficBlocks(result.traffic),
    ...undoneBlocks(result.undone),
    ...(result.exit === 0 ? said : []),
  ];
}

function reasonBlocks(reasons: readonly string[]): KnownBlock[] {
  return reasons.length === 0 ? [] : [rich(bullets(reasons.slice(0, 8).map((why) => [why])))];
}

function notLooked(): KnownBlock[] {
  return [rich(paragraph('The host could not be looked at since. Take it as changed until somebody has looked.'))];
}

function verificationBlocks(
  { points, quotes }: Verification,
  detail: { quotes: number; length: number },
): KnownBlock[] {
  const shown = quotes.slice(0, detail.quotes).map((quote) => cutText(quote, detail.length));
  return [
    ...(points.length === 0 ? [] : [rich(bullets(points.slice(0, 24).map(checkLine)))]),
    ...(shown.length === 0 ? [] : [rich(paragraph(italic('From the host')), preformatted(shown.join('\n')))]),
    ...(quotes.length > shown.length ? [context(`${quotes.length - shown.length} more lines are in the record`)] : []),
  ];
}

function driftBlocks(drift: readonly Drift[], length: number): KnownBlock[] {
  const most = Math.max(60, length);
  const lines = drift
    .slice(0, 8)
    .flatMap(({ what, planned, now }) => [
      `${oneLine(what)}`,
      `  planned  ${cutText(oneLine(planned), most)}`,
      `  now      ${cutText(oneLine(now), most)}`,
    ]);
  return lines.length === 0 ? [] : [rich(preformatted(lines.join('\n')))];
}

function nextButton(next: Outcome['next'], { verb, host, options, ownsRoot }: ChangeSubject): Button[] {
  if (next === undefined) return [];
  if (next !== 'again') return verbButton(next, host, 'primary');
  return runButton(
    { kind: 'change', verb, host, options },
    { label: 'Plan it again', style: 'primary', takesRoot: ownsRoot === true },
  );
}

/** The record is worth having once something was sent to the host. */
function exportButton({ ended }: ChangeResult, { runId }: ChangeSubject): Button[] {
  const ran = ended === 'done' || ended === 'unknown' || ended === 'stopped';
  return ran ? runButton({ kind: 'export', run: runId }, { label: 'Export the record' }) : [];
}

function foot({ digest, runId }: ChangeSubject): KnownBlock {
  return context(`plan ${shortDigest(digest)} · run ${runId}`);
}
