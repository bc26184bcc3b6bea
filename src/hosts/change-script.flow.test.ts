import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installed } from '../../test/support/debian.ts';
import type { ChangeCommand, NamedSection, SectionAnswer } from '../model/ports.ts';
import {
  buildCommandScript,
  buildLockScript,
  buildReleaseScript,
  commandSections,
  LOCK_IMPOSSIBLE,
  lockSections,
  releaseSections,
} from './change-script.ts';
import { frameReader } from './frames.ts';

const programs = await installed('dash', 'bash', 'busybox', 'sudo', 'setpriv', 'flock');
const shells = [['dash'], ['bash', '--posix'], ['busybox', 'sh']].filter(([program = '']) => programs.has(program));
const nonces = { lock: 'ab'.repeat(16), command: 'cd'.repeat(16), release: 'ef'.repeat(16) };
const echo: ChangeCommand = { argv: ['/bin/echo', "it's", '$(x)'], seconds: 60 };
/** A command that is sent all the same does not run. */
const unheld = { id: 'command', exit: LOCK_IMPOSSIBLE, text: 'the lock of this host is not held\n' };
const isRoot = process.getuid?.() === 0;
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
  const scripts = [
    buildLockScript(nonces.lock, 'the test'),
    buildCommandScript(nonces.command, command),
    buildReleaseScript(nonces.release),
  ];
  child.stdin.end(edit(scripts.join('').replaceAll('/run/lock', '/nowhere')));
  const text = await buffer(child.stdout);
  return [
    ...answersIn(text, nonces.lock, lockSections),
    ...answersIn(text, nonces.command, commandSections(command)),
    ...answersIn(text, nonces.release, releaseSections),
  ];
}

/** What one of the scripts answered; each has frames of its own. */
function answersIn(text: Buffer, nonce: string, sections: readonly NamedSection[]): readonly SectionAnswer[] {
  const answers: SectionAnswer[] = [];
  const reader = frameReader(nonce, sections, (event) => {
    if (event.kind === 'answer') answers.push(event.answer);
  });
  reader.push(text, 0);
  return answers;
}

describe('the scripts of a change', () => {
  it.runIf(isRoot).each(shells.map((shell) => [shell]))('runs its arguments under %s', async (shell) => {
    expect(await run(echo, shell)).toMatchObject([
      { id: 'lock', exit: 0 },
      { id: 'command', exit: 0, text: "it's $(x)\n" },
      { id: 'release', exit: 0 },
    ]);
  });

  it.each([
    ['flock', 'flock is not installed on this host\n'],
    ['timeout', 'timeout is not installed on this host\n'],
  ])('does not run where %s is missing, as there would be no lock or no end', async (tool, text) => {
    const answers = await run(echo, ['sh'], (script) => script.replace(`has ${tool} ||`, 'has no-such-tool ||'));

    expect(answers).toMatchObject([{ id: 'lock', exit: LOCK_IMPOSSIBLE, text }, unheld, { id: 'release' }]);
  });

  it('does not run where the lock file cannot be made', async () => {
    const answers = await run(echo, ['sh'], (script) => script.replace('oncall_file=$HOME/', 'oncall_file=/nowhere/'));

    expect(answers).toMatchObject([{ id: 'lock', exit: LOCK_IMPOSSIBLE }, unheld, { id: 'release' }]);
  });

  it.runIf(isRoot && programs.has('sudo'))('goes through sudo without a password for anybody but root', async () => {
    spawnSync('chmod', ['777', home]);
    const answers = await run(echo, ['setpriv', '--reuid=nobody', '--regid=nogroup', '--clear-groups', 'sh']);

    expect(answers).toMatchObject([
      { id: 'lock', exit: 0 },
      { id: 'command', exit: 1, text: expect.stringContaining('password is required') },
      { id: 'release', exit: 0 },
    ]);
  });
});
