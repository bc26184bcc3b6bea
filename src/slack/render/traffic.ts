import type { KnownBlock } from '@slack/types';
import { millisText } from '../../lib/quantity.ts';
import type { RequestStats, Traffic } from '../../model/plan.ts';
import { bold, bullets, italic, paragraph, rich } from './rich.ts';

/** How one light request after the other fared on the host itself. */
export function trafficBlocks(traffic: Traffic | null): KnownBlock[] {
  if (traffic === null) return [];
  const { url, before, during, after } = traffic;
  return [
    rich(
      paragraph(italic(`Requests to ${url}`)),
      bullets([
        [bold('before'), `: ${statsText(before)}`],
        [bold('while it ran'), `: ${statsText(during)}`],
        [bold('after'), `: ${statsText(after)}`],
      ]),
    ),
  ];
}

function statsText({ sent, failed, medianMs, longestMs }: RequestStats): string {
  if (sent === 0) return 'none sent';
  const times =
    medianMs === null ? '' : `, median ${millisText(medianMs)}, longest ${millisText(longestMs ?? medianMs)}`;
  return `${sent} sent, ${failed} failed${times}`;
}
