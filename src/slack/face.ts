import { defined } from '../lib/defined.ts';
import type { Face, Sent } from '../model/face/face.ts';
import type { Asking, Message } from '../model/face/message.ts';
import type { MessageRef, Place } from '../model/face/places.ts';
import type { Gateway } from './gateway.ts';
import { conversationIn, placeOf, refTo } from './place.ts';
import { renderMessage } from './render/say.ts';
import type { SendOptions, Sent as SlackSent } from './sending.ts';

/** Slack as a place where the bot talks with people. */
export function createSlackFace(gateway: Gateway): Face {
  return {
    surface: 'slack',
    decides: true,
    post: async (place, message) =>
      shown(await gateway.post(channelOf(place), renderMessage(message), how(message, threadOf(place)))),
    edit: async (at, message, thread) =>
      shown(await gateway.update(placeOf(at), renderMessage(message), how(message, thread))),
    progress: (at, message) => gateway.progress(placeOf(at), renderMessage(message)),
    async ask(thread, at, question) {
      const options = how(question, thread);
      const message = renderMessage(question);
      return shown(
        at === null
          ? await gateway.post(placeOf(thread).channel, message, options)
          : await gateway.update(placeOf(at), message, options),
      );
    },
    whisper: ({ person, conversation, thread }, message) =>
      gateway.ephemeral(
        conversation,
        person,
        renderMessage(message),
        thread === undefined ? undefined : placeOf(thread).ts,
      ),
    attach(thread, file) {
      const { channel, ts } = placeOf(thread);
      return gateway.upload(channel, ts, file);
    },
    link: (at) => gateway.permalink(placeOf(at)),
    conversationOf: (at) => conversationIn(placeOf(at).channel),
  };
}

function channelOf(place: Place): string {
  return 'thread' in place ? placeOf(place.thread).channel : place.conversation;
}

function threadOf(place: Place): MessageRef | undefined {
  return 'thread' in place ? place.thread : undefined;
}

/** What people wait for jumps the queue; what is beside the point does not. */
function how(message: Message | Asking, thread: MessageRef | undefined): SendOptions {
  const beside = message.kind === 'other-changes' || (message.kind === 'following' && !message.ended);
  return {
    priority: beside ? 'normal' : 'verdict',
    ...defined({ threadTs: thread === undefined ? undefined : placeOf(thread).ts }),
  };
}

function shown(sent: SlackSent): Sent {
  return sent.sent ? { sent: true, ref: refTo(sent.ref) } : sent;
}
