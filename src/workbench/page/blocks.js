import { drawControl } from './controls.js';
import { html, nothing } from './lit.js';
import { markdown } from './markdown.js';
import { textObject } from './mrkdwn.js';
import { richText } from './rich-text.js';

/** @typedef {import('../blocks/schema.ts').Block} Block */
/** @typedef {Extract<Block, {type: 'table'}>} Table */
/** @typedef {{channel: string, ts: string}} Place */

/**
 * A block of a message or a modal; inputs are drawn by the modal itself.
 * @param {Block} block
 * @param {Place} at
 */
export function drawBlock(block, at) {
  return html`<div class="block ${block.type}">${inner(block, at)}</div>`;
}

/**
 * @param {Block} block
 * @param {Place} at
 */
function inner(block, at) {
  switch (block.type) {
    case 'header':
      return html`<h3>${textObject(block.text)}</h3>`;
    case 'divider':
      return html`<hr>`;
    case 'section':
      return section(block, at);
    case 'context':
      return html`<div class="context-row">${block.elements.map((item) =>
        item.type === 'image' ? picture(item.alt_text) : html`<span>${textObject(item)}</span>`,
      )}</div>`;
    case 'actions':
      return html`<div class="actions-row">${block.elements.map((item) => drawControl(item, at))}</div>`;
    case 'rich_text':
      return richText(block);
    case 'markdown':
      return markdown(block.text);
    case 'table':
      return table(block);
    case 'image':
      return picture(block.title?.text ?? block.alt_text);
    default:
      return html`<p class="muted">${block.label.text}</p>`;
  }
}

/** @param {string} text */
function picture(text) {
  return html`<span class="picture" role="img" aria-label=${text}>🖼 ${text}</span>`;
}

/**
 * @param {Extract<Block, {type: 'section'}>} block
 * @param {Place} at
 */
function section({ text, fields, accessory }, at) {
  return html`<div class="section-row">
    <div class="section-main">
      ${text ? html`<div class="section-text">${textObject(text)}</div>` : nothing}
      ${fields ? html`<div class="fields">${fields.map((field) => html`<div>${textObject(field)}</div>`)}</div>` : nothing}
    </div>
    ${
      accessory
        ? html`<div class="accessory">${accessory.type === 'image' ? picture(accessory.alt_text) : drawControl(accessory, at)}</div>`
        : nothing
    }
  </div>`;
}

/** @param {Table} block */
function table({ rows: [head = [], ...rows], column_settings: settings }) {
  /** @param {Table['rows'][number][number]} cell @param {number} index */
  const classes = (cell, index) => {
    const align = settings?.[index]?.align ?? (cell.type === 'raw_number' ? 'right' : 'left');
    return `align-${align}${settings?.[index]?.is_wrapped ? ' wrapped' : ''}`;
  };
  /** @param {Table['rows'][number][number]} cell */
  const content = (cell) => (cell.type === 'rich_text' ? richText(cell) : cell.text);
  const titles = head.map((cell, index) => html`<th class=${classes(cell, index)}>${content(cell)}</th>`);
  const body = rows.map(
    (row) => html`<tr>${row.map((cell, index) => html`<td class=${classes(cell, index)}>${content(cell)}</td>`)}</tr>`,
  );
  return html`<div class="table-frame"><table><thead><tr>${titles}</tr></thead><tbody>${body}</tbody></table></div>`;
}
