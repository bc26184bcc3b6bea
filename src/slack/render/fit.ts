import { cutText } from '../../lib/hostile-text.ts';
import { messageBudget } from './limits.ts';
import { countCharacters, type SlackMessage } from './message.ts';

const note = '\n_Shortened: the details did not fit into one Slack message._';

/**
 * Draws a message with the fullest detail that stays within the budget, trying them in the order given; when none does, the
 * plain text alone, which begins with the verdict. Each drawing says by itself what it leaves out.
 */
export function fitted<Detail>(details: readonly Detail[], draw: (detail: Detail) => SlackMessage): SlackMessage {
  let last: SlackMessage = { text: 'Nothing to show.', blocks: [] };
  for (const detail of details) {
    last = draw(detail);
    if (fits(last)) return last;
  }
  return plainOnly(last);
}

/** True when blocks and characters are within our budget. */
export function fits({ text, blocks }: SlackMessage): boolean {
  return (
    blocks.length <= messageBudget.blocks &&
    countCharacters(blocks) <= messageBudget.characters &&
    text.length <= messageBudget.text
  );
}

/** The message without its blocks, saying that something is missing; whatever else is wrong with it, this can be sent. */
export function plainOnly({ text }: SlackMessage): SlackMessage {
  return { text: cutMarkup(text, messageBudget.text - note.length) + note, blocks: [] };
}

/** Cuts without leaving half a mark or half an entity behind. */
function cutMarkup(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${cutText(text, most - 1)
    .replace(/…$/u, '')
    .replace(/<[^<>]*$/u, '')
    .replace(/&[a-z]{0,4}$/u, '')}…`;
}
