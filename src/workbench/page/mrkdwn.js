import { emoji, withEmoji } from './emoji.js';
import { html } from './lit.js';
import { nameOf, state } from './state.js';
import { formatted } from './time.js';

/** @typedef {import('./lit.js').Drawn} Drawn */

const INLINE =
  /`([^`\n]+)`|<([^<>\n]+)>|:([a-z0-9_+-]+):|(?<![\w*])\*(?=\S)([^*\n]*[^\s*])\*(?![\w*])|(?<![\w_])_(?=\S)([^_\n]*[^\s_])_(?![\w_])|(?<![\w~])~(?=\S)([^~\n]*[^\s~])~(?![\w~])|(https?:\/\/[^\s<>|`]+)/g;

/**
 * Draws Slack's mrkdwn; every string ends as text, and only http and mailto links become links.
 * @param {string} text
 * @returns {Drawn[]}
 */
export function mrkdwn(text) {
  return text.split(/```\n?([\s\S]*?)\n?```\n?/).flatMap((part, index) => (index % 2 ? [fence(part)] : quotes(part)));
}

/** @param {string} text */
function fence(text) {
  return html`<pre class="fence">${unescaped(text.replaceAll(/<([^<>|\n]+\|)?([^<>\n]+)>/g, '$2'))}</pre>`;
}

/**
 * @param {string} text
 * @returns {Drawn[]}
 */
function quotes(text) {
  return runs(text.split('\n')).flatMap(({ quoted, texts }) =>
    quoted ? [html`<blockquote>${lines(texts)}</blockquote>`] : lines(texts),
  );
}

/**
 * Lines in order, those of one quote together and those between quotes.
 * @param {string[]} texts
 */
function runs(texts) {
  /** @type {{quoted: boolean, texts: string[]}[]} */
  const found = [];
  for (const text of texts) {
    const quote = /^(?:&gt;|>) ?(.*)$/.exec(text);
    const quoted = quote !== null;
    if (found.at(-1)?.quoted !== quoted) found.push({ quoted, texts: [] });
    found.at(-1)?.texts.push(quote?.[1] ?? text);
  }
  return found;
}

/**
 * @param {string[]} texts
 * @returns {Drawn[]}
 */
function lines(texts) {
  return texts.flatMap((text, index) => (index > 0 ? [html`<br>`, ...inline(text)] : inline(text)));
}

/**
 * @param {string} text
 * @returns {Drawn[]}
 */
function inline(text) {
  /** @type {Drawn[]} */
  const drawn = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    if (match.index > end) drawn.push(unescaped(text.slice(end, match.index)));
    drawn.push(marked(match));
    end = match.index + match[0].length;
  }
  if (end < text.length) drawn.push(unescaped(text.slice(end)));
  return drawn;
}

/**
 * @param {RegExpExecArray} match
 * @returns {Drawn}
 */
function marked(match) {
  const [, code, angle, name, bold, italic, strike, url] = match;
  if (code !== undefined) return html`<code>${unescaped(code)}</code>`;
  if (angle !== undefined) return special(angle);
  if (name !== undefined) return emoji(name);
  if (bold !== undefined) return html`<strong>${inline(bold)}</strong>`;
  if (italic !== undefined) return html`<em>${inline(italic)}</em>`;
  if (strike !== undefined) return html`<s>${inline(strike)}</s>`;
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
  return html`<time>${Number.isFinite(when) ? formatted(when, format) : unescaped(fallback)}</time>`;
}

/**
 * @param {string} label
 * @param {boolean} [loud]
 */
export function mention(label, loud = false) {
  return html`<span class=${loud ? 'mention loud' : 'mention'}>${label}</span>`;
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
  return html`<a href=${url} target="_blank" rel="noopener noreferrer nofollow">${label}</a>`;
}

/** @param {string} text */
function unescaped(text) {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/**
 * A text object: mrkdwn, or plain text with emoji.
 * @param {{type: string, text: string, emoji?: boolean | undefined}} object
 * @returns {Drawn[]}
 */
export function textObject(object) {
  if (object.type === 'mrkdwn') return mrkdwn(object.text);
  return object.text
    .split('\n')
    .flatMap((line, index) => (index > 0 ? [html`<br>`, withEmoji(line)] : [withEmoji(line)]));
}
