import type {
  ContextBlock,
  DividerBlock,
  HeaderBlock,
  RichTextBlock,
  RichTextElement,
  RichTextList,
  RichTextPreformatted,
  RichTextSection,
} from '@slack/types';
import { cleanText, cutText, oneLine } from '../../lib/hostile-text.ts';
import type { Actor } from '../../model/engine-port.ts';
import { richTextLength, slackLimits } from './limits.ts';
import { groupIdPattern, type Mrkdwn, userIdPattern } from './mrkdwn.ts';

/** A piece of a line; a bare string is data, whatever it contains. */
export type Inline = string | RichTextElement;

/** A line of text. */
export type Line = readonly Inline[];

/** A part of a rich text block. */
export type Part = RichTextSection | RichTextList | RichTextPreformatted;

/** Bold words. */
export function bold(text: string): RichTextElement {
  return { type: 'text', text: shown(text), style: { bold: true } };
}

/** Words in italics, for what is said about the text rather than by it. */
export function italic(text: string): RichTextElement {
  return { type: 'text', text: shown(text), style: { italic: true } };
}

/** Words in fixed width. */
export function code(text: string): RichTextElement {
  return { type: 'text', text: shown(oneLine(text)), style: { code: true } };
}

/** Words between backticks in our own sentences become fixed width. */
export function ticked(text: string): Line {
  return text.split('`').map((piece, index) => (index % 2 === 1 && piece !== '' ? code(piece) : piece));
}

/** A person: a mention for a Slack id, else words that say where the person was. */
export function person(who: Actor): Inline {
  if (who.surface === 'slack' && userIdPattern.test(who.id)) return { type: 'user', user_id: who.id };
  return who.surface === 'system' ? 'the bot itself' : `${cutText(oneLine(who.id), 60)} (${who.surface})`;
}

/** Mentions of the people and groups that the configuration names; ids of another form are shown as words. */
export function mentions(users: readonly string[], groups: readonly string[]): Inline[] {
  const people = users.map((id) => person({ surface: 'slack', id }));
  const teams = groups.map((id): Inline => (groupIdPattern.test(id) ? { type: 'usergroup', usergroup_id: id } : id));
  return [...teams, ...people].flatMap((mention, index) => (index === 0 ? [mention] : [', ', mention]));
}

/** Tells everybody who is in the channel right now. */
export const here: RichTextElement = { type: 'broadcast', range: 'here' };

/** A link to a message; the words alone where Slack gave no address. */
export function linkTo(permalink: string | undefined, words: string): Inline {
  return permalink === undefined ? words : { type: 'link', url: permalink, text: words };
}

/** One paragraph; line breaks are written as `\n`. */
export function paragraph(...line: Line): RichTextSection {
  const pieces = line.filter((piece) => piece !== '');
  return { type: 'rich_text_section', elements: (pieces.length === 0 ? [''] : pieces).map(element) };
}

/** A bulleted list, one line per item; never called with none. */
export function bullets(items: readonly Line[]): RichTextList {
  return { type: 'rich_text_list', style: 'bullet', elements: items.map((item) => paragraph(...item)) };
}

/** Text shown as it is, in fixed width. */
export function preformatted(text: string): RichTextPreformatted {
  return { type: 'rich_text_preformatted', elements: [{ type: 'text', text: shown(text) }] };
}

/** One block of rich text. */
export function rich(...parts: readonly Part[]): RichTextBlock {
  return { type: 'rich_text', elements: [...parts] };
}

/** A large heading; plain text. */
export function header(text: string): HeaderBlock {
  return {
    type: 'header',
    text: { type: 'plain_text', text: cutText(oneLine(text), slackLimits.headerText), emoji: false },
  };
}

/** Small grey lines: strings as plain text, marks as mrkdwn that links nothing by itself. */
export function context(...lines: readonly (string | Mrkdwn)[]): ContextBlock {
  const elements = lines
    .slice(0, slackLimits.contextElements)
    .map((line) =>
      typeof line === 'string'
        ? ({ type: 'plain_text', text: cutText(shown(oneLine(line)), 300), emoji: false } as const)
        : ({ type: 'mrkdwn', text: line.mrkdwn, verbatim: true } as const),
    );
  return { type: 'context', elements };
}

/** A thin line. */
export const divider: DividerBlock = { type: 'divider' };

function element(piece: Inline): RichTextElement {
  return typeof piece === 'string' ? { type: 'text', text: shown(piece) } : piece;
}

function shown(text: string): string {
  const safe = cutText(cleanText(text), richTextLength);
  return safe === '' ? ' ' : safe;
}
