import { z } from 'zod';
import { cutText, oneLine } from '../../lib/hostile-text.ts';
import type { Actor } from '../../model/engine-port.ts';
import type { BreakGlass } from '../../model/face/changes.ts';
import { plain } from './button.ts';
import { slackLimits } from './limits.ts';
import type { SlackMessage } from './message.ts';
import { mrkdwn } from './mrkdwn.ts';
import { changeTitle } from './plan-parts.ts';
import { bold, here, type Line, linkTo, paragraph, person, rich } from './rich.ts';

/** Action id of the button that ends a review. */
export const reviewAction = 'review:done';

/** What that button carries: which run. */
const ReviewValue = z.strictObject({ v: z.literal(1), run: z.string().min(1).max(200) });
export type ReviewValue = z.infer<typeof ReviewValue>;

/** The value of a review button that was pressed; undefined when it is not one of ours. */
export function readReviewValue(text: string | undefined): ReviewValue | undefined {
  try {
    return ReviewValue.safeParse(JSON.parse(text ?? '')).data;
  } catch {
    return undefined;
  }
}

/** What everybody in the channel is told before a break-glass change runs. */
export function renderBreakGlass(change: BreakGlass, link: string | undefined): SlackMessage {
  const title = `Break-glass: ${changeTitle(change)}`;
  return {
    text: mrkdwn`🔴 ${title}`.mrkdwn,
    blocks: [
      rich(
        paragraph(
          '🔴 ',
          here,
          ' ',
          bold(title),
          ' runs now, past the usual approvals.\n',
          ...whoAndWhy(change),
          '\n',
          linkTo(link, 'Its thread'),
        ),
      ),
    ],
  };
}

/** The mark that a change has to be reviewed, with the button; or by whom it was. */
export function renderReview(change: BreakGlass, value: ReviewValue | undefined, reviewer?: Actor): SlackMessage {
  const title = changeTitle(change);
  const [text, head]: readonly [string, Line] =
    reviewer === undefined
      ? [
          mrkdwn`🔎 ${title}: marked for review`.mrkdwn,
          ['🔎 ', bold('Marked for review'), ': the usual approvals were skipped.'],
        ]
      : [mrkdwn`☑ ${title}: reviewed`.mrkdwn, ['☑ ', bold('Reviewed'), ' by ', person(reviewer), '.']];
  return {
    text,
    blocks: [
      rich(paragraph(...head, '\n', ...whoAndWhy(change))),
      ...(value === undefined
        ? []
        : [
            {
              type: 'actions' as const,
              elements: [
                {
                  type: 'button' as const,
                  text: plain('Mark as reviewed', slackLimits.buttonText),
                  action_id: reviewAction,
                  value: JSON.stringify(value),
                },
              ],
            },
          ]),
    ],
  };
}

function whoAndWhy({ requestedBy, approvedBy, reason }: BreakGlass): Line {
  return [
    'Asked for by ',
    person(requestedBy),
    ', approved by ',
    person(approvedBy),
    '. Reason: ',
    cutText(oneLine(reason), 400),
  ];
}
