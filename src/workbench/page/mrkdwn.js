import { el } from './dom.js';
import { emoji, withEmoji } from './emoji.js';
import { nameOf, state } from './state.js';
import { formatted } from './time.js';

/** @typedef {(Node | string)[]} Nodes */

const INLINE =
  /`([^`\n]+)`|<([^<>\n]+)>|:([a-z0-9_+-]+):|(?<![\w*])\*(?=\S)([^*\n]*[^\s*])\*(?![\w*])|(?<![\w_])_(?=\S)([^_\n]*[^\s_])_(?![\w_])|(?<![\w~])~(?=\S)([^~\n]*[^\s~])~(?![\w~])|(https?:\/\/[^\s<>|`]+)/g;

/**
 * Turns Slack's mrkdwn into nodes; every string ends as text, and only http and mailto links become links.
 * @param {string} text
 * @returns {Nodes}
 */
export function mrkdwn(text) {
  return text.split(/```\n?([\s\S]*?)\n?```\n?/).flatMap((part, index) => (index % 2 ? [fence(part)] : quotes(part)));
}

/** @param {string} text */
function fence(text) {
  return el('pre', { class: 'fence' }, unescaped(text.replaceAll(/<([^<>|\n]+\|)?([^<>\n]+)>/g, '$2')));
}

/**
 * @param {string} text
 * @returns {Nodes}
 */
function quotes(text) {
  /** @type {Nodes} */
  const nodes = [];
  /** @type {string[]} */
  let quoted = [];
  const flush = () => {
    if (quoted.length > 0) nodes.push(el('blockquote', {}, ...lines(quoted)));
    quoted = [];
  };
  /** @type {string[]} */
  let plain = [];
  const flushPlain = () => {
    nodes.push(...lines(plain));
    plain = [];
  };
  for (const line of text.split('\n')) {
    const quote = /^(?:&gt;|>) ?(.*)$/.exec(line);
    if (quote) {
      flushPlain();
      quoted.push(quote[1] ?? '');
    } else {
      flush();
      plain.push(line);
    }
  }
  flush();
  flushPlain();
  return nodes;
}

/**
 * @param {string[]} texts
 * @returns {Nodes}
 */
function lines(texts) {
  return texts.flatMap((text, index) => (index > 0 ? [el('br'), ...inline(text)] : inline(text)));
}

/**
 * @param {string} text
 * @returns {Nodes}
 */
function inline(text) {
  /** @type {Nodes} */
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    if (match.index > end) nodes.push(unescaped(text.slice(end, match.index)));
    nodes.push(marked(match));
    end = match.index + match[0].length;
  }
  if (end < text.length) nodes.push(unescaped(text.slice(end)));
  return nodes;
}

/**
 * @param {RegExpExecArray} match
 * @returns {Node | string}
 */
function marked(match) {
  const [, code, angle, name, bold, italic, strike, url] = match;
  if (code !== undefined) return el('code', {}, unescaped(code));
  if (angle !== undefined) return special(angle);
  if (name !== undefined) return emoji(name);
  if (bold !== undefined) return el('strong', {}, ...inline(bold));
  if (italic !== undefined) return el('em', {}, ...inline(italic));
  if (strike !== undefined) return el('s', {}, ...inline(strike));
  return link(url ?? '', unescaped(url ?? ''));
}

/**
 * What stands between angle brackets: a mention, a date or a link.
 * @param {string} inner
 */
function special(inner) {
  const [target = '', label] = inner.split('|');
  if (target.startsWith('@')) return userMention(target.slice(1));
  if (target.startsWith('#'))
    return mention(`#${label ?? state.channels.get(target.slice(1))?.name ?? target.slice(1)}`);
  if (target.startsWith('!subteam^')) return groupMention(target.slice('!subteam^'.length));
  if (target.startsWith('!date^')) return dateText(target, label ?? '');
  if (target.startsWith('!')) return mention(`@${target.slice(1)}`, true);
  return link(unescaped(target), unescaped(label ?? target));
}

/**
 * @param {string} target
 * @param {string} fallback
 */
function dateText(target, fallback) {
  const [, seconds, format = ''] = target.split('^');
  const when = Number(seconds);
  return el('time', {}, Number.isFinite(when) ? formatted(when, format) : unescaped(fallback));
}

/**
 * @param {string} label
 * @param {boolean} [loud]
 */
export function mention(label, loud = false) {
  return el('span', { class: loud ? 'mention loud' : 'mention' }, label);
}

/** @param {string} id */
export function userMention(id) {
  return mention(`@${nameOf(id)}`, id === state.actor);
}

/** @param {string} id */
export function groupMention(id) {
  const group = state.groups.get(id);
  return mention(`@${group?.handle ?? id}`, group?.users.includes(state.actor) ?? false);
}

/**
 * A link that opens outside the page; anything but http, https and mailto stays text.
 * @param {string} url
 * @param {string} label
 */
export function link(url, label) {
  if (!/^(?:https?:|mailto:)/i.test(url)) return label;
  return el('a', { href: url, target: '_blank', rel: 'noopener noreferrer nofollow' }, label);
}

/** @param {string} text */
function unescaped(text) {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/**
 * A text object as nodes: mrkdwn, or plain text with emoji.
 * @param {{type: string, text: string, emoji?: boolean | undefined}} object
 * @returns {Nodes}
 */
export function textObject(object) {
  if (object.type === 'mrkdwn') return mrkdwn(object.text);
  return object.text
    .split('\n')
    .flatMap((line, index) => (index > 0 ? [el('br'), withEmoji(line)] : [withEmoji(line)]));
}
