/** @typedef {import('../page-view.ts').PageMessage} PageMessage */
/** @typedef {import('../page-view.ts').PageSnapshot} PageSnapshot */
/** @typedef {import('../page-view.ts').PageEvent} PageEvent */
/** @typedef {import('../page-view.ts').PageView} PageView */
/** @typedef {import('../workspace.ts').Person} Person */
/** @typedef {import('../workspace.ts').Channel} Channel */

/** What the page shows: the workspace as streamed, and where this browser looks at it as whom. */
export const state = {
  workspace: '',
  bot: { id: '', name: '' },
  /** @type {Map<string, Person>} */
  people: new Map(),
  /** @type {Map<string, import('../workspace.ts').UserGroup>} */
  groups: new Map(),
  /** @type {Map<string, Channel>} */
  channels: new Map(),
  /** @type {readonly string[]} */
  commands: [],
  /** @type {PageSnapshot['hints']} */
  hints: { verbs: [], hosts: [], shortcuts: [] },
  connections: 0,
  /** @type {Map<string, PageMessage>} */
  messages: new Map(),
  /** @type {Map<string, PageView>} */
  views: new Map(),
  /** @type {Set<string>} */
  unread: new Set(),
  actor: '',
  channel: '',
  thread: '',
  /** What went wrong just now, for a few seconds. */
  notice: '',
  /** The channel list of a narrow screen. */
  menuOpen: false,
  offline: false,
};

/** @type {() => void} */
let draw = () => undefined;

/**
 * Names what draws the page.
 * @param {() => void} drawing
 */
export function drawnBy(drawing) {
  draw = drawing;
}

let isWaiting = false;

/** To be called after everything that changes what the page shows: draws it anew once the code that runs now has ended. */
export function changed() {
  if (isWaiting) return;
  isWaiting = true;
  queueMicrotask(() => {
    isWaiting = false;
    draw();
  });
}

/** @param {PageSnapshot} snapshot */
function load(snapshot) {
  state.workspace = snapshot.workspace;
  state.bot = snapshot.bot;
  state.people = new Map(snapshot.people.map((person) => [person.id, person]));
  state.groups = new Map(snapshot.userGroups.map((group) => [group.id, group]));
  state.channels = new Map(snapshot.channels.map((channel) => [channel.id, channel]));
  state.commands = snapshot.commands;
  state.hints = snapshot.hints;
  state.connections = snapshot.connections;
  state.messages = new Map([...snapshot.messages, ...snapshot.ephemerals].map((message) => [message.ts, message]));
  state.views = new Map(snapshot.views.map((view) => [view.id, view]));
  readLocation();
}

/**
 * Takes in one event of the stream.
 * @param {PageEvent} event
 */
export function apply(event) {
  if (event.kind === 'snapshot') load(event.snapshot);
  if (event.kind === 'message' || event.kind === 'ephemeral') {
    const { message } = event;
    if (!state.messages.has(message.ts) && message.channel !== state.channel) state.unread.add(message.channel);
    state.messages.set(message.ts, message);
  }
  if (event.kind === 'message-removed' || event.kind === 'ephemeral-removed') state.messages.delete(event.ts);
  if (event.kind === 'view') state.views.set(event.view.id, event.view);
  if (event.kind === 'view-closed') state.views.delete(event.id);
  if (event.kind === 'channel') state.channels.set(event.channel.id, event.channel);
  if (event.kind === 'connections') state.connections = event.count;
}

/** Takes channel, thread and person from the address: `/archives/CHANNEL/pTS?thread_ts=TS&as=PERSON`. */
function readLocation() {
  const [, , channel = '', link = ''] = location.pathname.split('/');
  const query = new URLSearchParams(location.search);
  const ts = link.startsWith('p') ? `${link.slice(1, -6)}.${link.slice(-6)}` : '';
  const thread = query.get('thread_ts') ?? ts;
  const actor = query.get('as') ?? '';
  const firstChannel = state.channels.keys().next().value ?? '';
  const firstPerson = state.people.keys().next().value ?? '';
  state.channel = state.channels.has(channel) ? channel : state.channel || firstChannel;
  if (state.messages.has(thread)) state.thread = thread;
  state.actor = state.people.has(actor) ? actor : state.actor || firstPerson;
}

/**
 * Looks somewhere else, or as somebody else, and keeps that in the address.
 * @param {{actor?: string, channel?: string, thread?: string}} where
 */
export function look(where) {
  Object.assign(state, where);
  if (where.channel !== undefined && where.thread === undefined) state.thread = '';
  state.unread.delete(state.channel);
  const link = state.thread ? `/p${state.thread.replace('.', '')}` : '';
  history.replaceState(null, '', `/archives/${state.channel}${link}?as=${state.actor}`);
  state.menuOpen = false;
  changed();
}

/**
 * Whether the acting person sees a message.
 * @param {PageMessage} message
 */
function sees(message) {
  return message.recipient === undefined || message.recipient === state.actor;
}

/**
 * The messages of a channel outside threads, oldest first.
 * @param {string} channel
 */
export function channelMessages(channel) {
  return sorted((message) => message.channel === channel && (!message.threadTs || message.broadcast === true));
}

/**
 * The replies of a thread, oldest first.
 * @param {string} thread
 */
export function replies(thread) {
  return sorted((message) => message.threadTs === thread);
}

/** @param {(message: PageMessage) => boolean} wanted */
function sorted(wanted) {
  return [...state.messages.values()]
    .filter((message) => wanted(message) && sees(message))
    .sort((a, b) => a.ts.localeCompare(b.ts));
}

/**
 * The name a user id is shown with.
 * @param {string} id
 */
export function nameOf(id) {
  if (id === state.bot.id) return state.bot.name;
  if (id === 'USLACKBOT') return 'Slackbot';
  return state.people.get(id)?.realName ?? id;
}

/**
 * The title of a channel as lists show it.
 * @param {Channel | undefined} channel
 */
export function channelTitle(channel) {
  if (!channel) return '';
  return channel.imUser ? channel.name : `#${channel.name}`;
}
