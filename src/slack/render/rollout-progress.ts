import type { Button, KnownBlock } from '@slack/types';
import { z } from 'zod';
import { cutText, oneLine } from '../../lib/hostile-text.ts';
import { rolloutEnding } from '../../model/ending.ts';
import type { Actor } from '../../model/engine-port.ts';
import type { RolloutProgress } from '../../model/face/changes.ts';
import type { HostAt, HostEnd, HostState, RolloutCard, RolloutResult } from '../../model/rollout.ts';
import { actions, confirmation, plain, verbButton } from './button.ts';
import { endMark } from './end-mark.ts';
import { fitted } from './fit.ts';
import { slackLimits } from './limits.ts';
import type { SlackMessage } from './message.ts';
import { mrkdwn } from './mrkdwn.ts';
import { shortDigest } from './plan-parts.ts';
import { bold, bullets, context, type Line, paragraph, person, rich } from './rich.ts';
import { again, rolloutTitle } from './rollout.ts';

/** What the buttons of a rollout under way carry: which one. */
export const RolloutValue = z.strictObject({ v: z.literal(1), run: z.string().regex(/^[a-z0-9-]{1,80}$/) });
export type RolloutValue = z.infer<typeof RolloutValue>;

/** Action ids of these buttons. */
export const rolloutActionIds = { pause: 'rollout:pause', resume: 'rollout:resume', stop: 'rollout:stop' } as const;

/** The value of such a button; undefined when it is not one of ours. */
export function readRolloutValue(text: string | undefined): RolloutValue | undefined {
  if (text === undefined || text.length > slackLimits.buttonValue) return undefined;
  try {
    return RolloutValue.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

const marks: Readonly<Record<HostState, string>> = {
  waiting: '◌',
  draining: '⏳',
  changing: '⏳',
  admitting: '⏳',
  verified: '✅',
  failed: '🔴',
  untouched: '⛔',
  skipped: '⚪',
};

const words: Readonly<Record<HostState, string>> = {
  waiting: 'waiting',
  draining: 'being taken out of rotation',
  changing: 'being changed and verified',
  admitting: 'verified, being put back into rotation',
  verified: 'verified',
  failed: 'failed',
  untouched: 'not changed',
  skipped: 'not begun',
};

/** The one message that shows where a rollout is, with the buttons that hold it. */
export function renderRolloutProgress(progress: RolloutProgress): SlackMessage {
  const { card, hosts, paused } = progress;
  const done = hosts.filter(({ state }) => state === 'verified').length;
  const title = rolloutTitle(card.plan);
  const mark = paused === null ? '⏳' : '⏸';
  const standing = `${done} of ${hosts.length} verified`;
  return fitted([300, 80, 0], (detail) => ({
    text: mrkdwn`${mark} ${title}: ${standing}${paused === null ? '' : ', paused'}`.mrkdwn,
    blocks: [
      rich(
        paragraph(`${mark} `, bold(`${title}: ${standing}`), ...lead(progress)),
        bullets(hosts.map(hostLine(detail))),
      ),
      ...actions(buttons(progress)),
      foot(card),
    ],
  }));
}

/** How a rollout ended, host by host. */
export function renderRolloutResult(card: RolloutCard, result: RolloutResult): SlackMessage {
  const ending = rolloutEnding(result);
  const { line } = ending;
  const mark = endMark(result, ending);
  const title = rolloutTitle(card.plan);
  const ends = 'hosts' in result ? result.hosts : [];
  const failed = ends.find(({ ended }) => ended === 'failed' || ended === 'untouched');
  return fitted([500, 200, 0], (detail) => ({
    text: mrkdwn`${mark} ${title}: ${line}`.mrkdwn,
    blocks: [
      rich(
        paragraph(`${mark} `, bold(`${title}: ${line}`), ...why(result, detail)),
        ...(ends.length === 0 ? [] : [bullets(ends.map(endLine(detail)))]),
      ),
      ...nextButtons(card, result, failed),
      foot(card),
    ],
  }));
}

function lead({ paused, control }: RolloutProgress): Line {
  if (paused !== null) return [`\nPaused. ${cutText(oneLine(paused), 600)}`];
  if (control === null || control.wanted === 'go') return [];
  const what = control.wanted === 'pause' ? 'Pauses' : 'Stops';
  return [`\n${what} as soon as what is under way has ended, asked by `, person(control.by), '.'];
}

function hostLine(detail: number): (at: HostAt) => Line {
  return ({ host, state, detail: more }) => [
    `${marks[state]} `,
    bold(host),
    ` ${words[state]}`,
    more === '' || detail === 0 ? '' : `: ${cutText(oneLine(more), detail)}`,
  ];
}

function endLine(detail: number): (end: HostEnd) => Line {
  const line = hostLine(detail);
  return (end) => [...line({ host: end.host, state: end.ended, detail: end.detail }), rotationWords(end)];
}

function rotationWords({ ended, door }: HostEnd): string {
  if (door === 'shut') return ' It is out of rotation and stays so until somebody puts it back.';
  if (door === 'unknown') return ' Whether it is in rotation is not known: look at the balancer.';
  return ended === 'verified' && door === 'open' ? ', in rotation' : '';
}

function why(result: RolloutResult, detail: number): Line {
  if (result.ended !== 'stopped') return result.ended === 'complete' ? [] : ['\nNothing was changed.'];
  const words = detail === 0 ? '' : cutText(oneLine(result.why), detail);
  return [`\n${words}`, ...(result.by === null ? [] : [' By ', person(result.by satisfies Actor), '.'])];
}

function buttons({ card, paused, control }: RolloutProgress): Button[] {
  const value = { v: 1, run: card.runId } as const;
  if (control?.wanted === 'stop') return [];
  if (paused !== null) return [rolloutButton('resume', value), rolloutButton('stop', value)];
  return control?.wanted === 'pause'
    ? [rolloutButton('resume', value), rolloutButton('stop', value)]
    : [rolloutButton('pause', value), rolloutButton('stop', value)];
}

const looks = {
  pause: {
    label: 'Pause',
    title: 'Pause this rollout?',
    text: 'The host under way is finished and verified; no other begins until somebody resumes.',
  },
  resume: { label: 'Resume', title: 'Resume this rollout?', text: 'The floor is checked again before the next host.' },
  stop: {
    label: 'Stop',
    title: 'Stop this rollout?',
    text: 'The host under way is finished and verified; the rest stays as it is. It cannot be resumed.',
  },
} as const;

function rolloutButton(what: keyof typeof rolloutActionIds, value: RolloutValue): Button {
  const { label, title, text } = looks[what];
  const style = what === 'stop' ? 'danger' : 'primary';
  return {
    type: 'button',
    text: plain(label, slackLimits.buttonText),
    action_id: rolloutActionIds[what],
    value: JSON.stringify(value),
    ...(what === 'pause' ? {} : { style }),
    confirm: confirmation(title, text, label, style),
  };
}

function nextButtons(card: RolloutCard, { ended }: RolloutResult, failed: HostEnd | undefined): KnownBlock[] {
  if (ended === 'complete') return [];
  const look = failed === undefined ? [] : actions(verbButton('diagnose', failed.host, 'primary'));
  return [...look, ...again(card.plan)];
}

function foot({ digest, runId }: RolloutCard): KnownBlock {
  return context(`plan ${shortDigest(digest)} · run ${runId}`);
}
