import { Buffer } from 'node:buffer';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WebClient } from '@slack/web-api';
import { defined } from '../lib/defined.ts';
import { cutText, oneLine } from '../lib/hostile-text.ts';
import type { Delivered, SendFailure, ThreadFile, Unsent } from '../model/face/face.ts';
import type { Called, Caller } from './calls.ts';
import type { Log } from './log.ts';
import type { Pace, Priority } from './pace.ts';
import type { SlackPlace } from './place.ts';
import { plainOnly } from './render/fit.ts';
import type { SlackMessage } from './render/message.ts';
import { sendable, withRepeatNote } from './sendable.ts';

/** What became of a message; `ref` is where it is now, which after an edit of a message that is gone is somewhere new. */
export type Sent = { readonly sent: true; readonly ref: SlackPlace } | Unsent;

/** How a message is sent: `verdict` jumps the queue. */
export interface SendOptions {
  readonly threadTs?: string;
  readonly priority?: Exclude<Priority, 'progress'>;
}

/** What every kind of sending needs. */
export interface Outbox {
  readonly client: WebClient;
  readonly log: Log;
  readonly caller: Caller;
  readonly pace: Pace;
}

/** Repeats of what may be repeated freely, and the first wait before one; it doubles. */
const MOST_REPEATS = 3;
const FIRST_WAIT_MS = 500;

/** Posts a message, at most twice when Slack does not say whether it did. */
export async function post(
  outbox: Outbox,
  channel: string,
  message: SlackMessage,
  options: SendOptions,
): Promise<Sent> {
  const { log, pace } = outbox;
  const fit = sendable(message, log);
  const answer = await pace.post(channel, options.priority ?? 'normal', async () => {
    const first = await readably(fit, (readable) => postOnce(outbox, channel, readable, options));
    if (first.ok || first.reason !== 'unknown') return first;
    log.warn({ channel, detail: first.detail }, 'Slack did not confirm a message; it is posted again and says so');
    return postOnce(outbox, channel, withRepeatNote(fit, log), options);
  });
  if (answer.ok) return { sent: true, ref: answer.value };
  return failed(outbox, 'chat.postMessage', answer);
}

/** Replaces a message once `before` has ended; what is gone is posted again, into the thread it belonged to. */
export async function update(
  outbox: Outbox,
  before: Promise<void>,
  ref: SlackPlace,
  message: SlackMessage,
  options: SendOptions,
): Promise<Sent> {
  const fit = sendable(message, outbox.log);
  const answer = await outbox.pace.update(options.priority ?? 'normal', async () => {
    await before;
    return readably(fit, (readable) => edit(outbox, ref, readable, 'wait'));
  });
  if (answer.ok) return { sent: true, ref };
  if (answer.reason !== 'gone') return failed(outbox, 'chat.update', answer);
  outbox.log.info({ ...ref, detail: answer.detail }, 'a message can no longer be edited and is posted again');
  const thread = answer.detail === 'message_not_found' ? options.threadTs : (options.threadTs ?? ref.ts);
  return post(outbox, ref.channel, message, { ...options, ...defined({ threadTs: thread }) });
}

/** Edits a message in place; harmless to repeat, so an unknown end is tried again unless the value will be replaced anyway. */
export async function edit(
  outbox: Outbox,
  { channel, ts }: SlackPlace,
  { text, blocks }: SlackMessage,
  patience: 'wait' | 'give-up',
): Promise<Called<unknown>> {
  const send = () => outbox.client.chat.update({ channel, ts, text, blocks: [...blocks] });
  const again = patience === 'wait';
  return repeated(() => outbox.caller.call('chat.update', send, patience), again ? ['unknown', 'not-sent'] : []);
}

/** Tells one person, once. */
export async function whisper(
  outbox: Outbox,
  { channel, user, threadTs }: { readonly channel: string; readonly user: string; readonly threadTs?: string },
  message: SlackMessage,
): Promise<Delivered> {
  const fit = sendable(message, outbox.log);
  const thread = defined({ thread_ts: threadTs });
  const answer = await outbox.pace.other(() =>
    readably(fit, ({ text, blocks }) =>
      repeated(
        () =>
          outbox.caller.call('chat.postEphemeral', () =>
            outbox.client.chat.postEphemeral({ channel, user, text, blocks: [...blocks], ...thread }),
          ),
        ['not-sent'],
      ),
    ),
  );
  return answer.ok ? { sent: true } : failed(outbox, 'chat.postEphemeral', answer);
}

/** Attaches a file to a thread, once. */
export async function upload(outbox: Outbox, channel: string, threadTs: string, file: ThreadFile): Promise<Delivered> {
  const filename = file.filename.replace(/[^A-Za-z0-9._-]/g, '-').slice(-80) || 'output.txt';
  const bytes = 'bytes' in file ? Buffer.from(file.bytes) : Buffer.from(file.text || '(empty)\n', 'utf8');
  const title = cutText(oneLine(file.title), 200) || filename;
  const send = () =>
    outbox.client.filesUploadV2({ channel_id: channel, thread_ts: threadTs, filename, title, file: bytes });
  const answer = await outbox.pace.other(() => outbox.caller.call('files.uploadV2', send));
  return answer.ok ? { sent: true } : failed(outbox, 'files.uploadV2', answer);
}

/** The address of a message, where Slack gives one. */
export async function permalink(outbox: Outbox, { channel, ts }: SlackPlace): Promise<string | undefined> {
  const send = () => outbox.client.chat.getPermalink({ channel, message_ts: ts });
  const answer = await outbox.pace.other(() => outbox.caller.call('chat.getPermalink', send));
  return answer.ok ? answer.value.permalink : undefined;
}

async function postOnce(
  outbox: Outbox,
  channel: string,
  { text, blocks }: SlackMessage,
  { threadTs }: SendOptions,
): Promise<Called<SlackPlace>> {
  const thread = defined({ thread_ts: threadTs });
  const quiet = { unfurl_links: false, unfurl_media: false };
  const send = () => outbox.client.chat.postMessage({ channel, text, blocks: [...blocks], ...thread, ...quiet });
  const answer = await repeated(() => outbox.caller.call('chat.postMessage', send), ['not-sent']);
  if (!answer.ok) return answer;
  const { channel: place, ts } = answer.value;
  if (ts === undefined) return { ok: false, reason: 'unknown', detail: 'no ts in the answer' };
  return { ok: true, value: { channel: place ?? channel, ts } };
}

/** Sends the message, and its plain text when Slack cannot take the blocks: refused means not posted, so nothing is doubled. */
async function readably<T>(
  message: SlackMessage,
  send: (message: SlackMessage) => Promise<Called<T>>,
): Promise<Called<T>> {
  const answer = await send(message);
  if (answer.ok || answer.reason !== 'unreadable') return answer;
  return send(plainOnly(message));
}

async function repeated<T>(once: () => Promise<Called<T>>, when: readonly SendFailure[]): Promise<Called<T>> {
  let answer = await once();
  for (let repeat = 0; repeat < MOST_REPEATS && !answer.ok && when.includes(answer.reason); repeat += 1) {
    await sleep(FIRST_WAIT_MS * 2 ** repeat);
    answer = await once();
  }
  return answer;
}

function failed({ log }: Outbox, method: string, { reason, detail }: Extract<Called<unknown>, { ok: false }>): Unsent {
  log.warn({ method, reason, detail }, 'a call to Slack failed');
  return { sent: false, reason, detail };
}
