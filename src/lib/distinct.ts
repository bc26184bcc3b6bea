/** Each value once, in the order of first appearance, at most `most`; undefined ones are left out. */
export function distinct<T>(values: readonly (T | undefined)[], most = 50): T[] {
  const kept = new Set<T>();
  for (const value of values) if (value !== undefined) kept.add(value);
  return [...kept].slice(0, most);
}
