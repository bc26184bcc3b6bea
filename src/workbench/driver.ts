import type { Context } from './context.ts';
import { closeModal, type Submission, submitModal } from './hand/modals.ts';
import type { Outcome } from './hand/outcome.ts';
import { type Click, click, type ShortcutUse, shortcut } from './hand/pressing.ts';
import { command, mention, say, type Typed } from './hand/typing.ts';
import { type Ephemeral, type Message, type OpenView, repliesOf } from './store.ts';

export type { Outcome };

/** Longest wait for something that must happen, unless it is said; generous, because the machine may be busy. */
const LONGEST_MS = 100_000;

/** A text file attached to a message. */
export interface AttachedFile {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly content: string;
}

/** The hands and eyes of the people in the workspace; every action does what the page's own request does. */
export interface Driver {
  /** Types a slash command; resolves once the app has acknowledged it or Slack has given up. */
  command(typed: Typed): Promise<Outcome>;
  /** Posts a message, which reaches the app if it mentions it. */
  say(typed: Typed): Promise<Outcome>;
  /** Posts a message that mentions the app. */
  mention(typed: Typed): Promise<Outcome>;
  /** Presses a control; refused where it is not there or its confirmation is not accepted. */
  click(press: Click): Promise<Outcome>;
  submitModal(submission: Submission): Promise<Outcome>;
  closeModal(closing: { readonly user: string; readonly viewId: string }): Promise<Outcome>;
  shortcut(use: ShortcutUse): Promise<Outcome>;
  /** The messages of a channel outside threads, or a thread's root and replies, in order. */
  messages(channel: string, threadTs?: string): readonly Message[];
  /** What only this person sees, oldest first. */
  ephemerals(user: string): readonly Ephemeral[];
  /** The modals in front of this person, the topmost last. */
  modals(user: string): readonly OpenView[];
  /** The files attached in a channel, or in one of its threads. */
  files(channel: string, threadTs?: string): readonly AttachedFile[];
  /** Resolves with the first truthy answer of `predicate`, asked now and after every change; rejects after the timeout. */
  waitFor<T>(predicate: () => T | undefined | null | false, timeoutMs?: number): Promise<T>;
}

function inThread(context: Context, channel: string, threadTs: string): Message[] {
  const root = context.store.message(channel, threadTs);
  return [...(root ? [root] : []), ...repliesOf(context.store, channel, threadTs)];
}

function listed(context: Context, channel: string, threadTs: string | undefined): Message[] {
  if (threadTs !== undefined) return inThread(context, channel, threadTs);
  return [...context.store.messages.values()].filter(
    (message) => message.channel === channel && (message.threadTs === undefined || message.broadcast === true),
  );
}

function attached(context: Context, messages: readonly Message[]): AttachedFile[] {
  return messages
    .flatMap((message) => message.fileIds ?? [])
    .flatMap((id) => {
      const file = context.store.files.get(id);
      return file ? [{ id, name: file.name, title: file.title, content: file.content?.toString('utf8') ?? '' }] : [];
    });
}

function waitFor<T>(context: Context, predicate: () => T | undefined | null | false, timeoutMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const finish = (settle: () => void) => {
      clearTimeout(timer);
      stop();
      settle();
    };
    const look = () => {
      try {
        const found = predicate();
        if (found) finish(() => resolve(found));
      } catch (error) {
        finish(() => reject(error));
      }
    };
    const stop = context.store.subscribe(look);
    const timer = setTimeout(
      () => finish(() => reject(new Error(`nothing matched within ${timeoutMs} ms`))),
      timeoutMs,
    );
    look();
  });
}

/** Creates the driver of one workbench. */
export function createDriver(context: Context): Driver {
  return {
    command: (typed) => command(context, typed),
    say: (typed) => say(context, typed),
    mention: (typed) => mention(context, typed),
    click: (press) => click(context, press),
    submitModal: (submission) => submitModal(context, submission),
    closeModal: (closing) => closeModal(context, closing),
    shortcut: (use) => shortcut(context, use),
    messages: (channel, threadTs) => listed(context, channel, threadTs),
    ephemerals: (user) => [...context.store.ephemerals.values()].filter((message) => message.recipient === user),
    modals: (user) => [...context.store.views.values()].filter((open) => open.user === user),
    files: (channel, threadTs) => attached(context, listed(context, channel, threadTs)),
    waitFor: (predicate, timeoutMs = LONGEST_MS) => waitFor(context, predicate, timeoutMs),
  };
}
