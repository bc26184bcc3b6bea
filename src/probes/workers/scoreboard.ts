import type { Scoreboard } from './status-facts.ts';

const letters = /^[_SRWKDCLGI.]+$/;

/** Counts the slots by letter, from the ?auto line or from the block above `Scoreboard Key` on the HTML page; undefined when there is none. */
export function parseScoreboard(line: string | undefined, page: string): Scoreboard | undefined {
  const text = line !== undefined && letters.test(line) ? line : fromPage(page);
  if (text === undefined) return undefined;
  const counts: Record<string, number> = {};
  for (const letter of text) counts[letter] = (counts[letter] ?? 0) + 1;
  return { letters: counts, slots: text.length, text: text.slice(0, 200) };
}

/** The page breaks the board into rows of 64. */
function fromPage(page: string): string | undefined {
  const key = page.indexOf('Scoreboard Key');
  const end = key === -1 && /requests currently being processed/.test(page) ? page.length : key;
  if (end === -1) return undefined;
  const rows: string[] = [];
  for (const line of page.slice(0, end).split('\n').reverse()) {
    const row = line.trim();
    if (letters.test(row)) rows.unshift(row);
    else if (row !== '' && rows.length > 0) break;
  }
  return rows.length === 0 ? undefined : rows.join('');
}

/** How many slots carry this letter. */
export function slotsOf(board: Scoreboard | undefined, letter: string): number {
  return board?.letters[letter] ?? 0;
}
