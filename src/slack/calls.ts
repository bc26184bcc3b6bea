import { setTimeout as sleep } from 'node:timers/promises';
import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import type { SendFailure } from '../model/face/face.ts';
import type { Log } from './log.ts';

/** The end of a call; `detail` is Slack's error code or the socket's, for the log. */
export type Called<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: SendFailure; readonly detail: string };

/** Calls to Slack that never reject and share what is known of its rate limits. */
export interface Caller {
  /** Makes one call; when Slack says "later", waits inside, together with every other call of this method. */
  call<T>(method: string, send: () => Promise<T>, patience?: 'wait' | 'give-up'): Promise<Called<T>>;
  /** Milliseconds for which this method must not be called. */
  pausedFor(method: string): number;
}

/** An answer is waited for at most this long, whatever the client's own timeout is: longer than its 10 s, so that it speaks first. */
const DEADLINE_MS = 15_000;

/** Times that one call waits for a rate limit; Slack's own waits are at most 30 s each. */
const MOST_WAITS = 5;

/** Makes the caller of one workspace. */
export function createCaller(log: Log, deadlineMs = DEADLINE_MS): Caller {
  const pausedUntil = new Map<string, number>();
  const pausedFor = (method: string) => Math.max(0, (pausedUntil.get(method) ?? 0) - performance.now());
  return { call, pausedFor };

  function pause(method: string, seconds: number): void {
    const until = performance.now() + Math.max(1, seconds) * 1_000;
    pausedUntil.set(method, Math.max(until, pausedUntil.get(method) ?? 0));
    log.warn({ method, seconds }, 'Slack limits the rate');
  }

  async function call<T>(method: string, send: () => Promise<T>, patience = 'wait'): Promise<Called<T>> {
    for (let waits = 0; waits <= MOST_WAITS; waits += 1) {
      const wait = pausedFor(method);
      if (wait > 0 && patience === 'give-up') return limited;
      if (wait > 0) await sleep(wait);
      const answer = await attempt(send, deadlineMs);
      if ('ok' in answer) return answer;
      pause(method, answer.laterSeconds);
      if (patience === 'give-up') return limited;
    }
    return limited;
  }
}

const limited: Called<never> = { ok: false, reason: 'rate-limited', detail: 'ratelimited' };

async function attempt<T>(
  send: () => Promise<T>,
  deadlineMs: number,
): Promise<Called<T> | { readonly laterSeconds: number }> {
  try {
    return { ok: true, value: await withDeadline(send(), deadlineMs) };
  } catch (error) {
    if (error instanceof WebAPIRateLimitedError) return { laterSeconds: error.retryAfter };
    const answer = classify(error);
    return !answer.ok && answer.reason === 'rate-limited' ? { laterSeconds: 1 } : answer;
  }
}

/** Rejects with an error of unknown outcome when no answer comes in time. */
async function withDeadline<T>(answer: Promise<T>, deadlineMs: number): Promise<T> {
  const stop = new AbortController();
  const late = sleep(deadlineMs, undefined, { signal: stop.signal, ref: false }).then(() => {
    throw new Error('no answer in time');
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    stop.abort();
    late.catch(() => {});
  }
}

/** Slack's error codes by what they mean for us (docs.slack.dev, errors of chat.postMessage and chat.update). */
const reasons: Readonly<Record<string, SendFailure>> = {
  not_in_channel: 'not-in-channel',
  channel_not_found: 'not-in-channel',
  is_archived: 'not-in-channel',
  user_not_in_channel: 'not-in-channel',
  edit_window_closed: 'gone',
  message_not_found: 'gone',
  cant_update_message: 'gone',
  invalid_blocks: 'unreadable',
  invalid_blocks_format: 'unreadable',
  msg_blocks_too_long: 'unreadable',
  msg_too_long: 'unreadable',
  no_text: 'unreadable',
  invalid_auth: 'not-authorised',
  not_authed: 'not-authorised',
  account_inactive: 'not-authorised',
  token_revoked: 'not-authorised',
  token_expired: 'not-authorised',
  missing_scope: 'not-authorised',
  ratelimited: 'rate-limited',
};

function classify(error: unknown): Called<never> {
  if (error instanceof WebAPIPlatformError) {
    const code = error.data.error;
    const known = Object.hasOwn(reasons, code) ? reasons[code] : undefined;
    return { ok: false, reason: known ?? 'refused', detail: code };
  }
  if (error instanceof WebAPIHTTPError) {
    return { ok: false, reason: error.statusCode >= 500 ? 'unknown' : 'refused', detail: `HTTP ${error.statusCode}` };
  }
  const code = socketCode(error instanceof WebAPIRequestError ? error.original : error);
  return { ok: false, reason: neverLeft.has(code) ? 'not-sent' : 'unknown', detail: code };
}

/** Errors before the first byte was sent: a repeat is safe. */
const neverLeft: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

function socketCode(error: unknown): string {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth += 1) {
    if ('code' in cause && typeof cause.code === 'string') return cause.code;
  }
  return error instanceof Error ? error.name : 'error';
}
