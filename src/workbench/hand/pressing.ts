import { defined } from '../../lib/defined.ts';
import { type Control, controls } from '../blocks/read.ts';
import { type Context, slackSays } from '../context.ts';
import { blockActionsPayload, shortcutPayload } from '../payloads.ts';
import type { Message } from '../store.ts';
import type { Person } from '../workspace.ts';
import { type Outcome, personOf, refused } from './outcome.ts';

/** A press on a control of a message; `value` tells apart controls that share an action id. */
export interface Click {
  readonly user: string;
  readonly channel: string;
  readonly ts: string;
  readonly actionId: string;
  readonly value?: string | undefined;
  /** Whether the person accepts the control's confirmation dialog. */
  readonly confirm?: boolean | undefined;
}

/** A shortcut used on a message. */
export interface ShortcutUse {
  readonly user: string;
  readonly channel: string;
  readonly ts: string;
  readonly callbackId: string;
}

function choices(control: Control): readonly string[] {
  if (control.type === 'button') return control.value === undefined ? [] : [control.value];
  return control.options.map((option) => option.value);
}

function findControl(message: Message, click: Click): { blockId: string; control: Control } | undefined {
  return controls(message.blocks ?? []).find(
    ({ control }) =>
      control.action_id === click.actionId && (click.value === undefined || choices(control).includes(click.value)),
  );
}

function action(blockId: string, control: Control, value: string | undefined): Record<string, unknown> {
  const head = { action_id: control.action_id, block_id: blockId, type: control.type };
  if (control.type === 'button') {
    const { text, value: own, style, confirm, url } = control;
    return {
      ...head,
      text,
      ...defined({ value: own }),
      ...(style ? { style } : {}),
      ...(confirm ? { confirm } : {}),
      ...(url ? { url } : {}),
    };
  }
  const chosen = control.options.filter((option) => option.value === value);
  return control.type === 'static_select'
    ? { ...head, selected_option: chosen[0] ?? null }
    : { ...head, selected_options: chosen };
}

async function send(
  context: Context,
  person: Person,
  message: Message,
  ephemeral: boolean,
  fields: Record<string, unknown>,
) {
  const payload = blockActionsPayload(context, person, message, ephemeral, fields);
  return context.sockets.deliver({ type: 'interactive', payload, acceptsResponse: false });
}

function visibleMessage(context: Context, click: Click): { message: Message; ephemeral: boolean } | undefined {
  const message = context.store.message(click.channel, click.ts);
  if (message) return { message, ephemeral: false };
  const whisper = context.store.ephemerals.get(click.ts);
  return whisper && whisper.recipient === click.user ? { message: whisper, ephemeral: true } : undefined;
}

/** Presses a control that is really there, after its confirmation, and waits for the app's acknowledgement. */
export async function click(context: Context, press: Click): Promise<Outcome> {
  const person = personOf(context, press.user);
  const seen = visibleMessage(context, press);
  if (!person || !seen) return refused('this person sees no such message');
  const found = findControl(seen.message, press);
  if (!found)
    return refused(
      `the message has no control "${press.actionId}"${press.value === undefined ? '' : ` with this value`}`,
    );
  if (found.control.confirm && press.confirm !== true) return refused('the confirmation dialog was not accepted');
  const fields = action(found.blockId, found.control, press.value);
  const first = send(context, person, seen.message, seen.ephemeral, fields);
  const second = context.faults.takeDoubleClick() ? send(context, person, seen.message, seen.ephemeral, fields) : first;
  const [delivery] = await Promise.all([first, second]);
  if (delivery.status === 'acked') return { ok: true };
  const failure = `This action failed with the error "${delivery.error}"`;
  slackSays(context, press.user, press.channel, failure, seen.message.threadTs);
  return refused(failure);
}

/** Uses a message shortcut and waits for the app's acknowledgement. */
export async function shortcut(context: Context, use: ShortcutUse): Promise<Outcome> {
  const person = personOf(context, use.user);
  const message = context.store.message(use.channel, use.ts);
  if (!person || !message) return refused('this person sees no such message');
  const payload = shortcutPayload(context, person, message, use.callbackId);
  const delivery = await context.sockets.deliver({ type: 'interactive', payload, acceptsResponse: false });
  if (delivery.status === 'acked') return { ok: true };
  const failure = `This shortcut failed with the error "${delivery.error}"`;
  slackSays(context, use.user, use.channel, failure, message.threadTs);
  return refused(failure);
}
