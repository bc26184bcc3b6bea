import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadProgram } from '../../../lib/program.ts';
import { directiveSettings } from '../../../model/directives.ts';
import type { DirectivesFacts } from '../../../probes/config/facts.ts';
import { readDirectives } from '../../../probes/config/parse-directives.ts';
import { wantedDirectives, wantedSections } from '../../../probes/config/wanted.ts';
import { isSet } from './server-line.ts';

const prelude = `has() { command -v "$1" >/dev/null 2>&1; }
limited() { timeout -k 1 "$@"; }
as_root() { "$@"; }
`;

const program = loadProgram(join(import.meta.dirname, '../../../probes/config'), 'directives.sh');

/** A value that each directive takes. */
const values: readonly (readonly [name: string, value: string])[] = Object.entries(directiveSettings).map(
  ([name, { accepts }]) => {
    if (accepts.kind === 'number') return [name, String(accepts.max)];
    return [name, accepts.kind === 'word' ? (accepts.words[0] ?? '') : accepts.example];
  },
);

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'directives-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the probe reads of a configuration of these lines. */
function looked(lines: readonly string[]): DirectivesFacts {
  const main = join(folder, 'httpd.conf');
  writeFileSync(main, `${lines.join('\n')}\n`);
  const args = [folder, main, folder, wantedDirectives.join(' '), wantedSections, 'false'];
  const { stdout } = spawnSync('sh', ['-c', `${prelude}${program}`, 'sh', ...args], { encoding: 'utf8' });
  return readDirectives(stdout, {});
}

describe('every directive that can be changed', () => {
  it.each(values)('is found again by the look behind its edit: %s %s', (name, value) => {
    expect(isSet(looked([`${name} ${value}`]), name, value)).toBe(true);
  });

  it.each(values)('is found again under the name that httpd 2.2 had for it: %s %s', (name, value) => {
    const { formerly = name } = directiveSettings[name] ?? {};

    expect(isSet(looked([`${formerly} ${value}`]), name, value)).toBe(true);
  });
});
