import { describe, expect, it } from 'vitest';
import { circles, files, imports } from './imports.ts';

/**
 * Who may import whom: a layer is a folder, or a file at the top, and its own files are always allowed. A layer imports only from those that stand
 * above it here; packages are given by name, and those of Node or of one publisher by prefix.
 */
const layers: Readonly<Record<string, readonly string[]>> = {
  lib: [
    'node:crypto',
    'node:net',
    'node:fs',
    'node:fs/promises',
    'node:path',
    'node:timers/promises',
    'node:url',
    '@resvg/resvg-wasm',
    'damerau-levenshtein',
  ],
  model: ['lib', 'zod'],
  'host/oncall-facts': ['lib', 'model'],
  'host/oncall-change': ['lib'],
  'host/oncall-balancer': ['lib'],
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
  diagnosis: ['lib', 'model'],
  changes: ['lib', 'model', 'diagnosis', 'p-map', 'zod'],
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
    'config',
    'zod',
    'pino',
    'p-map',
    'node:crypto',
  ],
  terminal: ['lib', 'model', 'probes', 'rules', 'diagnosis', 'changes', 'runbooks', 'host', 'commands', 'node:'],
  workbench: ['lib', 'model', 'hosts', 'zod', 'express', 'ws', 'ssh2', 'node:'],
  'until-stopped.ts': ['node:process'],
  'app.ts': [
    'lib',
    'model',
    'probes',
    'diagnosis',
    'changes',
    'engine',
    'hosts',
    'config',
    'runbooks',
    'slack',
    'commands',
    '@slack/',
    'pino',
    'node:',
  ],
  'start-slack.ts': ['hosts', 'config', 'app.ts', 'until-stopped.ts', 'pino', 'node:process'],
  'start-terminal.ts': ['lib', 'host', 'hosts', 'config', 'commands', 'terminal', 'node:os'],
  'start-workbench.ts': [
    'lib',
    'hosts',
    'config',
    'commands',
    'workbench',
    'app.ts',
    'until-stopped.ts',
    'pino',
    'node:',
  ],
  'main.ts': ['terminal', 'start-slack.ts', 'start-terminal.ts', 'start-workbench.ts', 'node:process'],
};

/** The layer a file belongs to: the longest folder that has a row of its own, or the file at the top. */
function layerOf(file: string): string {
  const [top = '', sub = ''] = file.split('/');
  return Object.hasOwn(layers, `${top}/${sub}`) ? `${top}/${sub}` : top;
}

/** The folder below `root` that a file is in; undefined for others. */
function subjectIn(root: string): (file: string) => string | undefined {
  return (file) => new RegExp(`^${root}/[^/]+(?=/)`).exec(file)?.[0];
}

function isRule(file: string): boolean {
  return file.endsWith('.rule.ts');
}

describe('layers', () => {
  it('sees the whole tree', () => {
    expect(files.length).toBeGreaterThan(50);
    expect(imports.length).toBeGreaterThan(files.length);
  });

  it('knows every folder and every file at the top', () => {
    expect([...new Set(files.map(layerOf))].sort()).toEqual(Object.keys(layers).sort());
  });

  it.each(Object.entries(layers))('%s imports only what it may', (layer, allowed) => {
    const strangers = imports
      .filter(({ from }) => layerOf(from) === layer)
      .map((one) => ({ ...one, target: one.isPackage ? one.to : layerOf(one.to) }))
      .filter(
        ({ target }) =>
          target !== layer && !allowed.some((one) => target === one || (/[/:]$/.test(one) && target.startsWith(one))),
      )
      .map(({ from, to }) => `${from} → ${to}`);

    expect(strangers).toEqual([]);
  });

  it('import only from those above them in the table', () => {
    const order = Object.keys(layers);
    const up = Object.entries(layers).flatMap(([layer, allowed]) =>
      allowed.filter((one) => order.indexOf(one) > order.indexOf(layer)).map((one) => `${layer} → ${one}`),
    );

    expect(up).toEqual([]);
  });

  it('import nothing from outside of src', () => {
    expect(imports.filter(({ to }) => to.startsWith('../')).map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
  });
});

describe('circles of imports, those of types included', () => {
  it.each<[string, (file: string) => string | undefined]>([
    ['files', (file) => file],
    ['layers', layerOf],
    ['subjects of facts', subjectIn('probes')],
    ['subjects of rules', subjectIn('rules')],
  ])('are there none between %s', (_what, groupOf) => {
    expect(circles(groupOf)).toEqual([]);
  });
});

describe('rules', () => {
  it('are imported by the generated list alone, so that none rests on another', () => {
    const others = imports.filter(({ from, to }) => isRule(to) && from !== 'rules/index.ts');

    expect(others.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
  });
});
