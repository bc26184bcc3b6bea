import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

const src = join(import.meta.dirname, '../../src');

/** Who may import whom: a layer's own folder is always allowed; `node:` and packages by name or prefix. */
const layers: Readonly<Record<string, readonly string[]>> = {
  lib: ['node:crypto', 'node:net', 'pngjs'],
  model: ['lib', 'zod'],
  checks: ['lib', 'model', 'zod'],
  runbooks: ['lib', 'model', 'checks', 'zod'],
  engine: ['lib', 'model', 'node:timers/promises'],
  hosts: ['lib', 'model', 'zod', 'ssh2', 'yaml', 'bottleneck', 'node:'],
  record: ['lib', 'model', 'zod', 'node:'],
  config: ['lib', 'model', 'zod', 'yaml', 'node:'],
  slack: ['lib', 'model', 'zod', 'bottleneck', '@slack/', 'pino', 'node:timers/promises', 'node:buffer', 'node:stream'],
  commands: ['lib', 'model', 'checks', 'engine', 'runbooks', 'slack', 'config', '@slack/bolt', 'pino', 'node:crypto'],
  terminal: ['lib', 'model', 'checks', 'engine', 'runbooks', 'commands', 'node:'],
  workbench: ['lib', 'model', 'hosts', 'zod', 'ws', 'ssh2', 'node:'],
};

function layerOf(file: string): string {
  return file.includes('/') ? (file.split('/')[0] ?? '') : 'top';
}

function importsOf(text: string): readonly string[] {
  return [
    ...text.matchAll(/^\s*(?:import|export)\s[^'";]*?from\s*'([^']+)'|^\s*import\s*'([^']+)'|\bimport\('([^']+)'\)/gm),
  ].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}

function targetOf(file: string, specifier: string): string {
  return specifier.startsWith('.') ? layerOf(normalize(join(dirname(file), specifier))) : specifier;
}

const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .map((file) => file.split('\\').join('/'))
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));

describe('layers', () => {
  it('sees the whole tree', () => {
    expect(files.length).toBeGreaterThan(50);
    expect(files.flatMap((file) => importsOf(readFileSync(join(src, file), 'utf8'))).length).toBeGreaterThan(
      files.length,
    );
  });

  for (const [layer, allowed] of Object.entries(layers)) {
    it(`${layer} imports only ${allowed.join(', ') || 'itself'}`, () => {
      const strangers = files
        .filter((file) => layerOf(file) === layer)
        .flatMap((file) =>
          importsOf(readFileSync(join(src, file), 'utf8'))
            .map((specifier) => targetOf(file, specifier))
            .filter(
              (target) =>
                target !== layer &&
                !allowed.some((one) => target === one || (/[/:]$/.test(one) && target.startsWith(one))),
            )
            .map((target) => `${file} → ${target}`),
        );
      expect(strangers).toEqual([]);
    });
  }

  it('knows every folder', () => {
    const folders = new Set(files.filter((file) => file.includes('/')).map(layerOf));
    expect([...folders].sort()).toEqual(Object.keys(layers).sort());
  });
});
