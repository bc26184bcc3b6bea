import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { checkView } from '../blocks/check.ts';
import type { Block, ModalView } from '../blocks/schema.ts';
import { type Context, slackId } from '../context.ts';
import { viewClosedPayload, viewSubmissionPayload } from '../payloads.ts';
import type { OpenView } from '../store.ts';
import type { Person } from '../workspace.ts';
import { type Outcome, personOf, refused } from './outcome.ts';

/** What a person filled in: block id → action id → text, chosen value, or checked values. */
export type FormState = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

/** A press on a modal's submit button. */
export interface Submission {
  readonly user: string;
  readonly viewId: string;
  readonly state: FormState;
}

type Input = Extract<Block, { type: 'input' }>;

/** Puts a view in front of a person, on top of `below` where one is given, and returns it as stored. */
export function openView(context: Context, user: string, view: ModalView, below?: OpenView): OpenView {
  const id = slackId('V');
  const open: OpenView = {
    id,
    user,
    hash: freshHash(),
    rootViewId: below?.rootViewId ?? id,
    previousViewId: below?.id ?? null,
    view,
    errors: {},
  };
  context.store.putView(open);
  return open;
}

/** A new value for a view's `hash`, which changes with every update. */
export function freshHash(): string {
  return `${Date.now()}.${randomBytes(4).toString('hex')}`;
}

function problem(input: Input, given: string | readonly string[]): string | undefined {
  if (given.length === 0) return input.optional ? undefined : 'Please complete this required field.';
  const { element } = input;
  if (element.type !== 'plain_text_input' || typeof given !== 'string') return undefined;
  if (given.length > (element.max_length ?? 3_000)) return `Enter at most ${element.max_length ?? 3_000} characters.`;
  if (given.length < (element.min_length ?? 0)) return `Enter at least ${element.min_length} characters.`;
  return undefined;
}

function typed(input: Input, given: string | readonly string[]): Record<string, unknown> {
  const { element } = input;
  if (element.type === 'plain_text_input') return { type: element.type, value: given.length > 0 ? given : null };
  const chosen = element.options.filter(
    (option) => given === option.value || (Array.isArray(given) && given.includes(option.value)),
  );
  if (element.type === 'static_select') return { type: element.type, selected_option: chosen[0] ?? null };
  return { type: element.type, selected_options: chosen };
}

function fill(view: ModalView, state: FormState): { values: Record<string, unknown>; errors: Record<string, string> } {
  const values: Record<string, unknown> = {};
  const errors: Record<string, string> = {};
  for (const block of view.blocks) {
    if (block.type !== 'input') continue;
    const blockId = block.block_id ?? '';
    const actionId = block.element.action_id ?? '';
    const given = state[blockId]?.[actionId] ?? '';
    const wrong = problem(block, given);
    if (wrong) errors[blockId] = wrong;
    values[blockId] = { [actionId]: typed(block, given) };
  }
  return { values, errors };
}

const Answer = z.union([
  z.object({ response_action: z.literal('errors'), errors: z.record(z.string(), z.string()) }),
  z.object({ response_action: z.enum(['update', 'push']), view: z.unknown() }),
  z.object({ response_action: z.literal('clear') }),
  z.object({ response_action: z.undefined().optional() }),
]);

function closeStack(context: Context, open: OpenView): void {
  for (const view of context.store.views.values()) {
    if (view.rootViewId === open.rootViewId) context.store.closeView(view.id);
  }
}

const TROUBLE = 'We had some trouble connecting. Try again?';

function follow(context: Context, open: OpenView, payload: unknown): Outcome {
  const parsed = Answer.safeParse(payload);
  if (!parsed.success) return refused(TROUBLE);
  const answer = parsed.data;
  if (answer.response_action === 'clear') closeStack(context, open);
  if (answer.response_action === undefined) context.store.closeView(open.id);
  if (answer.response_action === 'errors') {
    context.store.putView({ ...open, errors: answer.errors });
    return refused('the app refused the form', answer.errors);
  }
  if (answer.response_action === 'update' || answer.response_action === 'push') {
    const checked = checkView(answer.view);
    if (!checked.ok) return refused(TROUBLE);
    if (answer.response_action === 'push') openView(context, open.user, checked.value, open);
    else context.store.putView({ ...open, view: checked.value, hash: freshHash(), errors: {} });
  }
  return { ok: true };
}

function ownView(context: Context, user: string, viewId: string): { person: Person; open: OpenView } | undefined {
  const person = personOf(context, user);
  const open = context.store.views.get(viewId);
  return person && open?.user === user ? { person, open } : undefined;
}

/** Submits a modal: required fields first, then the app's answer (errors, update, push, clear, or close). */
export async function submitModal(context: Context, submission: Submission): Promise<Outcome> {
  const own = ownView(context, submission.user, submission.viewId);
  if (!own) return refused('this person sees no such modal');
  const { values, errors } = fill(own.open.view, submission.state);
  if (Object.keys(errors).length > 0) {
    context.store.putView({ ...own.open, errors });
    return refused('the form is incomplete', errors);
  }
  const payload = viewSubmissionPayload(context, own.person, own.open, values);
  const delivery = await context.sockets.deliver({ type: 'interactive', payload, acceptsResponse: true });
  if (delivery.status === 'failed') return refused(TROUBLE);
  return follow(context, context.store.views.get(own.open.id) ?? own.open, delivery.payload);
}

/** Closes a modal; the app hears of it where the view asks for that. */
export async function closeModal(
  context: Context,
  closing: { readonly user: string; readonly viewId: string },
): Promise<Outcome> {
  const own = ownView(context, closing.user, closing.viewId);
  if (!own) return refused('this person sees no such modal');
  if (own.open.view.clear_on_close) closeStack(context, own.open);
  context.store.closeView(own.open.id);
  if (!own.open.view.notify_on_close) return { ok: true };
  const payload = viewClosedPayload(context, own.person, own.open);
  await context.sockets.deliver({ type: 'interactive', payload, acceptsResponse: false });
  return { ok: true };
}
