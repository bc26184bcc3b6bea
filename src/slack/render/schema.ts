import { z } from 'zod';
import { messageBudget, modalBudget, richTextLength, slackLimits } from './limits.ts';
import { countCharacters, type SlackMessage, type SlackModal } from './message.ts';

/** What `<` may begin in mrkdwn of ours: a date, a person, a user group. Anything else is a mistake or an attack. */
const ownMarks = /<(?:!date\^\d{1,12}\^[^<>|^]{1,80}\|[^<>|]{1,100}|@[UW][A-Z0-9]{2,20}|!subteam\^S[A-Z0-9]{2,20})>/g;

function isOwnMarkup(text: string): boolean {
  return !/[<>]/.test(text.replace(ownMarks, ''));
}

function plainText(most: number) {
  return z.strictObject({ type: z.literal('plain_text'), text: z.string().min(1).max(most), emoji: z.literal(false) });
}

const Mrkdwn = z.strictObject({
  type: z.literal('mrkdwn'),
  text: z.string().min(1).max(slackLimits.sectionText).refine(isOwnMarkup, 'markup that is not ours'),
  verbatim: z.literal(true),
});

const Confirm = z.strictObject({
  title: plainText(slackLimits.confirmTitle),
  text: plainText(slackLimits.confirmText),
  confirm: plainText(slackLimits.confirmButton),
  deny: plainText(slackLimits.confirmButton),
  style: z.enum(['primary', 'danger']).optional(),
});

const Button = z.strictObject({
  type: z.literal('button'),
  text: plainText(slackLimits.buttonText),
  action_id: z.string().min(1).max(slackLimits.actionId),
  value: z.string().min(1).max(slackLimits.buttonValue),
  style: z.enum(['primary', 'danger']).optional(),
  confirm: Confirm.optional(),
});

const Text = z.strictObject({
  type: z.literal('text'),
  text: z.string().min(1).max(richTextLength),
  style: z.strictObject({ bold: z.boolean(), italic: z.boolean(), code: z.boolean() }).partial().optional(),
});

/** The address of a message of this workspace, as `chat.getPermalink` gives it; no other address is ever linked. */
const permalink = /^https?:\/\/[a-z0-9.-]+(?::\d+)?\/archives\/[CDG][A-Z0-9]+\/p\d+(?:\?[a-zA-Z0-9_=&.]*)?$/;

const Inline = z.discriminatedUnion('type', [
  Text,
  /* Elements, not text: no string can become one of these. */
  z.strictObject({ type: z.literal('broadcast'), range: z.literal('here') }),
  z.strictObject({ type: z.literal('link'), url: z.string().regex(permalink), text: z.string().min(1).max(80) }),
  z.strictObject({ type: z.literal('user'), user_id: z.string().regex(/^[UW][A-Z0-9]{2,20}$/) }),
  z.strictObject({ type: z.literal('usergroup'), usergroup_id: z.string().regex(/^S[A-Z0-9]{2,20}$/) }),
]);

const Section = z.strictObject({ type: z.literal('rich_text_section'), elements: z.array(Inline).min(1) });

const RichText = z.strictObject({
  type: z.literal('rich_text'),
  elements: z
    .array(
      z.discriminatedUnion('type', [
        Section,
        z.strictObject({ type: z.literal('rich_text_preformatted'), elements: z.array(Text).length(1) }),
        z.strictObject({
          type: z.literal('rich_text_list'),
          style: z.literal('bullet'),
          elements: z.array(Section).min(1),
        }),
      ]),
    )
    .min(1),
});

const Actions = z
  .strictObject({ type: z.literal('actions'), elements: z.array(Button).min(1).max(slackLimits.actionsElements) })
  .refine(({ elements }) => new Set(elements.map(({ action_id }) => action_id)).size === elements.length, {
    message: 'two buttons with one action_id',
  });

const Block = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('header'), text: plainText(slackLimits.headerText) }),
  z.strictObject({ type: z.literal('divider') }),
  z.strictObject({
    type: z.literal('context'),
    elements: z
      .array(z.discriminatedUnion('type', [plainText(slackLimits.sectionText), Mrkdwn]))
      .min(1)
      .max(slackLimits.contextElements),
  }),
  RichText,
  Actions,
]);

/** Exactly the messages this program sends; stricter than Slack, so that a mistake is found before Slack finds it. */
export const Message = z.strictObject({
  text: z.string().min(1).max(messageBudget.text).refine(isOwnMarkup, 'markup that is not ours'),
  blocks: z
    .array(Block)
    .max(messageBudget.blocks)
    .refine((blocks) => countCharacters(blocks) <= messageBudget.characters, 'more characters than the budget'),
});

/** Exactly the modals this program opens. */
export const Modal = z.strictObject({
  type: z.literal('modal'),
  callback_id: z.string().min(1).max(slackLimits.callbackId),
  private_metadata: z.string().max(slackLimits.privateMetadata),
  title: plainText(slackLimits.modalTitle),
  submit: plainText(slackLimits.modalButton).optional(),
  close: plainText(slackLimits.modalButton),
  blocks: z
    .array(Block)
    .min(1)
    .max(modalBudget.blocks)
    .refine((blocks) => countCharacters(blocks) <= modalBudget.characters, 'more characters than the budget'),
});

/** What is wrong with a message, one line per problem with its place; empty when it may be sent. */
export function checkMessage(message: SlackMessage): readonly string[] {
  return problemsOf(Message.safeParse(message));
}

/** What is wrong with a modal, as {@link checkMessage}. */
export function checkModal(modal: SlackModal): readonly string[] {
  return problemsOf(Modal.safeParse(modal));
}

function problemsOf(checked: z.ZodSafeParseResult<unknown>): readonly string[] {
  return checked.success ? [] : checked.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}
