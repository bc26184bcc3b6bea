import { createComposer } from './composer.js';
import { confirmation } from './confirm.js';
import { html, nothing, render } from './lit.js';
import { messageRows } from './messages.js';
import { modal } from './modal.js';
import { sidebar } from './sidebar.js';
import { apply, changed, channelMessages, channelTitle, drawnBy, look, nameOf, replies, state } from './state.js';

const composer = createComposer({
  id: 'message-box',
  threadTs: () => '',
  label: () => `Message ${channelTitle(state.channels.get(state.channel))}`,
});
const threadComposer = createComposer({ id: 'reply-box', threadTs: () => state.thread, label: () => 'Reply…' });

/** @param {string} host */
const diagnoseLine = (host) => `${state.commands[0] ?? ''} ${state.hints.verbs[0]?.verb ?? ''} ${host}`;

/** @param {string} host */
function diagnose(host) {
  state.menuOpen = false;
  composer.fill(diagnoseLine(host));
}

/** @param {boolean} open */
function showMenu(open) {
  if (state.menuOpen === open) return;
  state.menuOpen = open;
  changed();
}

function channelHeader() {
  const channel = state.channels.get(state.channel);
  const absent = channel?.isMember === false ? `${state.bot.name} is not here: /invite @${state.bot.name}` : '';
  const note = absent || (channel?.isExtShared ? 'shared with another company' : '');
  const toggle = (/** @type {Event} */ event) => {
    event.stopPropagation();
    showMenu(!state.menuOpen);
  };
  return html`<header id="channel-header" class="bar">
    <button type="button" class="icon-button menu" aria-label="Show channels" @click=${toggle}>☰</button>
    <h1>${channelTitle(channel)}</h1>
    <span class="topic">${channel?.topic}</span>
    ${note ? html`<span class="note">${note}</span>` : nothing}
  </header>`;
}

function channelPart() {
  const title = channelTitle(state.channels.get(state.channel));
  const messages = channelMessages(state.channel);
  return html`<main id="main" class="main" @click=${() => showMenu(false)}>
    ${channelHeader()}
    <div id="messages" class="messages" role="log" aria-live="polite" aria-label="Messages in ${title}">
      ${messages.length === 0 ? welcome(title) : messageRows(messages, false)}
    </div>
    <div id="composer">${composer.draw()}</div>
  </main>`;
}

/** @param {string} title */
function welcome(title) {
  const hosts = state.hints.hosts.slice(0, 4);
  const chips = hosts.map(
    ({ name }) =>
      html`<button type="button" class="chip" @click=${() => diagnose(name)}>${diagnoseLine(name)}</button>`,
  );
  return html`<div class="empty">
    <div class="empty-mark" aria-hidden="true">🪶</div>
    <h2>This is the very beginning of ${title}</h2>
    <p>${
      hosts.length > 0
        ? 'Something is wrong on one of the practice hosts. Ask the bot:'
        : `Ask the bot: type ${state.commands[0] ?? ''} below.`
    }</p>
    <div class="chips">${chips}</div>
  </div>`;
}

function threadPart() {
  const root = state.messages.get(state.thread);
  return html`<aside id="thread" class="thread" aria-label="Thread" ?hidden=${root === undefined}>
    <header id="thread-header" class="bar">
      <h1>Thread</h1>
      <span class="topic">${channelTitle(state.channels.get(root?.channel ?? ''))}</span>
      <button type="button" class="icon-button" aria-label="Close thread" @click=${() => look({ thread: '' })}>✕</button>
    </header>
    <div id="thread-messages" class="messages" role="log" aria-live="polite" aria-label="Replies">
      ${root ? messageRows([root, ...replies(root.ts)], true) : nothing}
    </div>
    <div id="thread-composer">${threadComposer.draw()}</div>
  </aside>`;
}

function page() {
  return html`<div class="layout">${sidebar(diagnose)}${channelPart()}${threadPart()}</div>
    <div id="dialogs">${modal()}${confirmation()}</div>
    <div id="toast" class=${state.notice ? 'toast shown' : 'toast'} role="status" aria-live="polite">${state.notice}</div>`;
}

/** Which conversation each list of messages showed when it was last drawn. @type {Record<string, string>} */
const drawnPlaces = {};

function draw() {
  const places = { messages: state.channel, 'thread-messages': state.thread };
  const before = new Map(Object.keys(places).map((id) => [id, measure(id)]));
  document.title = `${channelTitle(state.channels.get(state.channel))} as ${nameOf(state.actor)} · ${state.workspace}`;
  document.body.classList.toggle('menu-open', state.menuOpen);
  document.body.classList.toggle('offline', state.offline);
  document.body.classList.toggle('thread-open', state.messages.has(state.thread));
  render(page(), document.body);
  for (const dialog of document.querySelectorAll('dialog')) if (!dialog.open) dialog.showModal();
  for (const [id, place] of Object.entries(places)) {
    if (drawnPlaces[id] !== undefined && drawnPlaces[id] !== place) toEnd(id);
    else keepPlace(id, before.get(id) ?? measure(id));
    drawnPlaces[id] = place;
  }
}

/** Pixels of an item at the upper edge of a list that nobody reads. */
const SLIVER = 16;

/** Where a list stands: at its end, or with this item at this height. @param {string} id */
function measure(id) {
  const list = document.getElementById(id);
  const height = list?.scrollHeight ?? 0;
  const top = list?.getBoundingClientRect().top ?? 0;
  const first = [...(list?.children ?? [])].find((item) => item.getBoundingClientRect().bottom > top + SLIVER);
  const atEnd = !list || height - list.scrollTop - list.clientHeight < 80;
  return { height, atEnd, first, firstTop: first?.getBoundingClientRect().top ?? 0 };
}

/**
 * Follows a list that grew while its end was seen; else what is read stays where it is.
 * @param {string} id
 * @param {ReturnType<typeof measure>} before
 */
function keepPlace(id, { height, atEnd, first, firstTop }) {
  const list = document.getElementById(id);
  if (!list || list.scrollHeight === height) return;
  if (atEnd) followEnd(id);
  else if (first?.isConnected) list.scrollTop += first.getBoundingClientRect().top - firstTop;
}

/** @param {string} id */
function toEnd(id) {
  const list = document.getElementById(id);
  if (list) list.scrollTop = list.scrollHeight;
}

/**
 * Goes along with a list that grew; a last message too tall for the view is shown from its start.
 * @param {string} id
 */
function followEnd(id) {
  toEnd(id);
  const list = document.getElementById(id);
  const last = list?.lastElementChild;
  if (!list || !last) return;
  const hidden = list.getBoundingClientRect().top - last.getBoundingClientRect().top;
  if (hidden > 0) list.scrollTop -= hidden;
}

drawnBy(draw);

const events = new EventSource('/page/events');
events.addEventListener('message', (event) => {
  apply(JSON.parse(event.data));
  state.offline = false;
  changed();
});
events.addEventListener('error', () => {
  state.offline = true;
  changed();
});
