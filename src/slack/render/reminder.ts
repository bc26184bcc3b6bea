import type { Reminder } from '../../model/face/changes.ts';
import type { SlackMessage } from './message.ts';
import { duration } from './moment.ts';
import { mrkdwn } from './mrkdwn.ts';
import { changeTitle, shortDigest, when } from './plan-parts.ts';
import { bold, context, linkTo, mentions, paragraph, rich } from './rich.ts';

/** Reminds the approvers of a plan that is about to expire; who has approved already is not called again. */
export function renderReminder(reminder: Reminder): SlackMessage {
  const { card, expiresAt, leftMs, link } = reminder;
  const { plan, digest, approvers, approvedBy } = card;
  const title = changeTitle(plan);
  const left = duration(leftMs);
  const users = approvers.users.filter((id) => id !== approvedBy?.id);
  return {
    text: mrkdwn`⏰ ${title} expires in ${left}.`.mrkdwn,
    blocks: [
      rich(
        paragraph(
          '⏰ ',
          ...mentions(users, approvers.groups),
          ': ',
          bold(title),
          ` waits for ${approvedBy === undefined ? 'an approval' : 'a second approval'} and expires in ${left}. `,
          linkTo(link, 'The card'),
        ),
      ),
      context(mrkdwn`expires ${when(expiresAt)} · plan ${shortDigest(digest)}`),
    ],
  };
}
