import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

const src = join(import.meta.dirname, '../../src');

/** Who may import whom: a layer's own folder is always allowed; `node:` and packages by name or prefix. */
const layers: Readonly<Record<string, readonly string[]>> = {
  lib: ['node:crypto', 'node:net', 'node:fs/promises', 'node:url', '@resvg/resvg-wasm'],
  model: ['lib', 'zod'],
  'host/oncall-facts': ['lib', 'model'],
  'host/oncall-change': ['lib', 'model', 'runbooks'],
  'host/oncall-balancer': ['lib', 'model'],
  probes: ['lib', 'model', 'host/oncall-facts', 'zod'],
  rules: ['lib', 'model', 'probes'],
  runbooks: [
    'lib',
    'model',
    'probes',
    'rules',
    'host/oncall-facts',
    'host/oncall-change',
    'host/oncall-balancer',
    'zod',
  ],
  host: [
    'lib',
    'model',
    'probes',
    'runbooks',
    'host/oncall-facts',
    'host/oncall-change',
    'host/oncall-balancer',
    'zod',
  ],
  diagnosis: ['lib', 'model', 'node:timers/promises'],
  changes: ['lib', 'model', 'diagnosis', 'p-map', 'zod', 'node:timers/promises'],
  engine: ['lib', 'model', 'zod', 'node:'],
  hosts: ['lib', 'model', 'zod', 'ssh2', 'yaml', 'bottleneck', 'node:'],
  config: ['lib', 'model', 'zod', 'yaml', 'node:'],
  slack: [
    'lib',
    'model',
    'zod',
    'bottleneck',
    'lru-cache',
    '@slack/',
    'pino',
    'node:timers/promises',
    'node:buffer',
    'node:stream',
  ],
  commands: [
    'lib',
    'model',
    'probes',
    'rules',
    'diagnosis',
    'changes',
    'runbooks',
    'slack',
    'config',
    'zod',
    '@slack/bolt',
    'pino',
    'p-map',
    'node:crypto',
  ],
  terminal: ['lib', 'model', 'probes', 'rules', 'diagnosis', 'changes', 'runbooks', 'host', 'commands', 'node:'],
  workbench: ['lib', 'model', 'hosts', 'zod', 'ws', 'ssh2', 'node:'],
};

/** The layer a file belongs to: the longest folder that has a row of its own. */
function layerOf(file: string): string {
  const [top = '', sub = ''] = file.split('/');
  if (!file.includes('/')) return 'top';
  return Object.hasOwn(layers, `${top}/${sub}`) ? `${top}/${sub}` : top;
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
