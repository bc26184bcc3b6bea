/**
 * Quotes one value for a POSIX shell, so that it arrives as exactly one argument.
 * @throws {RangeError} for a value with a NUL, which no argument can carry.
 */
export function shellQuote(value: string): string {
  if (value.includes('\0')) throw new RangeError('a NUL cannot be passed as an argument');
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}
