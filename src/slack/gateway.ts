import type { WebClient } from '@slack/web-api';
import { defined } from '../lib/defined.ts';
import type { Delivered, ThreadFile } from '../model/face/face.ts';
import { createCaller } from './calls.ts';
import type { Log } from './log.ts';
import { createPace } from './pace.ts';
import type { SlackPlace } from './place.ts';
import { createProgress } from './progress-lane.ts';
import type { SlackMessage } from './render/message.ts';
import { sendable } from './sendable.ts';
import { edit, type Outbox, permalink, post, type SendOptions, type Sent, update, upload, whisper } from './sending.ts';

/** The only way to Slack: checks, paces and orders everything sent, and never rejects. */
export interface Gateway {
  /**
   * Posts once. When Slack does not say whether it did, posts once more with a note that it may be a repeat: Slack has no
   * idempotency key, and a verdict twice is better than none.
   */
  post(channel: string, message: SlackMessage, options?: SendOptions): Promise<Sent>;
  /** Replaces a message, after any progress under way and instead of any progress waiting; posts anew when it is gone. */
  update(ref: SlackPlace, message: SlackMessage, options?: SendOptions): Promise<Sent>;
  /** Shows how far something is, when there is room for it; only the latest value counts, and none may ever be shown. */
  progress(ref: SlackPlace, message: SlackMessage): void;
  /** Tells one person; Slack does not promise that they see it. */
  ephemeral(channel: string, user: string, message: SlackMessage, threadTs?: string): Promise<Delivered>;
  /** Attaches a file to a thread; never shared outside the channel. */
  upload(channel: string, threadTs: string, file: ThreadFile): Promise<Delivered>;
  permalink(ref: SlackPlace): Promise<string | undefined>;
  /** Resolves when everything handed in so far has ended. */
  idle(): Promise<void>;
}

/** Makes the gateway of one workspace; the client should have no retries of its own and reject rate-limited calls. */
export function createGateway(settings: {
  readonly client: WebClient;
  readonly log: Log;
  /** How long an answer is waited for; shorter in tests. */
  readonly deadlineMs?: number;
  /** How many times faster than Slack asks for it sends, for a workspace of its own; 1 unless a test is in a hurry. */
  readonly speed?: number;
}): Gateway {
  const { client, log, deadlineMs, speed } = settings;
  const outbox: Outbox = { client, log, caller: createCaller(log, deadlineMs), pace: createPace(speed) };
  const lane = createProgress(outbox.caller, outbox.pace, (ref, message) =>
    edit(outbox, ref, sendable(message, log), 'give-up'),
  );
  const open = new Set<Promise<unknown>>();
  return {
    post: (channel, message, options = {}) => track(post(outbox, channel, message, options)),
    update: (ref, message, options = {}) =>
      track(update(outbox, lane.overtake(ref), ref, message, options).finally(() => lane.release(ref))),
    progress: (ref, message) => lane.show(ref, message),
    ephemeral: (channel, user, message, threadTs) =>
      track(whisper(outbox, { channel, user, ...defined({ threadTs }) }, message)),
    upload: (channel, threadTs, file) => track(upload(outbox, channel, threadTs, file)),
    permalink: (ref) => track(permalink(outbox, ref)),
    async idle() {
      while (open.size > 0) await Promise.allSettled(open);
    },
  };

  async function track<T>(work: Promise<T>): Promise<T> {
    open.add(work);
    try {
      return await work;
    } finally {
      open.delete(work);
    }
  }
}
