import { changeFlow } from '../changes/flow.ts';
import { oneLine } from '../lib/hostile-text.ts';
import { millisText } from '../lib/quantity.ts';
import { changeEnding } from '../model/ending.ts';
import type { RunRecord } from '../model/engine-port.ts';
import type { ChangeResult, RequestStats, SafetyCheck, Traffic, Undone, Verification } from '../model/plan.ts';
import { fenced, inline } from './markdown.ts';
import { changeResultOf, ifReadable } from './stored.ts';

/** How a change ended; undefined for other runs, and for one that has not ended or not by itself. */
export function outcomeOf({ run }: Pick<RunRecord, 'run'>): ChangeResult | undefined {
  return run.flow === changeFlow.name && run.status === 'done' ? ifReadable(() => changeResultOf(run)) : undefined;
}

/** How it ended in a few words. */
export function outcomeWords(result: ChangeResult): string {
  return changeEnding(result).line;
}

/** What the host showed afterwards, as Markdown; empty where nothing was looked at. */
export function proofLines(result: ChangeResult): readonly string[] {
  switch (result.ended) {
    case 'done':
      return [
        `Last command: ${inline(result.step)}, exit code ${result.exit}.`,
        '',
        ...(result.output.trim() === '' ? [] : [fenced(result.output), '']),
        ...verificationLines(result.verification),
        ...(result.traffic === null ? [] : trafficLines(result.traffic)),
        ...undoneLines(result.undone),
      ];
    case 'unknown':
      return [
        inline(result.detail),
        '',
        ...(result.verification === null ? [] : verificationLines(result.verification)),
        ...undoneLines(result.undone),
      ];
    case 'stopped':
      return [...result.reasons.map((why) => `- ${inline(why)}`), '', ...undoneLines(result.undone)];
    case 'refused':
      return result.reasons.map((why) => `- ${inline(why)}`);
    case 'drifted':
      return result.drift.map(
        ({ what, planned, now }) => `- ${inline(what)}: planned ${inline(planned)}, now ${inline(now)}`,
      );
    case 'locked':
      return [`Held by ${inline(result.holder)}.`];
    case 'not-sent':
      return [inline(result.detail)];
    case 'denied':
    case 'cancelled':
    case 'expired':
      return [];
  }
}

/** One thing that was looked at, with what it said. */
export function pointLine({ name, passed, detail }: SafetyCheck): string {
  return `- ${passed ? '✓' : '✗'} ${inline(name)}${detail === '' ? '' : `: ${inline(detail)}`}`;
}

function verificationLines({ points, quotes }: Verification): readonly string[] {
  return [
    ...points.map(pointLine),
    ...(points.length === 0 ? [] : ['']),
    ...(quotes.length === 0 ? [] : ['From the host:', '', fenced(quotes.join('\n')), '']),
  ];
}

function trafficLines({ url, before, during, after }: Traffic): readonly string[] {
  return [
    `Requests to ${inline(url)}:`,
    '',
    `- before: ${statsText(before)}`,
    `- while it ran: ${statsText(during)}`,
    `- after: ${statsText(after)}`,
    '',
  ];
}

function statsText({ sent, failed, medianMs, longestMs }: RequestStats): string {
  const times =
    medianMs === null ? '' : `, median ${millisText(medianMs)}, longest ${millisText(longestMs ?? medianMs)}`;
  return `${sent} sent, ${failed} failed${times}`;
}

function undoneLines(undone: Undone | null): readonly string[] {
  if (undone === null) return [];
  return [
    `Undo: ${undone.outcome}.${undone.detail === '' ? '' : ` ${inline(undone.detail)}`}`,
    '',
    ...undone.quotes.map((quote) => `    ${oneLine(quote)}`),
    ...(undone.quotes.length === 0 ? [] : ['']),
    ...undone.points.map(pointLine),
    '',
  ];
}
