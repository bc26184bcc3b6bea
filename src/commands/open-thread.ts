import { toJson } from '../lib/json.ts';
import type { Actor } from '../model/engine-port.ts';
import type { Intent } from '../model/intent.ts';
import type { SlackMessage } from '../slack/render/message.ts';
import { renderDenial } from '../slack/render/refusal.ts';
import { type RootState, renderRoot } from '../slack/render/root.ts';
import type { Sent } from '../slack/sending.ts';
import { type Request, takenRoot } from './request.ts';
import type { Services } from './services.ts';
import { kept, type LookInput, type ThreadRef } from './stored.ts';

/** What a read-only run says of itself. */
export interface Opening {
  readonly id: string;
  readonly verb: string;
  /** The host, or the hosts, as people read them. */
  readonly host: string;
  readonly who: Actor;
  readonly askedAt: number;
  /** What to ask for again when the run is cut off. */
  readonly asked: Intent;
}

/** Where a run shows itself: its thread, the message it edits, and the message that the thread hangs on when the run made it. */
export interface Opened {
  readonly thread: ThreadRef;
  readonly message: ThreadRef | undefined;
  readonly root: ThreadRef | undefined;
}

/** Records the run, opens its thread unless it was asked for in one, and posts the message that will be edited; undefined after saying why not. */
export async function openRun(
  services: Services,
  request: Request,
  opening: Opening,
  first: SlackMessage,
): Promise<Opened | undefined> {
  const { engine, gateway } = services;
  const { id, verb, host, askedAt, asked } = opening;
  const input: LookInput = { verb, host, askedAt, asked };
  await engine.open('look', id, toJson(input), opening.who);
  const posted = await openRoot(services, request, rootMessage(opening, { state: 'running' }));
  if (posted?.sent === false) {
    await engine.finish(id, 'failed', 'no thread could be opened');
    await request.answer(renderDenial({ code: 'not-in-channel' }));
    return undefined;
  }
  const thread = posted?.ref ?? { channel: request.channel, ts: request.threadTs ?? '' };
  if (posted !== undefined) await engine.remember(id, kept.root, posted.ref);
  await engine.remember(id, kept.thread, thread);
  const shown = await gateway.post(thread.channel, first, { threadTs: thread.ts, priority: 'verdict' });
  if (shown.sent) await engine.remember(id, kept.progress, shown.ref);
  return { thread, message: shown.sent ? shown.ref : undefined, root: posted?.ref };
}

/** The message a run's thread hangs on: a new one, or that of a run that was cut off; undefined in a thread that is about something else. */
export async function openRoot(
  { gateway }: Services,
  request: Request,
  message: SlackMessage,
): Promise<Sent | undefined> {
  const taken = takenRoot(request);
  if (taken !== undefined) return gateway.update(taken, message, { priority: 'verdict' });
  return request.threadTs === undefined ? gateway.post(request.channel, message, { priority: 'verdict' }) : undefined;
}

/** Puts the outcome where the progress was, and on the thread's first message. */
export async function closeRun(
  { gateway, engine, log }: Services,
  opening: Opening,
  { thread, message, root }: Opened,
  last: SlackMessage,
  now: RootState,
): Promise<void> {
  const options = { threadTs: thread.ts, priority: 'verdict' } as const;
  const shown =
    message === undefined
      ? await gateway.post(thread.channel, last, options)
      : await gateway.update(message, last, options);
  if (!shown.sent) log.error({ run: opening.id, reason: shown.reason }, 'the outcome could not be shown');
  if (root !== undefined) await gateway.update(root, rootMessage(opening, now), { priority: 'verdict' });
  await engine.finish(opening.id, 'done', toJson({ state: now.state }));
}

function rootMessage({ host, verb, who, askedAt }: Opening, now: RootState): SlackMessage {
  return renderRoot({ host, verb, who, askedAt, now });
}
