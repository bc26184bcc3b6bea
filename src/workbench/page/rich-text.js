import { el } from './dom.js';
import { emoji } from './emoji.js';
import { groupMention, link, mention, userMention } from './mrkdwn.js';
import { state } from './state.js';
import { formatted } from './time.js';

/** @typedef {Extract<import('../blocks/schema.ts').Block, {type: 'rich_text'}>} RichText */
/** @typedef {RichText['elements'][number]} Part */
/** @typedef {Extract<Part, {type: 'rich_text_section'}>['elements'][number]} Inline */

/**
 * A rich text block as nodes.
 * @param {RichText} block
 */
export function richText(block) {
  return el('div', { class: 'rich-text' }, ...block.elements.map(part));
}

/** @param {Part} item */
function part(item) {
  if (item.type === 'rich_text_preformatted') return el('pre', { class: 'fence' }, ...item.elements.map(inline));
  if (item.type === 'rich_text_quote') return el('blockquote', {}, ...item.elements.map(inline));
  if (item.type === 'rich_text_list') {
    const rows = item.elements.map((section) => el('li', {}, ...section.elements.map(inline)));
    const start = item.style === 'ordered' && item.offset ? item.offset + 1 : undefined;
    return el(item.style === 'ordered' ? 'ol' : 'ul', { class: `indent-${item.indent ?? 0}`, start }, ...rows);
  }
  return el('div', { class: 'rich-line' }, ...item.elements.map(inline));
}

/** @param {Inline} item */
function inline(item) {
  let node = bare(item);
  const style = item.style ?? {};
  if (style.code) node = el('code', {}, node);
  if (style.bold) node = el('strong', {}, node);
  if (style.italic) node = el('em', {}, node);
  if (style.strike) node = el('s', {}, node);
  if (style.underline) node = el('u', {}, node);
  return node;
}

/**
 * @param {Inline} item
 * @returns {Node | string}
 */
function bare(item) {
  switch (item.type) {
    case 'text':
      return item.text;
    case 'link':
      return link(item.url, item.text ?? item.url);
    case 'user':
      return userMention(item.user_id);
    case 'usergroup':
      return groupMention(item.usergroup_id);
    case 'channel':
      return mention(`#${state.channels.get(item.channel_id)?.name ?? item.channel_id}`);
    case 'broadcast':
      return mention(`@${item.range}`, true);
    case 'emoji':
      return emoji(item.name);
    default:
      return el('time', {}, formatted(item.timestamp, item.format));
  }
}
