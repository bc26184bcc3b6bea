import { withEmoji } from './emoji.js';
import { html } from './lit.js';
import { link } from './mrkdwn.js';

const INLINE = /`([^`\n]+)`|\*\*([^*\n]+)\*\*|\[([^\]\n]+)\]\(([^)\s]+)\)|(?<!\w)[*_]([^*_\n]+)[*_](?!\w)/g;

/**
 * The small part of Markdown a bot's message uses: headings, lists, fences, bold, italic, code and links.
 * @param {string} text
 */
export function markdown(text) {
  const parts = text.split(/```[a-z]*\n?([\s\S]*?)\n?```\n?/);
  const drawn = parts.flatMap((part, index) =>
    index % 2 ? [html`<pre class="fence">${part}</pre>`] : part.split('\n').map(line),
  );
  return html`<div>${drawn}</div>`;
}

/** @param {string} text */
function line(text) {
  const heading = /^#{1,6} (.*)$/.exec(text);
  if (heading) return html`<div class="md-heading">${inline(heading[1] ?? '')}</div>`;
  const item = /^\s*[-*] (.*)$/.exec(text);
  if (item) return html`<div class="md-item">• ${inline(item[1] ?? '')}</div>`;
  return html`<div class="rich-line">${inline(text)}</div>`;
}

/**
 * @param {string} text
 * @returns {import('./lit.js').Drawn[]}
 */
function inline(text) {
  /** @type {import('./lit.js').Drawn[]} */
  const drawn = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    const [whole, code, bold, label, url, italic] = match;
    drawn.push(withEmoji(text.slice(end, match.index)));
    if (code !== undefined) drawn.push(html`<code>${code}</code>`);
    else if (bold !== undefined) drawn.push(html`<strong>${bold}</strong>`);
    else if (label !== undefined) drawn.push(link(url ?? '', label));
    else drawn.push(html`<em>${italic}</em>`);
    end = match.index + whole.length;
  }
  drawn.push(withEmoji(text.slice(end)));
  return drawn;
}
