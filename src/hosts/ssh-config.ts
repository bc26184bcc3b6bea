import { globSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { matchesPattern } from './known-hosts.ts';

/** Include may nest this deep, as in OpenSSH's readconf.c. */
const MOST_INCLUDES = 16;

/** A setting with the Host lines it stands under; all of them must match. */
interface Setting {
  readonly under: readonly (readonly string[])[];
  readonly keyword: string;
  readonly words: readonly string[];
}

/** An OpenSSH client configuration, read but not yet asked about any host. */
export interface SshConfig {
  /** Names on Host lines without wildcards or negation, in the order and spelling of the file. */
  readonly names: readonly string[];
  /** What was left out, with file and line: Match blocks, files that could not be read. */
  readonly warnings: readonly string[];
  /** The words of every line with this keyword that applies to the host, in order; for most keywords only the first line counts. */
  valuesFor(host: string, keyword: string): readonly (readonly string[])[];
}

interface Reading {
  readonly home: string;
  /** What a relative Include is relative to. */
  readonly folder: string;
  readonly settings: Setting[];
  readonly names: string[];
  readonly warnings: string[];
}

/** Reads an ssh_config(5) file and what it includes; a file that does not exist is an empty one with a warning. */
export function readSshConfig(path: string, home: string): SshConfig {
  const reading: Reading = { home, folder: dirname(path), settings: [], names: [], warnings: [] };
  readInto(reading, path, [], 0);
  return {
    names: [...new Set(reading.names)],
    warnings: reading.warnings,
    valuesFor: (host, keyword) =>
      reading.settings
        .filter((setting) => setting.keyword === keyword && setting.under.every((line) => matchesHostLine(line, host)))
        .map(({ words }) => words),
  };
}

/** Splits a line of ssh_config(5) into its lower-case keyword and words; quotes group, `#` outside quotes begins a comment. Empty for no setting. */
export function splitLine(line: string): readonly string[] {
  const [, keyword, rest = ''] = /^\s*([A-Za-z0-9]+)(?:\s*=\s*|\s+)(.*)$/.exec(line) ?? [];
  if (keyword === undefined) return [];
  const words = [keyword.toLowerCase()];
  for (const match of rest.matchAll(/"((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)'|(#.*)|([^\s"'#][^\s"']*)/g)) {
    if (match[3] !== undefined) break;
    words.push(match[4] ?? (match[1] ?? match[2] ?? '').replace(/\\(["'\\])/g, '$1'));
  }
  return words;
}

function readInto(reading: Reading, path: string, above: Setting['under'], depth: number): void {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    reading.warnings.push(
      `${path}: cannot be read (${error instanceof Error && 'code' in error ? String(error.code) : 'error'})`,
    );
    return;
  }
  let under = above;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const [keyword, ...words] = splitLine(line);
    const place = `${path}:${index + 1}`;
    if (keyword === 'host') under = [...above, hostLine(reading, words)];
    else if (keyword === 'match') under = [...above, matchLine(reading, words, place)];
    else if (keyword === 'include') include(reading, words, { place, under, depth });
    else if (keyword !== undefined && words.length > 0) reading.settings.push({ under, keyword, words });
  }
}

function hostLine(reading: Reading, words: readonly string[]): readonly string[] {
  reading.names.push(...words.filter((word) => !/[*?!]/.test(word)));
  return words;
}

/** `Match all` is `Host *`; any other Match asks about things this program does not decide, so nothing below it applies. */
function matchLine(reading: Reading, words: readonly string[], place: string): readonly string[] {
  if (words.length === 1 && words[0]?.toLowerCase() === 'all') return ['*'];
  reading.warnings.push(`${place}: Match ${words.join(' ')} is not supported; the settings below it are ignored`);
  return [];
}

function include(
  reading: Reading,
  words: readonly string[],
  at: { place: string; under: Setting['under']; depth: number },
): void {
  if (at.depth >= MOST_INCLUDES) {
    reading.warnings.push(`${at.place}: Include is nested deeper than ${MOST_INCLUDES}; ignored`);
    return;
  }
  for (const word of words) {
    const expanded = word.replace(/^~(?=\/)/, reading.home);
    const pattern = isAbsolute(expanded) ? expanded : join(reading.folder, expanded);
    for (const file of globSync(pattern).sort()) readInto(reading, file, at.under, at.depth + 1);
  }
}

function matchesHostLine(patterns: readonly string[], host: string): boolean {
  if (patterns.some((pattern) => pattern.startsWith('!') && matchesPattern(pattern.slice(1), host))) return false;
  return patterns.some((pattern) => !pattern.startsWith('!') && matchesPattern(pattern, host));
}
