import { z } from 'zod';
import type { Intent } from '../intent.ts';
import type { Message, WholePlan } from './message.ts';
import type { Conversation, MessageRef } from './places.ts';

/** Somebody asked for something; everything that commands may know of it. */
export interface Request {
  /** Unique per invocation: the same id again is a redelivery. */
  readonly id: string;
  readonly person: string;
  readonly conversation: Conversation;
  /** The thread it was asked in, where it was in one. */
  readonly thread?: MessageRef;
  /** True when the first message of that thread stands for a run that was cut off or came to nothing, and is now about this one. */
  readonly takesRoot?: boolean;
  /** Answers the asker alone. Never rejects. */
  answer(message: Message): Promise<void>;
}

/** Somebody said something in words. */
export interface Line extends Request {
  readonly text: string;
}

/** Somebody pressed a button; `message` is the one it is on, absent where a button is on none. */
export interface Press extends Request {
  readonly message?: MessageRef;
}

/** Which approval a decision is about, and exactly which plan: what the buttons of a card carry. */
export const ApprovalValue = z.strictObject({
  v: z.literal(1),
  approval: z.string().min(1).max(200),
  digest: z.string().regex(/^[0-9a-f]{64}$/),
});
export type ApprovalValue = z.infer<typeof ApprovalValue>;

/** Somebody pressed a button of a card, or Approve below the whole plan; no approval when the button cannot be read. */
export interface Click extends Press {
  readonly approval: ApprovalValue | undefined;
}

/** Somebody pressed a button about a run; no run when the button cannot be read. */
export interface RunClick extends Press {
  readonly run: string | undefined;
}

/** What people want of a rollout that is under way. */
export type RolloutWish = 'pause' | 'resume' | 'stop';

/** What people can ask for, through whatever face. No member rejects, and none leaves the asker without an answer. */
export interface Commands {
  /** Obeys a line of text. */
  ask(line: Line): Promise<void>;
  /** Does what a button stands for; undefined when the button cannot be read. */
  press(press: Press, intent: Intent | undefined): Promise<void>;
  decide(click: Click, verdict: 'approve' | 'deny'): Promise<void>;
  /** The whole plan of a card; undefined after an answer that says why not. */
  wholePlan(click: Click): Promise<WholePlan | undefined>;
  /** Where the card of an approval is. */
  cardOf(approval: ApprovalValue | undefined): Promise<MessageRef | undefined>;
  /** Marks a break-glass change as reviewed. */
  review(click: RunClick): Promise<void>;
  control(click: RunClick, wish: RolloutWish): Promise<void>;
  /** Explains a text to the asker alone. */
  explain(line: Line): Promise<void>;
}
