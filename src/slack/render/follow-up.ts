import { cutText, oneLine } from '../../lib/hostile-text.ts';
import type { FollowUp } from '../../model/face/investigations.ts';
import { actions, verbButton } from './button.ts';
import type { SlackMessage } from './message.ts';
import { mrkdwn } from './mrkdwn.ts';
import { bold, paragraph, preformatted, rich } from './rich.ts';

/** Says in the thread of a reload what of the old generation is still there, with the lines that show it. */
export function renderFollowUp({ host, minutes, finding }: FollowUp): SlackMessage {
  const summary = cutText(oneLine(finding.summary), 500);
  const quotes = finding.evidence.flatMap((one) => (one.kind === 'quote' ? [cutText(oneLine(one.text), 300)] : []));
  return {
    text: mrkdwn`👀 ${host}, ${minutes} minutes after the reload: ${summary}`.mrkdwn,
    blocks: [
      rich(
        paragraph('👀 ', bold(`${minutes} minutes after the reload of ${host}`), `\n${summary}`),
        ...(quotes.length === 0 ? [] : [preformatted(quotes.slice(0, 4).join('\n'))]),
        paragraph(cutText(oneLine(finding.remedy.advice), 600)),
      ),
      ...actions(verbButton('workers', host)),
    ],
  };
}
