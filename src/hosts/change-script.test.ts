import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ChangeCommand, SectionAnswer } from '../model/ports.ts';
import { buildChangeScript, changeSections, LOCK_IMPOSSIBLE } from './change-script.ts';
import { frameReader } from './frames.ts';

vi.setConfig({ testTimeout: 60_000 });

const NONCE = 'ab'.repeat(16);
const echo: ChangeCommand = { argv: ['/bin/echo', "it's", '$(x)'], seconds: 5 };
const isRoot = process.getuid?.() === 0;
const hasSudo = spawnSync('sh', ['-c', 'command -v sudo']).status === 0;
let home: string;

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'oncall-change-'));
});

afterAll(() => rmSync(home, { recursive: true }));

/** Runs a change as a host's shell would, in a home of its own and without /run/lock, so that nothing else holds its lock. */
async function run(command: ChangeCommand, shell: readonly string[] = ['sh'], edit = (script: string) => script) {
  const [program = 'sh', ...args] = shell;
  const child = spawn(program, [...args, '-s'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, HOME: home },
  });
  child.stdin.end(edit(buildChangeScript(NONCE, command, 'the test').replaceAll('/run/lock', '/nowhere')));
  const answers: SectionAnswer[] = [];
  const reader = frameReader(NONCE, changeSections(command), (event) => {
    if (event.kind === 'answer') answers.push(event.answer);
  });
  reader.push(await buffer(child.stdout), 0);
  return answers;
}

describe('a change script', () => {
  it.runIf(isRoot).each([[['dash']], [['bash', '--posix']], [['busybox', 'sh']]])(
    'runs its arguments under %s',
    async (shell) => {
      if (spawnSync('sh', ['-c', 'command -v "$1"', 'sh', ...shell]).status !== 0) return;

      expect(await run(echo, shell)).toMatchObject([
        { id: 'lock', exit: 0 },
        { id: 'command', exit: 0, text: "it's $(x)\n" },
      ]);
    },
  );

  it.each([
    ['flock', 'flock is not installed on this host\n'],
    ['timeout', 'timeout is not installed on this host\n'],
  ])('does not run where %s is missing, as there would be no lock or no end', async (tool, text) => {
    const answers = await run(echo, ['sh'], (script) => script.replace(`has ${tool} ||`, 'has no-such-tool ||'));

    expect(answers).toMatchObject([{ id: 'lock', exit: LOCK_IMPOSSIBLE, text }]);
  });

  it('does not run where the lock file cannot be made', async () => {
    const answers = await run(echo, ['sh'], (script) => script.replace('oncall_file=$HOME/', 'oncall_file=/nowhere/'));

    expect(answers).toMatchObject([{ id: 'lock', exit: LOCK_IMPOSSIBLE }]);
  });

  it.runIf(isRoot && hasSudo)('goes through sudo without a password for anybody but root', async () => {
    spawnSync('chmod', ['777', home]);
    const answers = await run(echo, ['setpriv', '--reuid=nobody', '--regid=nogroup', '--clear-groups', 'sh']);

    expect(answers).toMatchObject([
      { id: 'lock', exit: 0 },
      { id: 'command', exit: 1, text: expect.stringContaining('password is required') },
    ]);
  });
});
