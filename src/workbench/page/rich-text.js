import { emoji } from './emoji.js';
import { html, nothing } from './lit.js';
import { groupMention, link, mention, userMention } from './mrkdwn.js';
import { state } from './state.js';
import { formatted } from './time.js';

/** @typedef {Extract<import('../blocks/schema.ts').Block, {type: 'rich_text'}>} RichText */
/** @typedef {RichText['elements'][number]} Part */
/** @typedef {Extract<Part, {type: 'rich_text_section'}>['elements'][number]} Inline */
/** @typedef {import('./lit.js').Drawn} Drawn */

/**
 * A rich text block.
 * @param {RichText} block
 */
export function richText(block) {
  return html`<div class="rich-text">${block.elements.map(part)}</div>`;
}

/** @param {Part} item */
function part(item) {
  if (item.type === 'rich_text_preformatted') return html`<pre class="fence">${item.elements.map(inline)}</pre>`;
  if (item.type === 'rich_text_quote') return html`<blockquote>${item.elements.map(inline)}</blockquote>`;
  if (item.type === 'rich_text_section') return html`<div class="rich-line">${item.elements.map(inline)}</div>`;
  const rows = item.elements.map((section) => html`<li>${section.elements.map(inline)}</li>`);
  const indent = `indent-${item.indent ?? 0}`;
  return item.style === 'ordered'
    ? html`<ol class=${indent} start=${item.offset ? item.offset + 1 : nothing}>${rows}</ol>`
    : html`<ul class=${indent}>${rows}</ul>`;
}

/** @param {Inline} item */
function inline(item) {
  let drawn = bare(item);
  const style = item.style ?? {};
  if (style.code) drawn = html`<code>${drawn}</code>`;
  if (style.bold) drawn = html`<strong>${drawn}</strong>`;
  if (style.italic) drawn = html`<em>${drawn}</em>`;
  if (style.strike) drawn = html`<s>${drawn}</s>`;
  if (style.underline) drawn = html`<u>${drawn}</u>`;
  return drawn;
}

/**
 * @param {Inline} item
 * @returns {Drawn}
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
      return html`<time>${formatted(item.timestamp, item.format)}</time>`;
  }
}
