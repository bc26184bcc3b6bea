import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../tools/registry.ts';

const documents = [
  ...readdirSync(root).filter((file) => file.endsWith('.md')),
  ...readdirSync(join(root, 'docs'))
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
];

/** In backticks and with slashes, but neither a package nor a file that the settings or the bot make. */
const notOurs = /^(?:@[\w-]+\/|\.\/oncall\.yml$|var\/)/;

/** The paths a document names in backticks, from the repository's root, from `src` or from `docs`; those on hosts begin with a slash. */
function missingPaths(document: string): readonly string[] {
  const text = readFileSync(join(root, document), 'utf8').replaceAll(/^ {4}.*$/gm, '');
  return [...text.matchAll(/`([\w.@*<>-]+(?:\/[\w.*<>-]*)+)`/g)]
    .map(([, path = '']) => path)
    .filter((path) => !notOurs.test(path))
    .filter((path) => {
      const pattern = path.replaceAll(/<[^>]+>/g, '*');
      return !['', 'src', 'docs'].some((from) => {
        const whole = join(root, from, pattern);
        return pattern.includes('*') ? globSync(whole).length > 0 : existsSync(whole);
      });
    });
}

const isFile = /`([\w-][\w.-]*\.(?:ts|sh|js|mjs))`/g;
const known = new Set(
  globSync(['*.{ts,js,mjs}', '{src,test,tools,scripts}/**/*.{ts,sh,js,mjs}'], { cwd: root }).map((path) =>
    path.replace(/^.*\//, ''),
  ),
);

describe('documents', () => {
  it.each(documents)('%s names no path that is not there', (document) => {
    expect(missingPaths(document)).toEqual([]);
  });

  it.each(documents)('%s names no file that is not there', (document) => {
    const named = [...readFileSync(join(root, document), 'utf8').matchAll(isFile)].map(([, name = '']) => name);

    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });
});
