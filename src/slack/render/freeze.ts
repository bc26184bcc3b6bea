import { cutText, oneLine } from '../../lib/hostile-text.ts';
import type { Actor } from '../../model/engine-port.ts';
import type { SlackMessage } from './message.ts';
import { bold, code, paragraph, person, rich } from './rich.ts';

/** Tells a channel that nothing may be changed any more. */
export function renderFrozen(by: Actor, reason: string | null): SlackMessage {
  const why = reason === null ? '' : `: ${cutText(oneLine(reason), 300)}`;
  return {
    text: '🧊 All changes are frozen.',
    blocks: [
      rich(
        paragraph(
          '🧊 ',
          bold('All changes are frozen'),
          ' by ',
          person(by),
          `${why}\nNothing can be approved, and what was approved does not begin. Looking still works. An approver ends it with `,
          code('/apache unfreeze'),
          '.',
        ),
      ),
    ],
  };
}

/** Tells a channel that changes may run again. */
export function renderLifted(by: Actor): SlackMessage {
  return {
    text: '🟢 Changes may run again.',
    blocks: [rich(paragraph('🟢 ', bold('Changes may run again.'), ' The freeze was lifted by ', person(by), '.'))],
  };
}

/** Tells the asker that there is nothing to lift. */
export function renderNotFrozen(): SlackMessage {
  return { text: 'Nothing is frozen.', blocks: [rich(paragraph('Nothing is frozen: changes may run.'))] };
}
