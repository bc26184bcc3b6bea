import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildScript } from '../../src/hosts/script.ts';
import type { Layout } from '../../src/model/layout.ts';
import type { NamedSection } from '../../src/model/ports.ts';
import { probes } from '../../src/probes/index.ts';
import { layouts } from '../../tools/layouts.ts';
import { root } from '../../tools/registry.ts';
import { fileOfProgram } from '../../tools/shell-files.ts';

/** The longest argument of today has 893 characters; a program would have more. */
const LONGEST_ARGUMENT = 1_500;
const NONCE = '0'.repeat(32);

function sectionsOn(layout: Layout): readonly NamedSection[] {
  return probes.flatMap((probe) => {
    const section = probe.section(layout);
    return section === undefined ? [] : [{ id: probe.id, ...section }];
  });
}

function timesCarried(layout: Layout): number {
  return buildScript(NONCE, sectionsOn(layout)).split('oncall_facts() (').length - 1;
}

/** A line of a TypeScript file that can only be shell. */
const shellLine = /^\s*(?:fi|done|esac)(?:\s*[;|<>)}&].*)?$|(?:^|\s)(?:if|for|while|case) .*; (?:then|do)$/m;

describe('programs that run on a host', () => {
  it.each(layouts)('are files, with arguments that are values, on $name', ({ layout }) => {
    for (const { id, program, args } of sectionsOn(layout)) {
      expect(() => fileOfProgram(program), id).not.toThrow();
      for (const argument of args)
        expect(argument.length, `${id}: ${argument.slice(0, 60)}`).toBeLessThan(LONGEST_ARGUMENT);
    }
  });

  it('carry the text of the helper once where a host has none, and not where it is installed', () => {
    for (const { layout } of layouts) {
      expect(timesCarried(layout)).toBe(1);
      expect(timesCarried({ ...layout, hasFactsHelper: true })).toBe(0);
    }
  });

  it('do not stand in TypeScript', () => {
    const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .filter((file) => shellLine.test(readFileSync(join(root, 'src', file), 'utf8')));

    expect(files).toEqual([]);
  });
});
