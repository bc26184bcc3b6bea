import { controlNode } from './controls.js';
import { el } from './dom.js';
import { markdown } from './markdown.js';
import { textObject } from './mrkdwn.js';
import { richText } from './rich-text.js';

/** @typedef {import('../blocks/schema.ts').Block} Block */
/** @typedef {import('../blocks/read.ts').Control} Control */
/** @typedef {(control: Control) => void} Press */
/** @typedef {Extract<Block, {type: 'table'}>} Table */

/**
 * Draws the blocks of a message or a modal; inputs are drawn by the modal itself.
 * @param {readonly Block[]} blocks
 * @param {{channel: string, ts: string}} at
 */
export function blockNodes(blocks, at) {
  return blocks.map((block) => el('div', { class: `block ${block.type}` }, inner(block, at)));
}

/**
 * @param {Block} block
 * @param {{channel: string, ts: string}} at
 * @returns {Node}
 */
function inner(block, at) {
  switch (block.type) {
    case 'header':
      return el('h3', {}, ...textObject(block.text));
    case 'divider':
      return el('hr');
    case 'section':
      return section(block, at);
    case 'context':
      return el(
        'div',
        { class: 'context-row' },
        ...block.elements.map((item) =>
          item.type === 'image' ? picture(item.alt_text) : el('span', {}, ...textObject(item)),
        ),
      );
    case 'actions':
      return el('div', { class: 'actions-row' }, ...block.elements.map((item) => controlNode(item, at)));
    case 'rich_text':
      return richText(block);
    case 'markdown':
      return markdown(block.text);
    case 'table':
      return table(block);
    case 'image':
      return picture(block.title?.text ?? block.alt_text);
    default:
      return el('p', { class: 'muted' }, block.label.text);
  }
}

/** @param {string} text */
function picture(text) {
  return el('span', { class: 'picture', role: 'img', 'aria-label': text }, `🖼 ${text}`);
}

/**
 * @param {Extract<Block, {type: 'section'}>} block
 * @param {{channel: string, ts: string}} at
 */
function section(block, at) {
  const text = block.text ? el('div', { class: 'section-text' }, ...textObject(block.text)) : undefined;
  const fields = block.fields
    ? el('div', { class: 'fields' }, ...block.fields.map((field) => el('div', {}, ...textObject(field))))
    : undefined;
  const accessory = block.accessory
    ? el(
        'div',
        { class: 'accessory' },
        block.accessory.type === 'image' ? picture(block.accessory.alt_text) : controlNode(block.accessory, at),
      )
    : undefined;
  return el('div', { class: 'section-row' }, el('div', { class: 'section-main' }, text, fields), accessory);
}

/** @param {Table} block */
function table(block) {
  const [head, ...rows] = block.rows;
  /**
   * @param {Table['rows'][number]} cells
   * @param {'th' | 'td'} tag
   */
  const row = (cells, tag) =>
    el(
      'tr',
      {},
      ...cells.map((cell, index) => {
        const setting = block.column_settings?.[index];
        const align = setting?.align ?? (cell.type === 'raw_number' ? 'right' : 'left');
        const classes = `align-${align}${setting?.is_wrapped ? ' wrapped' : ''}`;
        return el(tag, { class: classes }, cell.type === 'rich_text' ? richText(cell) : cell.text);
      }),
    );
  const body = el('tbody', {}, ...rows.map((cells) => row(cells, 'td')));
  return el('div', { class: 'table-frame' }, el('table', {}, el('thead', {}, row(head ?? [], 'th')), body));
}
