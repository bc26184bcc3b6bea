import { cutText, oneLine } from '../../lib/hostile-text.ts';
import type { Watching } from '../../model/face/investigations.ts';
import type { SlackMessage } from './message.ts';
import { duration } from './moment.ts';
import { mrkdwn } from './mrkdwn.ts';
import { bold, bullets, context, italic, paragraph, rich } from './rich.ts';

const marks = { degraded: '🟠', healthy: '🟢', unknown: '⚪' } as const;

/** The one message that is edited while a host is watched; at the end it carries the verdict. */
export function renderWatching(watching: Watching): SlackMessage {
  const { host, verdict, headline, lines, samples, elapsedMs, forMs, ended } = watching;
  const mark = ended ? marks[verdict] : '👁';
  const said = ended ? `${host}: ${headline}` : `Watching ${host}: so far ${headline}`;
  const time = ended ? duration(elapsedMs) : `${duration(elapsedMs)} of ${duration(forMs)}`;
  return {
    text: mrkdwn`${mark} ${said} (${samples} samples)`.mrkdwn,
    blocks: [
      rich(
        paragraph(`${mark} `, bold(cutText(oneLine(said), 300)), italic(` · ${samples} samples, ${time}`)),
        ...(lines.length === 0 ? [] : [bullets(lines.map((line) => [cutText(oneLine(line), 300)]))]),
      ),
      ...(ended ? [context('watch: picture and table below · nothing was changed')] : []),
    ],
  };
}
