import type { ActionsBlock, Button, ConfirmationDialog, PlainTextElement } from '@slack/types';
import { z } from 'zod';
import { defined } from '../../lib/defined.ts';
import { cutText, oneLine } from '../../lib/hostile-text.ts';
import { DEFAULT_WATCH_SECONDS, Intent, verbOf } from '../../model/intent.ts';
import { readIntentV1 } from '../../model/intent-v1.ts';
import { type ButtonVerb, bareChangeVerbs, buttonLabels, readVerbs } from '../../model/verbs.ts';
import { slackLimits } from './limits.ts';

/** What a `run:VERB` button carries: an intent, never a command line. */
const RunValue = z.strictObject({
  v: z.literal(2),
  intent: Intent,
  /** True where the thread's first message stands for a run that was cut off or came to nothing: the new run takes it over. */
  takesRoot: z.literal(true).exactOptional(),
});

/** What a `run:VERB` button stands for. */
export type Run = { readonly intent: Intent; readonly takesRoot: boolean };

/** What the buttons of a plan card and its modal carry: which approval, and exactly which plan. */
export const ApprovalValue = z.strictObject({
  v: z.literal(1),
  approval: z.string().min(1).max(200),
  digest: z.string().regex(/^[0-9a-f]{64}$/),
});
export type ApprovalValue = z.infer<typeof ApprovalValue>;

/** Action ids of the plan card; a `run:` button's id is {@link runActionId}. `approve` is the modal's callback id too. */
export const approvalActions = { approve: 'approval:approve', deny: 'approval:deny', open: 'approval:open' } as const;

/** What a run button that was pressed stands for, whichever version of the bot made it; undefined when it is not one of ours. */
export function readRun(text: string | undefined): Run | undefined {
  const value = parsed(text);
  const run = RunValue.safeParse(value).data;
  return run === undefined ? readIntentV1(value) : { intent: run.intent, takesRoot: run.takesRoot === true };
}

/** The value of a plan card's button or modal; undefined when it is not one of ours. */
export function readApprovalValue(text: string | undefined): ApprovalValue | undefined {
  return readValue(ApprovalValue, text);
}

/** The action id of a button that runs a verb. */
export function runActionId(verb: string): string {
  return `run:${verb}`;
}

/** How a run button looks, and whether its run takes over the thread's first message. */
export interface RunLook {
  readonly label: string;
  readonly style?: 'primary';
  readonly takesRoot?: boolean;
}

/** A button that runs a look, or plans a change. None for an intent that would not be accepted back. */
export function runButton(intent: Intent, { label, style, takesRoot }: RunLook): Button[] {
  const value = { v: 2, intent, ...(takesRoot === true ? { takesRoot } : {}) };
  const carried = JSON.stringify(value);
  if (!RunValue.safeParse(value).success || carried.length > slackLimits.buttonValue) return [];
  return [
    {
      type: 'button',
      text: plain(label, slackLimits.buttonText),
      action_id: runActionId(verbOf(intent)),
      value: carried,
      ...defined({ style }),
    },
  ];
}

/** A button for a verb on a host, with the verb's own words; a change begins with its plan. */
export function verbButton(verb: ButtonVerb, host: string, style?: 'primary'): Button[] {
  return runButton(hostIntent(verb, host), { label: labels[verb], ...defined({ style }) });
}

/** Every verb that a button can stand for. */
export const buttonVerbs: readonly ButtonVerb[] = [...readVerbs, 'watch', ...bareChangeVerbs];

function hostIntent(verb: ButtonVerb, host: string): Intent {
  if (verb === 'watch') return { kind: 'watch', host, seconds: DEFAULT_WATCH_SECONDS };
  const change = bareChangeVerbs.find((name) => name === verb);
  if (change !== undefined) return { kind: 'change', verb: change, host, options: {} };
  const look = readVerbs.find((name) => name === verb);
  return { kind: 'look', verb: look ?? 'diagnose', host, options: {} };
}

/** A button of the plan card. */
export function approvalButton(
  action: keyof typeof approvalActions,
  value: ApprovalValue,
  look: { label: string; style?: 'primary' | 'danger'; confirm?: ConfirmationDialog },
): Button {
  return {
    type: 'button',
    text: plain(look.label, slackLimits.buttonText),
    action_id: approvalActions[action],
    value: JSON.stringify(value),
    ...defined({ style: look.style, confirm: look.confirm }),
  };
}

/** The question Slack asks before a button counts. */
export function confirmation(
  title: string,
  text: string,
  yes: string,
  style: 'primary' | 'danger',
): ConfirmationDialog {
  return {
    title: plain(title, slackLimits.confirmTitle),
    text: plain(text, slackLimits.confirmText),
    confirm: plain(yes, slackLimits.confirmButton),
    deny: plain('Not now', slackLimits.confirmButton),
    style,
  };
}

/** A row of buttons, one per action id, in order; nothing for none. */
export function actions(buttons: readonly Button[]): ActionsBlock[] {
  const elements = [...new Map(buttons.map((button) => [button.action_id, button])).values()];
  return elements.length === 0 ? [] : [{ type: 'actions', elements: elements.slice(0, slackLimits.actionsElements) }];
}

/** Plain text without emoji codes, cut to a limit. */
export function plain(text: string, most: number): PlainTextElement {
  return { type: 'plain_text', text: cutText(oneLine(text), most), emoji: false };
}

const labels: Readonly<Record<ButtonVerb, string>> = { ...buttonLabels, watch: 'Watch for a while' };

function readValue<Value>(schema: z.ZodType<Value>, text: string | undefined): Value | undefined {
  return schema.safeParse(parsed(text)).data;
}

function parsed(text: string | undefined): unknown {
  if (text === undefined || text.length > slackLimits.buttonValue) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
