import type { Progress } from '../../model/face/investigations.ts';
import type { SlackMessage } from './message.ts';
import { duration } from './moment.ts';
import { mrkdwn } from './mrkdwn.ts';
import { bold, italic, type Line, paragraph, rich } from './rich.ts';

/** Cells of the bar: fits one line of a phone beside the numbers. */
const cells = 10;
/** Titles per list: with more the message is a wall that jumps at every edit. */
const named = 6;

/** The one message of a thread that is edited while answers arrive, and then replaced by the verdict. */
export function renderProgress({ host, phase, looks, elapsedMs }: Progress): SlackMessage {
  const ended = looks.filter(({ state }) => state !== 'waiting').length;
  const doing = { connecting: `Connecting to ${host}`, looking: `Looking at ${host}`, judging: `Judging ${host}` }[
    phase
  ];
  const full = looks.length === 0 ? 0 : Math.floor((ended / looks.length) * cells);
  const bar =
    looks.length === 0 ? '' : `\n${'▰'.repeat(full)}${'▱'.repeat(cells - full)}  ${ended} of ${looks.length}  `;
  return {
    text: mrkdwn`⏳ ${doing}: ${ended} of ${looks.length}, ${duration(elapsedMs)}`.mrkdwn,
    blocks: [
      rich(
        paragraph(
          '⏳ ',
          bold(doing),
          bar,
          italic(bar === '' ? ` ${duration(elapsedMs)}` : duration(elapsedMs)),
          ...listed('✓', 'seen', looks),
          ...listed('✗ not seen:', 'absent', looks),
          ...listed('… waiting for', 'waiting', looks),
        ),
      ),
    ],
  };
}

function listed(mark: string, wanted: string, looks: Progress['looks']): Line {
  const titles = looks.filter(({ state }) => state === wanted).map(({ title }) => title);
  if (titles.length === 0) return [];
  const shown = titles.slice(0, named).join(', ');
  return [`\n${mark} ${shown}${titles.length > named ? ` and ${titles.length - named} more` : ''}`];
}
