import type { ShownChange } from '../../model/face/changes.ts';
import type { SlackMessage } from './message.ts';
import { mrkdwn } from './mrkdwn.ts';
import { bold, bullets, type Line, linkTo, paragraph, person, rich } from './rich.ts';

/** Who else is changing a host. */
export function renderOtherChanges(host: string, others: readonly ShownChange[]): SlackMessage {
  return {
    text: mrkdwn`⚠ ${host} has another change.`.mrkdwn,
    blocks: [rich(paragraph('⚠ ', bold(`${host} has another change`)), bullets(others.map(otherLine)))],
  };
}

function otherLine({ what, who, state, since, link }: ShownChange): Line {
  const at = new Date(since).toISOString().slice(11, 16);
  return [
    `${what}, asked for by `,
    person(who),
    state === 'running' ? `, has been running since ${at} UTC` : `, has been waiting for approval since ${at} UTC`,
    ...(link === undefined ? [] : [': ', linkTo(link, 'its thread')]),
  ];
}
