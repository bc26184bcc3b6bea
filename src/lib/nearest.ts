import damerauLevenshtein from 'damerau-levenshtein';

/** Edits longer words than this are never compared by; a command line has no such words. */
const LONGEST = 80;

/**
 * The candidates that somebody may have meant, nearest first and at most five: within a third of the word's length in
 * edits (one at least), or begun by the word when it has two characters or more. An edit puts in, takes out or replaces
 * a character, or swaps two neighbours. Case does not count.
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
  if (Math.abs(candidate.length - wanted.length) > wanted.length) return Infinity;
  return damerauLevenshtein(wanted, candidate).steps;
}
