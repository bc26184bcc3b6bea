import type { Context } from './context.ts';
import { type Message, type OpenView, repliesOf } from './store.ts';
import type { Person } from './workspace.ts';

type Json = Readonly<Record<string, unknown>>;

/** The team a person acts from; somebody of another company carries that company's id. */
export function teamOf(context: Context, person: Person): string {
  return person.teamId ?? context.identity.teamId;
}

/** A message in the form of the Web API and of interaction payloads. */
export function slackMessage(context: Context, message: Message): Json {
  const replies = message.threadTs ? [] : repliesOf(context.store, message.channel, message.ts);
  const latest = replies.at(-1);
  const { identity } = context;
  return {
    type: 'message',
    user: message.user,
    ts: message.ts,
    text: message.text,
    team: identity.teamId,
    ...(message.botId ? { bot_id: message.botId, app_id: identity.appId } : {}),
    ...(message.blocks ? { blocks: message.blocks } : {}),
    ...(message.editedTs ? { edited: { user: message.user, ts: message.editedTs } } : {}),
    ...(message.fileIds ? { files: message.fileIds.map((id) => ({ id, ...fileFields(context, id) })) } : {}),
    ...(message.threadTs ? { thread_ts: message.threadTs } : {}),
    ...(latest
      ? {
          thread_ts: message.ts,
          reply_count: replies.length,
          reply_users_count: new Set(replies.map((reply) => reply.user)).size,
          reply_users: [...new Set(replies.map((reply) => reply.user))],
          latest_reply: latest.ts,
        }
      : {}),
  };
}

function fileFields(context: Context, id: string): Json {
  const file = context.store.files.get(id);
  return { name: file?.name, title: file?.title, size: file?.length, mimetype: 'text/plain' };
}

/** The fields every interaction carries: who, where from, which app. */
function actor(context: Context, person: Person): Json {
  const { identity } = context;
  const teamId = teamOf(context, person);
  return {
    user: { id: person.id, username: person.name, name: person.name, team_id: teamId },
    team: { id: teamId, domain: teamId === identity.teamId ? identity.teamDomain : 'outside' },
    enterprise: null,
    is_enterprise_install: false,
    api_app_id: identity.appId,
    token: identity.verificationToken,
  };
}

function channelFields(context: Context, id: string): Json {
  const channel = context.store.channels.get(id);
  return { id, name: channel?.imUser ? 'directmessage' : (channel?.name ?? '') };
}

/** A `slash_commands` payload (docs.slack.dev, slash commands). */
export function commandPayload(context: Context, person: Person, channel: string, command: string, text: string): Json {
  const { identity } = context;
  const teamId = teamOf(context, person);
  return {
    token: identity.verificationToken,
    team_id: teamId,
    team_domain: teamId === identity.teamId ? identity.teamDomain : 'outside',
    channel_id: channel,
    channel_name: channelFields(context, channel)['name'],
    user_id: person.id,
    user_name: person.name,
    command,
    text,
    api_app_id: identity.appId,
    is_enterprise_install: 'false',
    response_url: context.responseUrls.mint({ channel, user: person.id }),
    trigger_id: context.triggers.issue(person.id),
  };
}

/** A `block_actions` payload for a control in a message (docs.slack.dev, block_actions payload). */
export function blockActionsPayload(
  context: Context,
  person: Person,
  message: Message,
  ephemeral: boolean,
  action: Json,
): Json {
  return {
    type: 'block_actions',
    ...actor(context, person),
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: message.channel,
      is_ephemeral: ephemeral,
      ...(message.threadTs ? { thread_ts: message.threadTs } : {}),
    },
    trigger_id: context.triggers.issue(person.id),
    channel: channelFields(context, message.channel),
    ...(ephemeral ? {} : { message: slackMessage(context, message) }),
    state: { values: {} },
    response_url: context.responseUrls.mint({
      channel: message.channel,
      user: person.id,
      original: { ts: message.ts, ephemeral },
    }),
    actions: [{ ...action, action_ts: context.nextTs() }],
  };
}

/** A `message_action` payload: a shortcut used on a message. */
export function shortcutPayload(context: Context, person: Person, message: Message, callbackId: string): Json {
  return {
    type: 'message_action',
    ...actor(context, person),
    callback_id: callbackId,
    action_ts: context.nextTs(),
    trigger_id: context.triggers.issue(person.id),
    message_ts: message.ts,
    message: slackMessage(context, message),
    channel: channelFields(context, message.channel),
    response_url: context.responseUrls.mint({
      channel: message.channel,
      user: person.id,
      original: { ts: message.ts, ephemeral: false },
    }),
  };
}

/** A view in the form of `views.open` answers and view payloads. */
export function slackView(context: Context, open: OpenView, values: Json = {}): Json {
  const { identity } = context;
  const { view } = open;
  return {
    id: open.id,
    team_id: identity.teamId,
    app_installed_team_id: identity.teamId,
    app_id: identity.appId,
    bot_id: identity.botId,
    type: 'modal',
    title: view.title,
    submit: view.submit ?? null,
    close: view.close ?? null,
    blocks: view.blocks,
    private_metadata: view.private_metadata ?? '',
    callback_id: view.callback_id ?? '',
    external_id: view.external_id ?? '',
    clear_on_close: view.clear_on_close ?? false,
    notify_on_close: view.notify_on_close ?? false,
    state: { values },
    hash: open.hash,
    root_view_id: open.rootViewId,
    previous_view_id: open.previousViewId,
  };
}

/** A `view_submission` payload with the typed state of every input. */
export function viewSubmissionPayload(context: Context, person: Person, open: OpenView, values: Json): Json {
  return {
    type: 'view_submission',
    ...actor(context, person),
    trigger_id: context.triggers.issue(person.id),
    view: slackView(context, open, values),
    response_urls: [],
  };
}

/** A `view_closed` payload. */
export function viewClosedPayload(context: Context, person: Person, open: OpenView): Json {
  return { type: 'view_closed', ...actor(context, person), view: slackView(context, open), is_cleared: false };
}

/** An `app_mention` event in its `event_callback` envelope (docs.slack.dev, Events API). */
export function mentionPayload(context: Context, person: Person, message: Message, eventId: string): Json {
  const { identity } = context;
  return {
    token: identity.verificationToken,
    team_id: identity.teamId,
    api_app_id: identity.appId,
    event: {
      type: 'app_mention',
      user: person.id,
      ts: message.ts,
      text: message.text,
      team: teamOf(context, person),
      channel: message.channel,
      event_ts: message.ts,
      ...(message.threadTs ? { thread_ts: message.threadTs } : {}),
    },
    type: 'event_callback',
    event_id: eventId,
    event_time: Math.floor(Number(message.ts)),
    authorizations: [
      {
        enterprise_id: null,
        team_id: identity.teamId,
        user_id: identity.botUserId,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: context.store.channels.get(message.channel)?.isExtShared ?? false,
    event_context: `4-${eventId}`,
  };
}
