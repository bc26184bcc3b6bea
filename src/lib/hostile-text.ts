const ESC = String.fromCharCode(27);
const ansi = new RegExp(
  `${ESC}(?:\\[[0-?]*[ -/]*[@-~]|\\][^\\u0007${ESC}]*(?:\\u0007|${ESC}\\\\)|[PX^_][^${ESC}]*${ESC}\\\\|[@-Z\\\\-_])`,
  'g',
);
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
const invisible = /[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu;

function shown(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

/**
 * Makes text from a host or a chat safe to keep: line ends become `\n`, ANSI sequences go, other control characters and
 * invisible or direction-changing ones are shown as `\u{…}`, lone surrogates become U+FFFD. Idempotent.
 */
export function cleanText(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(ansi, '')
    .replace(controls, shown)
    .replace(invisible, shown)
    .toWellFormed();
}

/** Cuts to at most `most` UTF-16 units without splitting a code point, ending in `…` when something was cut. */
export function cutText(text: string, most: number): string {
  if (text.length <= most) return text;
  const kept = text.slice(0, Math.max(0, most - 1));
  const last = kept.charCodeAt(kept.length - 1);
  return `${last >= 0xd800 && last <= 0xdbff ? kept.slice(0, -1) : kept}…`;
}

/** The text as one line, for places where a line break would forge structure. */
export function oneLine(text: string): string {
  return cleanText(text)
    .replace(/\s*\n\s*/g, ' ⏎ ')
    .replace(/\t/g, ' ')
    .trim();
}
