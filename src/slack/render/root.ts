import { cutText, oneLine } from '../../lib/hostile-text.ts';
import type { Actor } from '../../model/engine-port.ts';
import type { Root, RootState } from '../../model/face/investigations.ts';
import type { SlackMessage } from './message.ts';
import { dateMark, type Mrkdwn, mrkdwn, userMark } from './mrkdwn.ts';
import { bold, context, paragraph, rich } from './rich.ts';

const verdicts = { sick: '🔴', degraded: '🟠', healthy: '🟢', unknown: '⚪' } as const;
const outcomes = { good: '✅', bad: '🔴', unsure: '🟠', nothing: '⚪' } as const;

/** The message in the channel that the thread hangs on: what was asked, of which host, by whom, and how it stands. */
export function renderRoot({ host, verb, who, askedAt, now }: Root): SlackMessage {
  const [mark, line] = stand(now);
  const asked = new Date(askedAt).toISOString().slice(0, 19).replace('T', ' ');
  return {
    text: mrkdwn`${mark} ${verb} ${host}: ${line}`.mrkdwn,
    blocks: [
      rich(paragraph(`${mark} `, bold(`${verb} ${host}`), ' · ', cutText(oneLine(line), 300))),
      context(mrkdwn`asked by ${asker(who)} · ${dateMark(askedAt, `${asked} UTC`)}${expiry(now)}`),
    ],
  };
}

function stand(now: RootState): readonly [mark: string, line: string] {
  switch (now.state) {
    case 'running':
      return ['⏳', 'looking…'];
    case 'seen':
      return [verdicts[now.verdict], now.line];
    case 'planned':
      return ['🟡', 'a plan waits for approval in the thread'];
    case 'changing':
      return ['⏳', 'approved, running now…'];
    case 'changed':
      return [outcomes[now.outcome], now.line];
    case 'interrupted':
      return ['🟠', now.line];
    case 'failed':
      return ['🔴', now.line];
  }
}

function asker(who: Actor): Mrkdwn {
  return who.surface === 'slack' ? userMark(who.id) : mrkdwn`${who.id} (${who.surface})`;
}

function expiry(now: RootState): Mrkdwn {
  if (now.state !== 'planned') return mrkdwn``;
  const fallback = new Date(now.expiresAt).toISOString().slice(0, 16).replace('T', ' ');
  return mrkdwn` · expires ${dateMark(now.expiresAt, `${fallback} UTC`)}`;
}
