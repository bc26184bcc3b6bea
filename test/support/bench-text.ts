import type { Block } from '../../src/workbench/blocks/schema.ts';
import type { Message } from '../../src/workbench/store.ts';

type RichText = Extract<Block, { type: 'rich_text' }>;
type Part = RichText['elements'][number];
type Inline = Extract<Part, { type: 'rich_text_section' }>['elements'][number];

/** A message as a person reads it, top to bottom, with its buttons in brackets. */
export function readable({ text, blocks }: Pick<Message, 'text' | 'blocks'>): string {
  return blocks === undefined || blocks.length === 0 ? text : blocks.map(blockText).join('\n');
}

/** The labels of the buttons a message offers. */
export function buttonsOf({ blocks }: Pick<Message, 'blocks'>): readonly string[] {
  return (blocks ?? []).flatMap((block) => (block.type === 'actions' ? block.elements.map(labelOf) : []));
}

/** Replaces what differs between two runs of the same thing: moments, durations, ids, ports, fingerprints. */
export function steady(text: string): string {
  return text
    .replace(/<!date\^[^>]*>/g, '<when>')
    .replace(/<@U0ROBIN>/g, '@robin')
    .replace(/\b(run|change|look|plan|rollout)-[0-9a-f]{8}-[0-9a-f-]{27}\b/g, '$1-<id>')
    .replace(/\b(sha256 )[0-9a-f]{64}\b/g, '$1<digest>')
    .replace(/\bplan [0-9a-f]{6,12}\b/g, 'plan <digest>')
    .replace(/SHA256:[A-Za-z0-9+/]{43}/g, '<fingerprint>')
    .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:<port>')
    .replace(/\b(\d+ checks), [\d.,]+ ?m?s\b/g, '$1, <duration>')
    .replace(/[ \t]+$/gm, '');
}

function blockText(block: Block): string {
  switch (block.type) {
    case 'rich_text':
      return block.elements.map(partText).join('\n');
    case 'header':
      return `# ${block.text.text}`;
    case 'context':
      return block.elements.map((element) => ('text' in element ? `(${element.text})` : '')).join(' ');
    case 'actions':
      return block.elements.map((control) => `[${labelOf(control)}]`).join(' ');
    case 'section':
      return [block.text?.text ?? '', ...(block.fields ?? []).map(({ text }) => text)].join('\n');
    case 'markdown':
      return block.text;
    case 'divider':
      return '---';
    case 'input':
      return `${block.label.text}: ____`;
    case 'table':
      return block.rows.map((row) => row.map(cellText).join(' | ')).join('\n');
    case 'image':
      return block.alt_text;
  }
}

function labelOf(control: Extract<Block, { type: 'actions' }>['elements'][number]): string {
  return control.type === 'button' ? control.text.text : control.type;
}

function cellText(cell: Extract<Block, { type: 'table' }>['rows'][number][number]): string {
  return cell.type === 'rich_text' ? cell.elements.map(partText).join(' ') : cell.text;
}

function partText(part: Part): string {
  switch (part.type) {
    case 'rich_text_section':
      return part.elements.map(inlineText).join('');
    case 'rich_text_quote':
      return `> ${part.elements.map(inlineText).join('')}`;
    case 'rich_text_preformatted':
      return part.elements.map(inlineText).join('').replace(/^/gm, '    ');
    case 'rich_text_list':
      return part.elements
        .map(({ elements }) => `${'  '.repeat(part.indent ?? 0)}• ${elements.map(inlineText).join('')}`)
        .join('\n');
  }
}

function inlineText(inline: Inline): string {
  switch (inline.type) {
    case 'text':
      return inline.style?.code === true ? `\`${inline.text}\`` : inline.text;
    case 'link':
      return `${inline.text ?? inline.url}`;
    case 'user':
      return `@${inline.user_id}`;
    case 'usergroup':
      return `@${inline.usergroup_id}`;
    case 'channel':
      return `#${inline.channel_id}`;
    case 'broadcast':
      return `@${inline.range}`;
    case 'emoji':
      return `:${inline.name}:`;
    case 'date':
      return inline.fallback ?? '<when>';
  }
}
