import { createComposer } from './composer.js';
import { byId, el } from './dom.js';
import { renderMessages } from './messages.js';
import { renderModal } from './modal.js';
import { renderSidebar } from './sidebar.js';
import { apply, channelMessages, channelTitle, look, nameOf, replies, state } from './state.js';

const composer = createComposer({
  listId: 'commands',
  threadTs: () => '',
  label: () => `Message ${channelTitle(state.channels.get(state.channel))}`,
});
const threadComposer = createComposer({
  listId: 'thread-commands',
  threadTs: () => state.thread,
  label: () => 'Reply…',
});
byId('composer').append(composer.node);
byId('thread-composer').append(threadComposer.node);

/** @param {string} id */
function toEnd(id) {
  byId(id).scrollTop = byId(id).scrollHeight;
}

/** @param {{actor?: string, channel?: string, thread?: string}} where */
function go(where) {
  const moved = where.channel !== undefined && where.channel !== state.channel;
  look(where);
  document.body.classList.remove('menu-open');
  render();
  if (moved) toEnd('messages');
  if (where.thread) toEnd('thread-messages');
}

const openThread = (/** @type {string} */ thread) => go({ thread });
const diagnose = (/** @type {string} */ host) => {
  document.body.classList.remove('menu-open');
  composer.fill(`${state.commands[0] ?? ''} ${state.hints.verbs[0]?.verb ?? ''} ${host}`);
};

function renderChannelHeader() {
  const channel = state.channels.get(state.channel);
  const absent =
    channel?.isMember === false
      ? el('span', { class: 'note' }, `${state.bot.name} is not here: /invite @${state.bot.name}`)
      : undefined;
  const shared = channel?.isExtShared ? el('span', { class: 'note' }, 'shared with another company') : undefined;
  byId('channel-header').replaceChildren(
    el(
      'button',
      {
        type: 'button',
        class: 'icon-button menu',
        'aria-label': 'Show channels',
        onclick: (/** @type {Event} */ event) => {
          event.stopPropagation();
          document.body.classList.toggle('menu-open');
        },
      },
      '☰',
    ),
    el('h1', {}, channelTitle(channel)),
    el('span', { class: 'topic' }, channel?.topic ?? ''),
    absent ?? shared ?? '',
  );
}

function renderThread() {
  const root = state.messages.get(state.thread);
  byId('thread').hidden = root === undefined;
  document.body.classList.toggle('thread-open', root !== undefined);
  if (!root) return;
  const close = el(
    'button',
    { type: 'button', class: 'icon-button', 'aria-label': 'Close thread', onclick: () => go({ thread: '' }) },
    '✕',
  );
  const title = el('span', { class: 'topic' }, channelTitle(state.channels.get(root.channel)));
  byId('thread-header').replaceChildren(el('h1', {}, 'Thread'), title, close);
  renderMessages(byId('thread-messages'), [root, ...replies(root.ts)], { inThread: true, onThread: openThread });
}

function renderEmpty() {
  const hosts = state.hints.hosts
    .slice(0, 4)
    .map((host) =>
      el(
        'button',
        { type: 'button', class: 'chip', onclick: () => diagnose(host.name) },
        `${state.commands[0] ?? ''} ${state.hints.verbs[0]?.verb ?? ''} ${host.name}`,
      ),
    );
  byId('messages').replaceChildren(
    el(
      'div',
      { class: 'empty', 'data-key': 'empty' },
      el('div', { class: 'empty-mark', 'aria-hidden': 'true' }, '🪶'),
      el('h2', {}, `This is the very beginning of ${channelTitle(state.channels.get(state.channel))}`),
      el(
        'p',
        {},
        hosts.length > 0
          ? 'Something is wrong on one of the practice hosts. Ask the bot:'
          : `Ask the bot: type ${state.commands[0] ?? ''} below.`,
      ),
      el('div', { class: 'chips' }, ...hosts),
    ),
  );
}

function render() {
  document.title = `${channelTitle(state.channels.get(state.channel))} as ${nameOf(state.actor)} · ${state.workspace}`;
  renderSidebar({ onLook: go, onHost: diagnose });
  renderChannelHeader();
  const messages = channelMessages(state.channel);
  byId('messages').setAttribute('aria-label', `Messages in ${channelTitle(state.channels.get(state.channel))}`);
  if (messages.length === 0) renderEmpty();
  else renderMessages(byId('messages'), messages, { inThread: false, onThread: openThread });
  renderThread();
  renderModal();
  composer.relabel();
  threadComposer.relabel();
}

byId('main').addEventListener('click', () => document.body.classList.remove('menu-open'));

const events = new EventSource('/page/events');
events.addEventListener('message', (event) => {
  apply(JSON.parse(event.data));
  document.body.classList.remove('offline');
  render();
});
events.addEventListener('error', () => document.body.classList.add('offline'));
