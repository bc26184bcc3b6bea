import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { rules } from '../../src/rules/index.ts';
import { helperFiles, isStale, pages, registryFiles } from '../../tools/generated.ts';
import { root } from '../../tools/registry.ts';
import { techniques } from '../../tools/techniques.ts';

/** Every page people read: those at the top, those in docs, and the laboratory's. */
const documents = [
  ...readdirSync(root).filter((file) => file.endsWith('.md')),
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
  'test/lab/README.md',
].sort();

function textOf(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** The text without blocks of code, where a bracket is not a link. */
function prose(path: string): string {
  return textOf(path).replaceAll(/^(`{3,})[^\n]*\n[\s\S]*?^\1$/gm, '');
}

/** The anchors that a page's headings get, as GitHub makes them. */
function anchorsOf(path: string): ReadonlySet<string> {
  const headings = [...prose(path).matchAll(/^#{1,6} (.+)$/gm)].map(([, title = '']) => title);
  return new Set(
    headings.map((title) =>
      title
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replaceAll(/\s/g, '-'),
    ),
  );
}

function deadLinks(path: string): readonly string[] {
  const links = [...prose(path).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  return links
    .filter((link) => !/^(?:https?|mailto):/.test(link))
    .filter((link) => {
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? path : normalize(join(dirname(path), file));
      if (!existsSync(join(root, target))) return true;
      return anchor !== undefined && target.endsWith('.md') && !anchorsOf(target).has(anchor);
    })
    .map((link) => `${path} → ${link}`);
}

describe('generated files', () => {
  it('are what npm run generate would write now', async () => {
    const files = [...(await registryFiles()), ...(await helperFiles()), ...(await pages())];

    expect(files.filter(isStale).map(({ path }) => path)).toEqual([]);
  });

  it('tell of every finding there is', () => {
    const told = anchorsOf('docs/checks.md');

    expect(rules.map(({ id }) => id).filter((id) => !told.has(id))).toEqual([]);
  });

  it('go through the techniques one by one', () => {
    expect(techniques.map(({ row }) => row)).toEqual(Array.from({ length: 94 }, (_, index) => index + 1));
  });
});

describe('the pages people read', () => {
  it('link to what exists', () => {
    expect(documents.flatMap(deadLinks)).toEqual([]);
  });

  it('name scripts that package.json has', () => {
    const { scripts } = z
      .object({ scripts: z.record(z.string(), z.string()) })
      .parse(JSON.parse(textOf('package.json')));
    const named = documents.flatMap((path) =>
      [...textOf(path).matchAll(/\bnpm run (?:-s )?([a-z][a-z:-]*)/g)].map(([, script = '']) => script),
    );

    expect(named.filter((script) => !Object.hasOwn(scripts, script))).toEqual([]);
  });
});
