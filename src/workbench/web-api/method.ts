import type { Context } from '../context.ts';
import type { Channel } from '../workspace.ts';

/** The arguments of a call as they came: strings from a form, anything from JSON. */
export type Args = Readonly<Record<string, unknown>>;

/** One Web API method: the fields of its answer beside `ok`, or a thrown {@link ApiFailure}. */
export type Method = (
  args: Args,
  context: Context,
) => Readonly<Record<string, unknown>> | Promise<Readonly<Record<string, unknown>>>;

/** An answer `{ok: false, error}` with the messages that name what is wrong. */
export class ApiFailure extends Error {
  readonly code: string;
  readonly messages: readonly string[];

  constructor(code: string, messages: readonly string[] = []) {
    super(code);
    this.name = 'ApiFailure';
    this.code = code;
    this.messages = messages;
  }
}

/** A text argument, or undefined where it is missing or empty. */
export function optionalText(args: Args, name: string): string | undefined {
  const value = args[name];
  return typeof value === 'string' && value.length > 0 ? value : undefined;
}

/** A text argument; without it the call fails as Slack's `invalid_arguments`. */
export function requiredText(args: Args, name: string): string {
  const value = optionalText(args, name);
  if (value === undefined) throw new ApiFailure('invalid_arguments', [`[ERROR] missing required field: ${name}`]);
  return value;
}

/** A structured argument, which a form carries as JSON text; `error` is the code for text that is no JSON. */
export function structured(args: Args, name: string, error: string): unknown {
  const value = args[name];
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    throw new ApiFailure(error);
  }
}

/** Whether a flag argument is set, in any of the forms a form or JSON gives it. */
export function flag(args: Args, name: string): boolean {
  const value = args[name];
  return value === true || value === 'true' || value === '1';
}

/** The channel an app names and has joined; a user id means that person's direct messages. */
export function joinedChannel(args: Args, context: Context, name = 'channel'): Channel {
  const id = requiredText(args, name);
  const channel = context.store.people.has(id) ? directMessages(context, id) : context.store.channels.get(id);
  if (!channel) throw new ApiFailure('channel_not_found');
  if (channel.isMember === false) throw new ApiFailure(channel.isPrivate ? 'channel_not_found' : 'not_in_channel');
  return channel;
}

/** The direct-message channel between the app and a person, created at first use. */
export function directMessages(context: Context, user: string): Channel {
  const id = `D0${user.slice(1)}`;
  const known = context.store.channels.get(id);
  if (known) return known;
  const channel: Channel = { id, name: context.identity.botName, imUser: user, isPrivate: true };
  context.store.putChannel(channel);
  return channel;
}
