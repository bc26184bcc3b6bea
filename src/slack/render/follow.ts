import { cleanText, cutText } from '../../lib/hostile-text.ts';
import type { Following } from '../../model/face/investigations.ts';
import type { SlackMessage } from './message.ts';
import { duration } from './moment.ts';
import { mrkdwn } from './mrkdwn.ts';
import { bold, context, italic, paragraph, preformatted, rich } from './rich.ts';

/** The one message that is edited while a log is followed. */
export function renderFollowing(following: Omit<Following, 'fresh' | 'unreached'>): SlackMessage {
  const { host, elapsedMs, forMs, count, newest, groups, missed, ended } = following;
  const said = `${count} new ${count === 1 ? 'message' : 'messages'}`;
  const head = ended ? `Followed the logs of ${host}` : `Following the logs of ${host}`;
  const time = ended ? duration(elapsedMs) : `${duration(elapsedMs)} of ${duration(forMs)}`;
  const lost =
    missed === 0 ? '' : ` · ${missed === 1 ? 'one read' : `${missed} reads`} failed, so messages may be missing`;
  return {
    text: mrkdwn`${ended ? '⏹' : '👁'} ${head}: ${said} in ${time}`.mrkdwn,
    blocks: [
      rich(
        paragraph(`${ended ? '⏹' : '👁'} `, bold(head), ` · ${said} · `, italic(`${time}${lost}`)),
        ...(newest.length === 0 ? [] : [preformatted(shown(newest))]),
        ...(groups.length === 0 ? [] : [paragraph(bold('Counted')), preformatted(shown(groups))]),
      ),
      ...(ended ? [context('By the lines that the host wrote; nothing was changed.')] : []),
    ],
  };
}

function shown(lines: readonly string[]): string {
  return lines.map((line) => cutText(cleanText(line).replace(/\n/g, ' ⏎ '), 200)).join('\n');
}
