import type { KnownBlock, ModalView } from '@slack/types';

/** One message as Slack takes it; `text` is what a notification and a client without blocks show, and it is mrkdwn. */
export interface SlackMessage {
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
}

/** A modal as `views.open` takes it. */
export type SlackModal = ModalView;

/** Characters of every string in a value, keys not counted: what the budgets count. */
export function countCharacters(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  const members: readonly unknown[] = Object.values(value);
  return members.reduce<number>((sum, member) => sum + countCharacters(member), 0);
}
