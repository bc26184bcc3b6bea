import { act, fileAddress, fileText } from './api.js';
import { avatar } from './avatar.js';
import { drawBlock } from './blocks.js';
import { html, nothing, repeat } from './lit.js';
import { mrkdwn } from './mrkdwn.js';
import { changed, look, nameOf, replies, state } from './state.js';
import { clock, day } from './time.js';

/** @typedef {import('./state.js').PageMessage} PageMessage */
/** @typedef {{message: PageMessage, joined: boolean, newDay: boolean, inThread: boolean}} Row */

/** Messages of one person within five minutes share a head, as in Slack. */
const JOIN_SECONDS = 300;

/** Texts of the attached files that are shown, by file. @type {Map<string, string>} */
const expanded = new Map();

/**
 * Messages in their order.
 * @param {readonly PageMessage[]} messages
 * @param {boolean} inThread
 */
export function messageRows(messages, inThread) {
  const rows = messages.map((message, index) => row(message, messages[index - 1], inThread));
  return repeat(rows, ({ message }) => message.ts, messageRow);
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

/** @param {Row} item */
function messageRow(item) {
  const { message, joined } = item;
  const name = nameOf(message.user);
  const time = clock(message.ts);
  const classes = ['message', joined ? 'joined' : '', message.recipient ? 'whisper' : ''].join(' ').trim();
  const head = html`<div class="message-head">
    <span class="author">${name}</span>${message.user === state.bot.id ? html`<span class="badge">APP</span>` : nothing}
    <time class="time">${time}</time>
  </div>`;
  const article = html`<article class=${classes} aria-label="${name}, ${time}">
    ${message.recipient ? html`<div class="whisper-note">👁 Only visible to you</div>` : nothing}
    <div class="gutter">${
      joined ? html`<time class="time side">${time.replace(/ [AP]M$/, '')}</time>` : avatar(message.user)
    }</div>
    <div class="message-body">
      ${joined ? nothing : head}${content(message)}${message.files.map(drawFile)}${threadLink(item)}
    </div>
    ${tools(item)}
  </article>`;
  if (!item.newDay) return article;
  return html`<div class="day"><div class="day-line"><span>${day(message.ts)}</span></div>${article}</div>`;
}

/** @param {PageMessage} message */
function content({ channel, ts, text, blocks, edited }) {
  const note = edited ? html`<span class="edited"> (edited)</span>` : nothing;
  return blocks
    ? html`<div class="blocks">${blocks.map((block) => drawBlock(block, { channel, ts }))}${note}</div>`
    : html`<div class="text">${mrkdwn(text)}${note}</div>`;
}

/** @param {Row} item */
function threadLink(item) {
  const found = summary(item);
  if (!found) return nothing;
  const label = found.count === 1 ? '1 reply' : `${found.count} replies`;
  if (item.inThread) return html`<div class="reply-count">${label}</div>`;
  return html`<button
    type="button"
    class="thread-link"
    aria-label="${label}, open thread"
    @click=${() => look({ thread: item.message.ts })}
  >
    <span class="faces">${found.users.map((user) => avatar(user, 'small'))}</span>
    <span class="count">${label}</span>
    <span class="last">Last reply ${day(found.last).toLowerCase()} at ${clock(found.last)}</span>
    <span class="open">View thread ›</span>
  </button>`;
}

/** @param {Row} item */
function tools({ message, inThread }) {
  const { channel, ts, threadTs } = message;
  if (message.recipient || (inThread && state.hints.shortcuts.length === 0)) return nothing;
  const reply = html`<button
    type="button"
    title="Reply in thread"
    aria-label="Reply in thread"
    @click=${() => look({ thread: threadTs ?? ts })}
  >💬</button>`;
  const shortcuts = state.hints.shortcuts.map(({ callbackId, name }) => {
    const use = () => act('shortcut', { user: state.actor, channel, ts, callbackId });
    return html`<button type="button" title=${name} aria-label=${name} @click=${use}>⚡ ${name}</button>`;
  });
  return html`<div class="tools">${inThread ? nothing : reply}${shortcuts}</div>`;
}

/** @param {PageMessage['files'][number]} file */
function drawFile({ id, name, title, size }) {
  const text = expanded.get(id);
  const toggle = async () => {
    if (!expanded.delete(id)) expanded.set(id, await fileText(id));
    changed();
  };
  const button = html`<button type="button" class="file-toggle" aria-expanded=${text !== undefined} @click=${toggle}>
    ${text === undefined ? 'Expand' : 'Collapse'}
  </button>`;
  const isPicture = name.endsWith('.png');
  return html`<div class="file">
    <div class="file-head">
      <span class="file-icon">${isPicture ? '▦' : '≡'}</span>
      <div class="file-names">
        <span class="file-title">${title}</span>
        <span class="file-about">${name} · ${size < 1_024 ? `${size} bytes` : `${Math.round(size / 1_024)} kB`}</span>
      </div>
      ${isPicture ? nothing : button}
    </div>
    ${isPicture ? picture(id, title) : nothing}
    ${
      text === undefined
        ? nothing
        : html`<pre class="file-text" tabindex="0" aria-label="Contents of ${title}">${text}</pre>`
    }
  </div>`;
}

/**
 * A picture, which opens in its own size.
 * @param {string} id
 * @param {string} title
 */
function picture(id, title) {
  const address = fileAddress(id);
  return html`<a href=${address} target="_blank"><img class="file-picture" src=${address} alt=${title}></a>`;
}
