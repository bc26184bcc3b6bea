import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installed } from '../../../test/support/debian.ts';
import { installScriptOf, programStep, rulesStep } from './install.ts';

const programs = await installed('dash', 'bash', 'busybox', 'sudo');
const shells = [['dash'], ['bash', '--posix'], ['busybox', 'sh']].filter(([program = '']) => programs.has(program));
const rules = 'oncall ALL=(root) NOPASSWD: /usr/bin/true ""\n';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'oncall-kit-'));
  mkdirSync(join(folder, 'sbin'));
  mkdirSync(join(folder, 'sudoers.d'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs the script of an administrator in a folder of the test's own. */
function install(shell: readonly string[], sudoers: string): number | null {
  const [program = 'sh', ...args] = shell;
  const helper = programStep(join(folder, 'sbin/helper'), "#!/bin/sh\necho '$1' it's\n");
  const script = installScriptOf('For a test.', [helper, rulesStep('apache-oncall', sudoers)]);
  const input = script.replaceAll('/etc/sudoers.d', join(folder, 'sudoers.d'));
  return spawnSync(program, [...args, '-s'], { input, encoding: 'utf8' }).status;
}

describe.runIf(programs.has('sudo')).each(shells.map((shell) => [shell.join(' '), shell] as const))(
  'the script of an administrator, under %s',
  (_, shell) => {
    it('puts program and rules there whole, each with its mode', () => {
      expect(install(shell, rules)).toBe(0);
      expect(readFileSync(join(folder, 'sbin/helper'), 'utf8')).toBe("#!/bin/sh\necho '$1' it's\n");
      expect(statSync(join(folder, 'sbin/helper')).mode & 0o777).toBe(0o755);
      expect(readFileSync(join(folder, 'sudoers.d/apache-oncall'), 'utf8')).toBe(rules);
      expect(statSync(join(folder, 'sudoers.d/apache-oncall')).mode & 0o777).toBe(0o440);
      expect(readdirSync(folder, { recursive: true })).toHaveLength(4);
    });

    it('leaves the rules that count as they are where visudo does not take the new ones', () => {
      install(shell, rules);
      expect(install(shell, 'oncall ALL=(root) NOPASSWD /usr/bin/true\n')).not.toBe(0);
      expect(readFileSync(join(folder, 'sudoers.d/apache-oncall'), 'utf8')).toBe(rules);
    });
  },
);
