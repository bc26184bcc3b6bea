/** Splits a directive as httpd does: blanks separate, quotes of either kind hold together, a backslash escapes the quote. */
export function directiveArguments(text: string): string[] {
  const words: string[] = [];
  const word = /\s*(?:"((?:[^"\\]|\\.)*)"?|'((?:[^'\\]|\\.)*)'?|(\S+))/gy;
  for (let found = word.exec(text); found !== null && words.length < 60; found = word.exec(text))
    words.push((found[1] ?? found[2])?.replace(/\\(["'])/g, '$1') ?? found[3] ?? '');
  return words;
}
