/** Edits longer words than this are never compared by; a command line has no such words. */
const LONGEST = 80;

/**
 * How many single-character insertions, deletions, substitutions and swaps of neighbours turn one word into the other
 * (Damerau-Levenshtein, optimal string alignment), by UTF-16 units.
 */
export function editDistance(one: string, other: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const same = one[row - 1] === other[column - 1];
      const swapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      const options = [
        at(previous, column) + 1,
        at(current, column - 1) + 1,
        at(previous, column - 1) + (same ? 0 : 1),
      ];
      if (swapped && row > 1 && column > 1) options.push(at(before, column - 2) + 1);
      current.push(Math.min(...options));
    }
    before = previous;
    previous = current;
  }
  return at(previous, other.length);
}

/**
 * The candidates that somebody may have meant, nearest first and at most five: within a third of the word's length in
 * edits (one at least), or begun by the word when it has two characters or more. Case does not count.
 */
export function nearestOf(word: string, candidates: readonly string[]): readonly string[] {
  const wanted = word.toLowerCase().slice(0, LONGEST);
  if (wanted === '') return [];
  const allowed = Math.max(1, Math.floor(wanted.length / 3));
  return candidates
    .map((candidate) => ({ candidate, distance: distanceTo(candidate.toLowerCase().slice(0, LONGEST), wanted) }))
    .filter(({ distance }) => distance <= allowed)
    .sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, 5)
    .map(({ candidate }) => candidate);
}

function distanceTo(candidate: string, wanted: string): number {
  if (wanted.length >= 2 && candidate.startsWith(wanted)) return candidate === wanted ? 0 : 1;
  return Math.abs(candidate.length - wanted.length) > wanted.length ? Infinity : editDistance(wanted, candidate);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Infinity;
}
