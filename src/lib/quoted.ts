import { cutText, oneLine } from './hostile-text.ts';

/** Text that somebody typed, made fit to be repeated inside a sentence: one line, cleaned, at most 60 characters, in quotes; not escaped. */
export function quoted(text: string): string {
  return `“${cutText(oneLine(text), 60)}”`;
}
