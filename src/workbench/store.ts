import type { Block, ModalView } from './blocks/schema.ts';
import type { Channel, Person, UserGroup } from './workspace.ts';

/** A message as the workspace keeps it; `threadTs` is set on replies only. */
export interface Message {
  readonly channel: string;
  readonly ts: string;
  readonly user: string;
  readonly text: string;
  readonly botId?: string | undefined;
  readonly blocks?: readonly Block[] | undefined;
  readonly threadTs?: string | undefined;
  readonly broadcast?: boolean | undefined;
  readonly editedTs?: string | undefined;
  readonly fileIds?: readonly string[] | undefined;
}

/** A message only `recipient` sees; it cannot be edited through the Web API. */
export interface Ephemeral extends Message {
  readonly recipient: string;
}

/** A modal in front of one person; `errors` are those of the last refused submission, by block id. */
export interface OpenView {
  readonly id: string;
  readonly user: string;
  readonly hash: string;
  readonly rootViewId: string;
  readonly previousViewId: string | null;
  readonly view: ModalView;
  readonly errors: Readonly<Record<string, string>>;
}

/** An uploaded text file; `shared` turns true when it is attached to a message. */
export interface StoredFile {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly length: number;
  readonly content: Buffer | undefined;
  readonly shared: boolean;
}

/** One change of what somebody can see, in the order it happened. */
export type Change =
  | { readonly kind: 'message'; readonly message: Message }
  | { readonly kind: 'message-removed'; readonly channel: string; readonly ts: string }
  | { readonly kind: 'ephemeral'; readonly message: Ephemeral }
  | { readonly kind: 'ephemeral-removed'; readonly ts: string }
  | { readonly kind: 'view'; readonly view: OpenView }
  | { readonly kind: 'view-closed'; readonly id: string }
  | { readonly kind: 'channel'; readonly channel: Channel }
  | { readonly kind: 'connections'; readonly count: number };

/** The state of the practice workspace; every write announces one change to the subscribers. */
export interface Store {
  readonly people: ReadonlyMap<string, Person>;
  readonly userGroups: ReadonlyMap<string, UserGroup>;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly messages: ReadonlyMap<string, Message>;
  readonly ephemerals: ReadonlyMap<string, Ephemeral>;
  readonly views: ReadonlyMap<string, OpenView>;
  readonly files: ReadonlyMap<string, StoredFile>;
  putMessage(message: Message): void;
  removeMessage(channel: string, ts: string): void;
  putEphemeral(message: Ephemeral): void;
  removeEphemeral(ts: string): void;
  putView(view: OpenView): void;
  closeView(id: string): void;
  putFile(file: StoredFile): void;
  putChannel(channel: Channel): void;
  message(channel: string, ts: string): Message | undefined;
  /** Announces how many sockets the app holds. */
  connections(count: number): void;
  /** Calls `listener` after every change until the returned function is called. */
  subscribe(listener: (change: Change) => void): () => void;
}

function byId<T extends { readonly id: string }>(items: readonly T[]): Map<string, T> {
  return new Map(items.map((item) => [item.id, item]));
}

/** Creates an empty workspace with these people, channels and groups. */
export function createStore(
  people: readonly Person[],
  channels: readonly Channel[],
  userGroups: readonly UserGroup[],
): Store {
  const listeners = new Set<(change: Change) => void>();
  const announce = (change: Change) => {
    for (const listener of listeners) listener(change);
  };
  const key = (channel: string, ts: string) => `${channel}:${ts}`;
  const messages = new Map<string, Message>();
  const ephemerals = new Map<string, Ephemeral>();
  const views = new Map<string, OpenView>();
  const files = new Map<string, StoredFile>();
  const channelsById = byId(channels);
  return {
    people: byId(people),
    userGroups: byId(userGroups),
    channels: channelsById,
    messages,
    ephemerals,
    views,
    files,
    putMessage(message) {
      messages.set(key(message.channel, message.ts), message);
      announce({ kind: 'message', message });
    },
    removeMessage(channel, ts) {
      if (messages.delete(key(channel, ts))) announce({ kind: 'message-removed', channel, ts });
    },
    putEphemeral(message) {
      ephemerals.set(message.ts, message);
      announce({ kind: 'ephemeral', message });
    },
    removeEphemeral(ts) {
      if (ephemerals.delete(ts)) announce({ kind: 'ephemeral-removed', ts });
    },
    putView(view) {
      views.set(view.id, view);
      announce({ kind: 'view', view });
    },
    closeView(id) {
      if (views.delete(id)) announce({ kind: 'view-closed', id });
    },
    putFile(file) {
      files.set(file.id, file);
    },
    putChannel(channel) {
      channelsById.set(channel.id, channel);
      announce({ kind: 'channel', channel });
    },
    message: (channel, ts) => messages.get(key(channel, ts)),
    connections: (count) => announce({ kind: 'connections', count }),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The replies of a thread in order, without its root. */
export function repliesOf(store: Store, channel: string, threadTs: string): Message[] {
  return [...store.messages.values()].filter((message) => message.channel === channel && message.threadTs === threadTs);
}
