import type { Interruption } from '../../model/face/investigations.ts';
import type { Intent } from '../../model/intent.ts';
import { actions, runButton } from './button.ts';
import type { SlackMessage } from './message.ts';
import { mrkdwn } from './mrkdwn.ts';
import { bold, code, paragraph, rich } from './rich.ts';

const causes = {
  restart: ['cut off by a restart of the bot', 'The bot was restarted while it looked.'],
  fault: [
    'cut off by a fault of the bot',
    'Something went wrong inside the bot while it looked; its log has the details.',
  ],
} as const;

/** What replaces the progress of a run that was cut off, with a button to ask again, as it was `asked` where that is known; `ownsRoot` = the thread was opened for this run. */
export function renderInterrupted(
  verb: string,
  host: string,
  by: Interruption,
  ownsRoot: boolean,
  asked?: Intent,
): SlackMessage {
  const [short, long] = causes[by];
  return {
    text: mrkdwn`🟠 ${verb} ${host}: ${short}`.mrkdwn,
    blocks: [
      rich(paragraph('🟠 ', bold(long), '\nNothing was changed on the host, and nothing is known from this run.')),
      ...actions(
        asked === undefined ? [] : runButton(asked, { label: 'Ask again', style: 'primary', takesRoot: ownsRoot }),
      ),
    ],
  };
}

/** What is said in the thread of a change that the bot cannot go on with because it cannot read what the record holds of it. */
export function renderUnreadable(runId: string): SlackMessage {
  return {
    text: mrkdwn`🟠 The record holds ${runId} in a shape that this version of the bot does not know`.mrkdwn,
    blocks: [
      rich(
        paragraph(
          '🟠 ',
          bold('The record holds this run in a shape that this version of the bot does not know.'),
          '\nThe bot does not go on with it, and its approval is cancelled. What had begun may have been carried out, so look at the host. ',
          'Run: ',
          code(runId),
        ),
      ),
    ],
  };
}
