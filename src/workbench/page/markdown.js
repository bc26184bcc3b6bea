import { el } from './dom.js';
import { withEmoji } from './emoji.js';
import { link } from './mrkdwn.js';

const INLINE = /`([^`\n]+)`|\*\*([^*\n]+)\*\*|\[([^\]\n]+)\]\(([^)\s]+)\)|(?<!\w)[*_]([^*_\n]+)[*_](?!\w)/g;

/**
 * The small part of Markdown a bot's message uses: headings, lists, fences, bold, italic, code and links.
 * @param {string} text
 */
export function markdown(text) {
  const parts = text.split(/```[a-z]*\n?([\s\S]*?)\n?```\n?/);
  const fence = (/** @type {string} */ part) => /** @type {HTMLElement} */ (el('pre', { class: 'fence' }, part));
  return el('div', {}, ...parts.flatMap((part, index) => (index % 2 ? [fence(part)] : part.split('\n').map(line))));
}

/** @param {string} text */
function line(text) {
  const heading = /^#{1,6} (.*)$/.exec(text);
  if (heading) return el('div', { class: 'md-heading' }, ...inline(heading[1] ?? ''));
  const item = /^\s*[-*] (.*)$/.exec(text);
  if (item) return el('div', { class: 'md-item' }, '• ', ...inline(item[1] ?? ''));
  return el('div', { class: 'rich-line' }, ...inline(text));
}

/**
 * @param {string} text
 * @returns {(Node | string)[]}
 */
function inline(text) {
  /** @type {(Node | string)[]} */
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    const [whole, code, bold, label, url, italic] = match;
    nodes.push(withEmoji(text.slice(end, match.index)));
    if (code !== undefined) nodes.push(el('code', {}, code));
    else if (bold !== undefined) nodes.push(el('strong', {}, bold));
    else if (label !== undefined) nodes.push(link(url ?? '', label));
    else nodes.push(el('em', {}, italic ?? ''));
    end = match.index + whole.length;
  }
  nodes.push(withEmoji(text.slice(end)));
  return nodes;
}
