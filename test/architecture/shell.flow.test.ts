import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { installScript, kitFor } from '../../src/host/kit/kit.ts';
import { changeVerbs } from '../../src/model/verbs.ts';
import { layouts } from '../../tools/layouts.ts';
import { root } from '../../tools/registry.ts';
import { installed } from '../support/debian.ts';
import { shellPrograms } from '../support/shell-programs.ts';

const present = await installed('shellcheck', 'dash', 'bash', 'busybox', 'mksh');
const shells = [['dash'], ['bash', '--posix'], ['busybox', 'sh'], ['mksh']].filter(([program = '']) =>
  present.has(program),
);

function run(command: readonly string[], input = ''): string {
  const [program = '', ...args] = command;
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: root, input, encoding: 'utf8' });
  return status === 0 ? stdout : `exit ${status}\n${stdout}${stderr}`;
}

/** All programs, each as a function of its own. */
function asFunctions(text: 'written' | 'sent'): string {
  return shellPrograms.map((one, index) => `program_${index}() {\n${one[text]}}\n`).join('');
}

describe.runIf(present.has('shellcheck'))('shellcheck', () => {
  it('has nothing to say of the files, each read with its parts', () => {
    expect(run(['shellcheck', '-a', ...shellPrograms.map(({ file }) => file)])).toBe('');
  });

  it('has nothing to say of what starts a host of the laboratory, or of the verification', () => {
    const scripts = readdirSync(join(root, 'test/lab/boot')).filter((file) => file.endsWith('.sh'));
    const files = [...scripts.map((file) => `test/lab/boot/${file}`), '.ci/run'];
    expect(run(['shellcheck', ...files])).toBe('');
  });

  it.each(shellPrograms)('has nothing to say of $file as it is put together', ({ written }) => {
    expect(run(['shellcheck', '-s', 'sh', '-'], written)).toBe('');
  });

  it('has nothing to say of what stands around the sections of a script, or of the script that an administrator runs', () => {
    const around = ['settings', 'prelude', 'mark', 'sections', 'lock', 'command', 'release'].map((name) =>
      join('src/hosts', `${name}.sh`),
    );
    const together = shellPrograms.filter(({ file }) => around.includes(file));
    expect(together).toHaveLength(around.length);
    expect(run(['shellcheck', '-s', 'sh', '-'], together.map(({ written }) => written).join(''))).toBe('');

    for (const { layout } of layouts)
      expect(run(['shellcheck', '-'], installScript(kitFor('oncall', layout, changeVerbs, true)))).toBe('');
  });
});

describe('a program as it is sent', () => {
  it.each(shells.map((shell) => [shell.join(' '), shell] as const))('is read by %s', (_, shell) => {
    expect(run([...shell, '-n'], asFunctions('sent'))).toBe('');
  });

  it.runIf(present.has('bash'))(
    'is what is written, to the letter of every string, but for comments and blank lines',
    () => {
      const print = shellPrograms.map((_, index) => `declare -f program_${index}\n`).join('');
      const [written, sent] = [asFunctions('written'), asFunctions('sent')].map((text) =>
        run(['bash', '-s'], text + print),
      );

      expect(sent).toBe(written);
      expect(sent?.length).toBeGreaterThan(50_000);
    },
  );
});
