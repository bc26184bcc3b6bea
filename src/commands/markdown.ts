import { cutText, oneLine } from '../lib/hostile-text.ts';

/** Text of hosts or people as inline code, in which nothing is markup: with a fence longer than any in it. */
export function inline(text: string): string {
  const line = cutText(oneLine(text), 1_000);
  const fence = '`'.repeat(longestRun(line) + 1);
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** Lines as a code block, with a fence longer than any in them. */
export function fenced(text: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}\n${text.trimEnd()}\n${fence}`;
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
}
