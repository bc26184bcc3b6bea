import { slackMessage } from '../payloads.ts';
import { repliesOf } from '../store.ts';
import { ApiFailure, directMessages, joinedChannel, type Method, optionalText, requiredText } from './method.ts';

const info: Method = (args, context) => {
  const channel = context.store.channels.get(requiredText(args, 'channel'));
  if (!channel || (channel.isPrivate && channel.isMember === false)) throw new ApiFailure('channel_not_found');
  const { teamId } = context.identity;
  if (channel.imUser) return { channel: { id: channel.id, is_im: true, user: channel.imUser, is_org_shared: false } };
  return {
    channel: {
      id: channel.id,
      name: channel.name,
      name_normalized: channel.name,
      is_channel: true,
      is_group: false,
      is_im: false,
      is_mpim: false,
      is_private: channel.isPrivate ?? false,
      is_archived: false,
      is_general: false,
      is_shared: channel.isExtShared ?? false,
      is_ext_shared: channel.isExtShared ?? false,
      is_org_shared: false,
      is_member: channel.isMember ?? true,
      context_team_id: teamId,
      shared_team_ids: [teamId],
      topic: { value: channel.topic ?? '' },
      purpose: { value: '' },
    },
  };
};

const replies: Method = (args, context) => {
  const channel = joinedChannel(args, context);
  const root = context.store.message(channel.id, requiredText(args, 'ts'));
  if (!root) throw new ApiFailure('thread_not_found');
  const all = [root, ...repliesOf(context.store, channel.id, root.ts)];
  const start = Number(optionalText(args, 'cursor') ?? 0);
  const limit = Number(args['limit'] ?? 1_000);
  if (!Number.isInteger(start) || start < 0) throw new ApiFailure('invalid_cursor');
  if (!Number.isInteger(limit) || limit < 1) throw new ApiFailure('invalid_limit');
  const end = start + limit;
  const more = end < all.length;
  return {
    messages: all.slice(start, end).map((message) => slackMessage(context, message)),
    has_more: more,
    ...(more ? { response_metadata: { next_cursor: String(end) } } : {}),
  };
};

const open: Method = (args, context) => {
  const user = requiredText(args, 'users');
  if (!context.store.people.has(user)) throw new ApiFailure('user_not_found');
  return { channel: { id: directMessages(context, user).id } };
};

/** The `conversations.*` methods of the subset. */
export const conversationMethods: Readonly<Record<string, Method>> = {
  'conversations.info': info,
  'conversations.replies': replies,
  'conversations.open': open,
};
