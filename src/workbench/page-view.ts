import type { Block, ModalView } from './blocks/schema.ts';
import type { Context } from './context.ts';
import type { Change, Ephemeral, Message, OpenView } from './store.ts';
import type { Channel, Person, UserGroup } from './workspace.ts';

/** What the page suggests in its composer and sidebar. */
export interface PageHints {
  readonly verbs: readonly { readonly verb: string; readonly usage: string; readonly description: string }[];
  readonly hosts: readonly { readonly name: string; readonly about: string; readonly origin?: string }[];
  /** Whether the hosts answer from recordings; absent when there are none. */
  readonly recorded?: boolean;
  readonly shortcuts: readonly { readonly callbackId: string; readonly name: string }[];
}

/** A message as the page draws it; `recipient` is set on what only one person sees. */
export interface PageMessage {
  readonly channel: string;
  readonly ts: string;
  readonly user: string;
  readonly text: string;
  readonly blocks: readonly Block[] | undefined;
  readonly threadTs: string | undefined;
  readonly broadcast: boolean | undefined;
  readonly edited: boolean;
  readonly recipient: string | undefined;
  readonly files: readonly {
    readonly id: string;
    readonly name: string;
    readonly title: string;
    readonly size: number;
  }[];
}

/** A modal as the page draws it. */
export interface PageView {
  readonly id: string;
  readonly user: string;
  readonly hash: string;
  readonly view: ModalView;
  readonly errors: Readonly<Record<string, string>>;
}

/** Everything the page needs to draw itself from nothing. */
export interface PageSnapshot {
  readonly workspace: string;
  readonly bot: { readonly id: string; readonly name: string };
  readonly people: readonly Person[];
  readonly userGroups: readonly UserGroup[];
  readonly channels: readonly Channel[];
  readonly commands: readonly string[];
  readonly hints: PageHints;
  readonly connections: number;
  readonly messages: readonly PageMessage[];
  readonly ephemerals: readonly PageMessage[];
  readonly views: readonly PageView[];
}

/** One event of the page's stream. */
export type PageEvent =
  | { readonly kind: 'snapshot'; readonly snapshot: PageSnapshot }
  | { readonly kind: 'message' | 'ephemeral'; readonly message: PageMessage }
  | { readonly kind: 'view'; readonly view: PageView }
  | Exclude<Change, { readonly kind: 'message' | 'ephemeral' | 'view' }>;

function pageMessage(context: Context, message: Message | Ephemeral): PageMessage {
  return {
    channel: message.channel,
    ts: message.ts,
    user: message.user,
    text: message.text,
    blocks: message.blocks,
    threadTs: message.threadTs,
    broadcast: message.broadcast,
    edited: message.editedTs !== undefined,
    recipient: 'recipient' in message ? message.recipient : undefined,
    files: (message.fileIds ?? []).flatMap((id) => {
      const file = context.store.files.get(id);
      return file ? [{ id, name: file.name, title: file.title, size: file.length }] : [];
    }),
  };
}

function pageView({ id, user, hash, view, errors }: OpenView): PageView {
  return { id, user, hash, view, errors };
}

/** A change as the page receives it. */
export function pageChange(context: Context, change: Change): PageEvent {
  if (change.kind === 'message' || change.kind === 'ephemeral') {
    return { kind: change.kind, message: pageMessage(context, change.message) };
  }
  return change.kind === 'view' ? { kind: change.kind, view: pageView(change.view) } : change;
}

/** The whole workspace as the page receives it when it connects. */
export function pageSnapshot(context: Context, hints: PageHints): PageSnapshot {
  const { identity, store } = context;
  return {
    workspace: identity.teamName,
    bot: { id: identity.botUserId, name: identity.botName },
    people: [...store.people.values()],
    userGroups: [...store.userGroups.values()],
    channels: [...store.channels.values()],
    commands: context.commands,
    hints,
    connections: context.sockets.connections(),
    messages: [...store.messages.values()].map((message) => pageMessage(context, message)),
    ephemerals: [...store.ephemerals.values()].map((message) => pageMessage(context, message)),
    views: [...store.views.values()].map(pageView),
  };
}
