import type { Outcome } from '../../src/workbench/driver.ts';
import type { Workbench } from '../../src/workbench/server.ts';
import type { Ephemeral, Message } from '../../src/workbench/store.ts';
import { incidents } from './bench.ts';
import { readable } from './bench-text.ts';
import { visibleText } from './visible-text.ts';

/** A thread of one channel, as a test follows it. */
export interface Thread {
  readonly channel: string;
  readonly ts: string;
  root(): string;
  /** The replies as people read them. */
  replies(): readonly string[];
  messages(): readonly Message[];
  /** Resolves with the first reply that matches, once there is one. */
  reply(pattern: RegExp): Promise<Message>;
  /** Resolves with the root's text once it matches. */
  rootSays(pattern: RegExp): Promise<string>;
}

/** The hands of the people in the workspace, in words a scenario uses. */
export interface Hands {
  /** Types a slash command and waits for the thread it opens. */
  ask(user: string, text: string, channel?: string): Promise<Thread>;
  /** Types a slash command and waits for what only this person sees. */
  whispered(user: string, text: string, channel?: string): Promise<Ephemeral>;
  /** The next message only this person sees, after `act`. */
  whisperAfter(user: string, act: () => Promise<unknown>): Promise<Ephemeral>;
  thread(channel: string, ts: string): Thread;
  /** The first thread of the channel, once there is one. */
  firstThread(): Promise<Thread>;
  /** Asks for a change, a reload unless said, and waits for its card. */
  card(host: string, user?: string, wish?: Wish): Promise<Card>;
  press(user: string, message: Pick<Message, 'channel' | 'ts'>, actionId: string): Promise<Outcome>;
  threads(channel?: string): readonly Message[];
}

/** What is asked for: a verb, and what is typed after the host. */
export interface Wish {
  readonly verb?: string;
  readonly rest?: string;
}

/** A plan card in its thread. */
export interface Card {
  readonly thread: Thread;
  readonly message: Message;
  /** The card as it is now. */
  now(): string;
}

/** Hands on a workbench. */
export function handsOn({ driver }: Pick<Workbench, 'driver'>): Hands {
  const hands: Hands = {
    async ask(user, text, channel = incidents) {
      const before = new Set(hands.threads(channel).map(({ ts }) => ts));
      const outcome = await driver.command({ user, channel, text });
      if (!outcome.ok) throw new Error(outcome.failure);
      const root = await driver.waitFor(() => hands.threads(channel).find(({ ts }) => !before.has(ts)));
      return hands.thread(channel, root.ts);
    },
    whispered: (user, text, channel = incidents) =>
      hands.whisperAfter(user, () => driver.command({ user, channel, text })),
    async whisperAfter(user, act) {
      const before = driver.ephemerals(user).length;
      await act();
      return driver.waitFor(() => driver.ephemerals(user)[before]);
    },
    thread: (channel, ts) => threadOf(driver, channel, ts),
    async firstThread() {
      const root = await driver.waitFor(() => hands.threads()[0]);
      return hands.thread(incidents, root.ts);
    },
    async card(host, user = 'U0ROBIN', { verb = 'reload', rest = '' } = {}) {
      const thread = await hands.ask(user, `${verb} ${host} ${rest}`.trim());
      const message = await thread.reply(/approve\?/);
      await thread.rootSays(/waits for approval/);
      const now = () => readable(thread.messages().find(({ ts }) => ts === message.ts) ?? message);
      return { thread, message, now };
    },
    press: (user, { channel, ts }, actionId) => driver.click({ user, channel, ts, actionId, confirm: true }),
    threads: (channel = incidents) => driver.messages(channel),
  };
  return hands;
}

function threadOf(driver: Workbench['driver'], channel: string, ts: string): Thread {
  const messages = () => driver.messages(channel, ts);
  const thread: Thread = {
    channel,
    ts,
    messages,
    root: () => messages().slice(0, 1).map(readable).join(''),
    replies: () => messages().slice(1).map(readable),
    reply: (pattern) =>
      eventually(() =>
        messages()
          .slice(1)
          .find((message) => pattern.test(readable(message))),
      ),
    rootSays: (pattern) => eventually(() => (pattern.test(thread.root()) ? thread.root() : undefined)),
  };
  return thread;

  async function eventually<T>(look: () => T | undefined): Promise<T> {
    try {
      return await driver.waitFor(look);
    } catch {
      throw new Error(`it never came; the thread says:\n${messages().map(visibleText).join('\n---\n')}`);
    }
  }
}
