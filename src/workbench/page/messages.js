import { act, fileText } from './api.js';
import { avatar } from './avatar.js';
import { blockNodes } from './blocks.js';
import { el, reconcile } from './dom.js';
import { mrkdwn } from './mrkdwn.js';
import { nameOf, replies, state } from './state.js';
import { clock, day } from './time.js';

/** @typedef {import('./state.js').PageMessage} PageMessage */
/** @typedef {{message: PageMessage, joined: boolean, newDay: boolean, inThread: boolean}} Row */

/** Messages of one person within five minutes share a head, as in Slack. */
const JOIN_SECONDS = 300;

/** @type {Set<string>} */
const expanded = new Set();

/** @type {Map<string, string>} */
const fileTexts = new Map();

/**
 * Shows a list of messages and stays at its end if it was there; a last message too tall for the view is shown from its start.
 * @param {HTMLElement} container
 * @param {readonly PageMessage[]} messages
 * @param {{inThread: boolean, onThread: (ts: string) => void}} options
 */
export function renderMessages(container, messages, options) {
  const atEnd = container.scrollHeight - container.scrollTop - container.clientHeight < 80;
  const rows = messages.map((message, index) => row(message, messages[index - 1], options.inThread));
  reconcile(container, rows, {
    key: (item) => item.message.ts,
    signature: (item) => JSON.stringify([item, summary(item), state.actor]),
    render: (item) => messageNode(item, options.onThread),
  });
  if (atEnd) showEnd(container);
}

/** @param {HTMLElement} container */
function showEnd(container) {
  container.scrollTop = container.scrollHeight;
  const last = container.lastElementChild;
  if (!last) return;
  const hidden = container.getBoundingClientRect().top - last.getBoundingClientRect().top;
  if (hidden > 0) container.scrollTop -= hidden;
}

/**
 * @param {PageMessage} message
 * @param {PageMessage | undefined} before
 * @param {boolean} inThread
 * @returns {Row}
 */
function row(message, before, inThread) {
  const newDay = !before || day(before.ts) !== day(message.ts);
  const close = before !== undefined && Number(message.ts) - Number(before.ts) < JOIN_SECONDS;
  const same = before?.user === message.user && before.recipient === message.recipient;
  const quiet = before !== undefined && replies(before.ts).length === 0;
  return { message, newDay: newDay && !inThread, inThread, joined: close && same && quiet && !newDay };
}

/** @param {Row} item */
function summary(item) {
  if (item.message.threadTs) return undefined;
  const all = replies(item.message.ts);
  const last = all.at(-1);
  return last && { count: all.length, users: [...new Set(all.map((reply) => reply.user))].slice(0, 4), last: last.ts };
}

/**
 * @param {Row} item
 * @param {(ts: string) => void} onThread
 */
function messageNode(item, onThread) {
  const { message } = item;
  const isBot = message.user === state.bot.id;
  const name = nameOf(message.user);
  const head = item.joined
    ? undefined
    : el(
        'div',
        { class: 'message-head' },
        el('span', { class: 'author' }, name),
        isBot ? el('span', { class: 'badge' }, 'APP') : undefined,
        el('time', { class: 'time' }, clock(message.ts)),
      );
  const body = el(
    'div',
    { class: 'message-body' },
    head,
    content(message),
    ...message.files.map(fileNode),
    threadLink(item, onThread),
  );
  const gutter = el(
    'div',
    { class: 'gutter' },
    item.joined ? el('time', { class: 'time side' }, clock(message.ts).replace(/ [AP]M$/, '')) : avatar(message.user),
  );
  const article = el(
    'article',
    { class: classes(item), 'aria-label': `${name}, ${clock(message.ts)}` },
    whisperNote(message),
    gutter,
    body,
    tools(item, onThread),
  );
  if (!item.newDay) return article;
  return el('div', { class: 'day' }, el('div', { class: 'day-line' }, el('span', {}, day(message.ts))), article);
}

/** @param {Row} item */
function classes(item) {
  return ['message', item.joined ? 'joined' : '', item.message.recipient ? 'whisper' : ''].join(' ').trim();
}

/** @param {PageMessage} message */
function whisperNote(message) {
  return message.recipient ? el('div', { class: 'whisper-note' }, '👁 Only visible to you') : undefined;
}

/** @param {PageMessage} message */
function content(message) {
  const at = { channel: message.channel, ts: message.ts };
  const edited = message.edited ? el('span', { class: 'edited' }, ' (edited)') : undefined;
  if (message.blocks) return el('div', { class: 'blocks' }, ...blockNodes(message.blocks, at), edited);
  return el('div', { class: 'text' }, ...mrkdwn(message.text), edited);
}

/**
 * @param {Row} item
 * @param {(ts: string) => void} onThread
 */
function threadLink(item, onThread) {
  const found = summary(item);
  if (!found) return undefined;
  const label = found.count === 1 ? '1 reply' : `${found.count} replies`;
  if (item.inThread) return el('div', { class: 'reply-count' }, label);
  return el(
    'button',
    {
      type: 'button',
      class: 'thread-link',
      'aria-label': `${label}, open thread`,
      onclick: () => onThread(item.message.ts),
    },
    el('span', { class: 'faces' }, ...found.users.map((user) => avatar(user, 'small'))),
    el('span', { class: 'count' }, label),
    el('span', { class: 'last' }, `Last reply ${day(found.last).toLowerCase()} at ${clock(found.last)}`),
    el('span', { class: 'open' }, 'View thread ›'),
  );
}

/**
 * @param {Row} item
 * @param {(ts: string) => void} onThread
 */
function tools(item, onThread) {
  const { message } = item;
  if (message.recipient) return undefined;
  const use = (/** @type {string} */ callbackId) =>
    void act('shortcut', { user: state.actor, channel: message.channel, ts: message.ts, callbackId });
  const reply = item.inThread
    ? []
    : [
        el(
          'button',
          {
            type: 'button',
            title: 'Reply in thread',
            'aria-label': 'Reply in thread',
            onclick: () => onThread(message.threadTs ?? message.ts),
          },
          '💬',
        ),
      ];
  const shortcuts = state.hints.shortcuts.map(({ callbackId, name }) =>
    el('button', { type: 'button', title: name, 'aria-label': name, onclick: () => use(callbackId) }, `⚡ ${name}`),
  );
  return reply.length + shortcuts.length > 0 ? el('div', { class: 'tools' }, ...reply, ...shortcuts) : undefined;
}

/** @param {PageMessage['files'][number]} file */
function fileNode(file) {
  const text = el('pre', { class: 'file-text', tabindex: 0, 'aria-label': `Contents of ${file.title}`, hidden: true });
  const toggle = el('button', { type: 'button', class: 'file-toggle', 'aria-expanded': 'false' }, 'Expand');
  const show = (/** @type {boolean} */ open) => {
    text.textContent = fileTexts.get(file.id) ?? '';
    text.hidden = !open;
    toggle.textContent = open ? 'Collapse' : 'Expand';
    toggle.setAttribute('aria-expanded', String(open));
    if (open) expanded.add(file.id);
    else expanded.delete(file.id);
  };
  const load = async () => {
    if (!fileTexts.has(file.id)) fileTexts.set(file.id, await fileText(file.id));
    show(text.hidden === true);
  };
  toggle.addEventListener('click', () => void load());
  if (expanded.has(file.id)) show(true);
  const size = file.size < 1_024 ? `${file.size} bytes` : `${Math.round(file.size / 1_024)} kB`;
  const names = el(
    'div',
    { class: 'file-names' },
    el('span', { class: 'file-title' }, file.title),
    el('span', { class: 'file-about' }, `${file.name} · ${size}`),
  );
  return el(
    'div',
    { class: 'file' },
    el('div', { class: 'file-head' }, el('span', { class: 'file-icon' }, '≡'), names, toggle),
    text,
  );
}
