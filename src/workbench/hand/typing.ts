import { type Context, slackId, slackSays } from '../context.ts';
import { commandPayload, mentionPayload } from '../payloads.ts';
import { respondTo } from '../respond.ts';
import type { Message } from '../store.ts';
import type { Channel, Person } from '../workspace.ts';
import { type Outcome, personOf, refused } from './outcome.ts';

/** Text somebody types into a channel, or into a thread when `threadTs` is given. */
export interface Typed {
  readonly user: string;
  readonly channel: string;
  readonly threadTs?: string | undefined;
  readonly text: string;
}

/** Events without an acknowledgement are sent again at once, after one and after five minutes (Events API). */
const EVENT_RETRIES_MS: readonly number[] = [0, 60_000, 300_000];

const HOST_NAME = /\b(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:com|org|net|io|dev|de|uk|co)\b/gi;

function fail(context: Context, typed: Typed, failure: string): Outcome {
  slackSays(context, typed.user, typed.channel, failure, typed.threadTs);
  return refused(failure);
}

function places(context: Context, typed: Typed): { person: Person; channel: Channel } | undefined {
  const person = personOf(context, typed.user);
  const channel = context.store.channels.get(typed.channel);
  return person && channel ? { person, channel } : undefined;
}

function invite(context: Context, channel: Channel, person: Person): Outcome {
  const { botUserId } = context.identity;
  context.store.putChannel({ ...channel, isMember: true });
  const ts = context.nextTs();
  context.store.putMessage({
    channel: channel.id,
    ts,
    user: person.id,
    text: `invited <@${botUserId}> to the channel`,
  });
  return { ok: true, ts };
}

/**
 * Sends a slash command and waits until the app has acknowledged it. The text may start with the command's name;
 * without one the first known command is meant. Failures are shown to the person in Slack's words.
 */
export async function command(context: Context, typed: Typed): Promise<Outcome> {
  const where = places(context, typed);
  if (!where) return refused('no such person or channel');
  const text = typed.text.trim();
  const name = text.startsWith('/') ? (text.split(/\s+/)[0] ?? '') : (context.commands[0] ?? '');
  const rest = text.startsWith('/') ? text.slice(name.length).trim() : text;
  const isInvite = name === '/invite' && rest === `@${context.identity.botName}`;
  if (!isInvite && !context.commands.includes(name)) {
    return fail(
      context,
      typed,
      `${name} is not a valid command. In Slack, all messages that start with the "/" character are interpreted as commands.`,
    );
  }
  if (typed.threadTs) return fail(context, typed, `${name} is not supported in threads. Sorry!`);
  if (isInvite) return invite(context, where.channel, where.person);
  const payload = commandPayload(context, where.person, typed.channel, name, rest);
  const delivery = await context.sockets.deliver({ type: 'slash_commands', payload, acceptsResponse: true });
  if (delivery.status === 'failed') return fail(context, typed, `${name} failed with the error "${delivery.error}"`);
  if (Object.keys(delivery.payload).length > 0) {
    const error = respondTo(context, { channel: typed.channel, user: typed.user }, delivery.payload);
    if (error) return fail(context, typed, `${name} failed with the error "${error}"`);
  }
  return { ok: true };
}

/** What Slack stores of typed text: markup characters escaped, names turned into mentions, host names into links. */
function stored(context: Context, text: string): string {
  const names = new Map([...context.store.people.values()].map((person) => [person.name, person.id]));
  names.set(context.identity.botName, context.identity.botUserId);
  return text
    .replaceAll('&', '&amp;')
    .replaceAll(/<(?!@[A-Z0-9]+>)/g, '&lt;')
    .replaceAll(/(?<!<@[A-Z0-9]{1,20})>/g, '&gt;')
    .replaceAll(HOST_NAME, (host) => `<http://${host}|${host}>`)
    .replaceAll(/(?<!<)@([a-z][a-z0-9-]*)/g, (whole, name: string) =>
      names.has(name) ? `<@${names.get(name)}>` : whole,
    );
}

/** Delivers a mention; returns after the first attempt and repeats in the background while nobody acknowledges. */
async function deliverMention(context: Context, person: Person, message: Message): Promise<void> {
  const payload = mentionPayload(context, person, message, slackId('Ev'));
  const first = await context.sockets.deliver({ type: 'events_api', payload, acceptsResponse: false });
  if (first.status === 'acked') return;
  const again = async (attempt: number): Promise<void> => {
    const retry = { attempt, reason: 'timeout' };
    const delivery = await context.sockets.deliver({ type: 'events_api', payload, acceptsResponse: false, retry });
    if (delivery.status === 'failed') schedule(attempt + 1);
  };
  const schedule = (attempt: number) => {
    const delay = EVENT_RETRIES_MS[attempt - 1];
    if (delay !== undefined) setTimeout(() => void again(attempt), delay).unref();
  };
  schedule(1);
}

/** Posts a person's message; one that names the app reaches it as `app_mention`, if the app is in the channel. */
export async function say(context: Context, typed: Typed): Promise<Outcome> {
  const where = places(context, typed);
  if (!where) return refused('no such person or channel');
  const { botUserId, botName } = context.identity;
  const message: Message = {
    channel: typed.channel,
    ts: context.nextTs(),
    user: typed.user,
    text: stored(context, typed.text),
    threadTs: typed.threadTs,
  };
  context.store.putMessage(message);
  if (!message.text.includes(`<@${botUserId}>`)) return { ok: true, ts: message.ts };
  if (where.channel.isMember === false) {
    slackSays(
      context,
      typed.user,
      typed.channel,
      `You mentioned @${botName}, but they're not in this channel. Type /invite @${botName} to add them.`,
      typed.threadTs,
    );
    return { ok: true, ts: message.ts };
  }
  await deliverMention(context, where.person, message);
  return { ok: true, ts: message.ts };
}

/** Posts a message that starts with a mention of the app. */
export function mention(context: Context, typed: Typed): Promise<Outcome> {
  const { botName, botUserId } = context.identity;
  const named = typed.text.includes(`<@${botUserId}>`) || new RegExp(`@${botName}\\b`).test(typed.text);
  return say(context, named ? typed : { ...typed, text: `@${botName} ${typed.text}` });
}
