import type { KnownBlock } from '@slack/types';
import { cutText, oneLine } from '../../lib/hostile-text.ts';
import type { Undone } from '../../model/plan.ts';
import { checkLine } from './plan-parts.ts';
import { bold, bullets, italic, type Line, paragraph, preformatted, rich } from './rich.ts';

/** What became of undoing it. */
export function undoneLine(undone: Undone | null): Line {
  if (undone === null) return [];
  const detail = undone.detail === '' ? '' : ` ${cutText(oneLine(undone.detail), 300)}`;
  switch (undone.outcome) {
    case 'undone':
      return [bold('It was undone: '), `the host is as it was before.${detail}`];
    case 'failed':
      return [bold('Undoing it failed: '), `the host is not as it was before.${detail}`];
    case 'unknown':
      return [bold('Whether it was undone is not known.'), detail];
  }
}

/** Why it went wrong, in the server's words, and what the host showed after it was undone. */
export function undoneBlocks(undone: Undone | null): KnownBlock[] {
  if (undone === null) return [];
  const { points, quotes } = undone;
  return [
    ...(quotes.length === 0
      ? []
      : [
          rich(
            paragraph(italic('Logged meanwhile')),
            preformatted(quotes.map((quote) => cutText(quote, 400)).join('\n')),
          ),
        ]),
    ...(points.length === 0
      ? []
      : [rich(paragraph(italic('After undoing it')), bullets(points.slice(0, 8).map(checkLine)))]),
  ];
}
