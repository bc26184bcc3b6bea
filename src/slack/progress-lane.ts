import type { Called, Caller } from './calls.ts';
import type { Pace } from './pace.ts';
import type { SlackPlace } from './place.ts';
import type { SlackMessage } from './render/message.ts';

/** Progress of many messages: one waiting value each, the latest. */
export interface ProgressLane {
  show(ref: SlackPlace, message: SlackMessage): void;
  /** Drops what waits for this message, and answers a promise of the end of what is being sent; nothing more is shown until {@link release}. */
  overtake(ref: SlackPlace): Promise<void>;
  release(ref: SlackPlace): void;
}

/** Makes the lane; `edit` sends one value. A value that meets a rate limit goes back to waiting, unless there is a newer one by then. */
export function createProgress(
  caller: Caller,
  pace: Pace,
  edit: (ref: SlackPlace, message: SlackMessage) => Promise<Called<unknown>>,
): ProgressLane {
  const waiting = new Map<string, SlackMessage>();
  const queued = new Set<string>();
  const held = new Map<string, number>();
  const sending = new Map<string, { readonly end: Promise<void>; overtaken: boolean }>();
  return {
    show(ref, message) {
      if (held.has(keyOf(ref))) return;
      waiting.set(keyOf(ref), message);
      queue(ref);
    },
    overtake(ref) {
      waiting.delete(keyOf(ref));
      held.set(keyOf(ref), (held.get(keyOf(ref)) ?? 0) + 1);
      const current = sending.get(keyOf(ref));
      if (current === undefined) return Promise.resolve();
      current.overtaken = true;
      return current.end;
    },
    release(ref) {
      const left = (held.get(keyOf(ref)) ?? 0) - 1;
      if (left > 0) held.set(keyOf(ref), left);
      else held.delete(keyOf(ref));
    },
  };

  function queue(ref: SlackPlace): void {
    const key = keyOf(ref);
    if (queued.has(key)) return;
    queued.add(key);
    const pause = caller.pausedFor('chat.update');
    if (pause > 0) setTimeout(() => schedule(ref), pause).unref();
    else schedule(ref);
  }

  function schedule(ref: SlackPlace): void {
    const key = keyOf(ref);
    pace
      .update('progress', () => sendWaiting(ref))
      .catch(() => {})
      .finally(() => {
        queued.delete(key);
        if (waiting.has(key)) queue(ref);
      });
  }

  async function sendWaiting(ref: SlackPlace): Promise<void> {
    const key = keyOf(ref);
    const message = waiting.get(key);
    waiting.delete(key);
    if (message === undefined) return;
    const answer = edit(ref, message);
    const current = { end: answer.then(() => {}), overtaken: false };
    sending.set(key, current);
    const ended = await answer;
    sending.delete(key);
    const wanted = !current.overtaken && !waiting.has(key);
    if (!ended.ok && ended.reason === 'rate-limited' && wanted) waiting.set(key, message);
  }
}

function keyOf({ channel, ts }: SlackPlace): string {
  return `${channel} ${ts}`;
}
