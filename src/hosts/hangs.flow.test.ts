import { spawn } from 'node:child_process';
import { chmod, copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installed } from '../../test/support/debian.ts';
import type { NamedSection, SectionAnswer } from '../model/ports.ts';
import { surveySection } from '../probes/survey/probe.ts';
import { frameReader } from './frames.ts';
import { buildScript } from './script.ts';

const NONCE = '0123456789abcdef0123456789abcdef';
const programs = await installed('dash', 'bash', 'busybox', 'setpriv');
const shells = [['dash'], ['bash'], ['bash', '--posix'], ['busybox', 'sh']].filter(([program = '']) =>
  programs.has(program),
);
/** An account that may not end what runs as root. */
const account = ['setpriv', '--reuid=64123', '--clear-groups'] as const;
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slow-'));
  await chmod(folder, 0o755);
  /* Like sudo, it becomes root with all its user ids, after which the account cannot end it. */
  await copyFile('/usr/bin/setpriv', join(folder, 'become'));
  await chmod(join(folder, 'become'), 0o4755);
  await program('hang', `exec ${folder}/become --reuid=0 sleep 12`);
  await program('warn', 'echo "sudo: unable to resolve host web: Name or service not known" >&2; shift 2; "$@"');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function program(name: string, text: string): Promise<void> {
  await writeFile(join(folder, name), `#!/bin/sh\n${text}\n`);
  await chmod(join(folder, name), 0o755);
}

function section(id: string, text: string, more: Partial<NamedSection> = {}): NamedSection {
  return { id, program: text, args: [], seconds: 9, bytes: 10_000, ...more };
}

/** The answers, and how long all of them took, in milliseconds. */
async function ask(
  shell: readonly string[],
  sections: readonly NamedSection[],
): Promise<{ readonly answers: Readonly<Record<string, SectionAnswer>>; readonly ms: number }> {
  const started = performance.now();
  const [setpriv, ...rest] = account;
  const child = spawn(setpriv, [...rest, ...shell, '-s'], { stdio: ['pipe', 'pipe', 'ignore'], cwd: '/' });
  const answers: Record<string, SectionAnswer> = {};
  let ms = Number.POSITIVE_INFINITY;
  const reader = frameReader(NONCE, sections, (event) => {
    if (event.kind === 'answer') answers[event.answer.id] = event.answer;
    if (event.kind === 'complete') ms = performance.now() - started;
  });
  child.stdout.on('data', (bytes: Buffer) => reader.push(bytes, performance.now()));
  child.stdin.end(buildScript(NONCE, sections));
  await buffer(child.stdout);
  return { answers, ms };
}

/** The survey, with programs of this test in place of the host's. */
function surveyWith(functions: string): NamedSection {
  const survey = surveySection.program.replaceAll('[ -d /run/systemd/system ]', 'true');
  return { id: 'survey', ...surveySection, program: `${functions}\n${survey}` };
}

describe.runIf(process.getuid?.() === 0 && programs.has('setpriv'))(
  'a host where something hangs',
  { concurrent: true },
  () => {
    it.each(shells.map((shell) => [shell.join(' '), shell] as const))(
      'is asked the rest by %s when sudo cannot be ended, and sudo is asked once',
      async (_, shell) => {
        const { answers, ms } = await ask(shell, [
          surveyWith(`systemctl() { :; }
          sudo() { ${folder}/hang; }`),
          section('log', 'echo line'),
          section('root', 'as_root id; echo $?'),
        ]);

        expect(answers['survey']?.text).toMatch(/\nslow sudo 3\n(?:.*\n)*== end\n/);
        expect(answers['survey']?.durationMs).toBeLessThan(8000);
        expect(answers['log']?.text).toBe('line\n');
        expect(answers['root']?.text).toBe('as_root: not asked: sudo took longer than 3 s\n124\n');
        expect(ms).toBeLessThan(9500);
      },
      30_000,
    );

    it.each(shells.map((shell) => [shell.join(' '), shell] as const))(
      'is asked the rest by %s when a section waits for what cannot be ended, wherever it stands',
      async (_, shell) => {
        const { answers, ms } = await ask(shell, [
          section('before', 'echo 1'),
          section('hangs', `echo begun; ${folder}/hang`, { seconds: 1 }),
          section('left', `${folder}/hang & echo left`, { seconds: 1, keep: 'end' }),
          section('after', 'echo 2'),
        ]);

        expect(answers['before']?.text).toBe('1\n');
        expect(answers['hangs']?.text).toMatch(/^begun\n/);
        expect(answers['hangs']?.timedOut).toBe(true);
        expect(answers['left']?.text).toBe('left\n');
        expect(answers['after']?.text).toBe('2\n');
        expect(ms).toBeLessThan(9500);
      },
      30_000,
    );

    it.each(shells.map((shell) => [shell.join(' '), shell] as const))(
      'is not asked for units by %s when systemctl hangs',
      async (_, shell) => {
        const { answers } = await ask(shell, [
          surveyWith(
            `has() { [ "$1" = systemctl ] || { [ "$1" != sudo ] && command -v "$1" >/dev/null 2>&1; }; }
          systemctl() { ${folder}/hang; }`,
          ),
          section('unit', 'ask_systemd systemctl show; echo $?'),
        ]);

        expect(answers['survey']?.text).toContain('\nslow systemd 3\n');
        expect(answers['unit']?.text).toBe('ask_systemd: not asked: systemctl took longer than 3 s\n124\n');
      },
      30_000,
    );

    it.each(shells.map((shell) => [shell.join(' '), shell] as const))(
      'is read by %s without the warning of a sudo that cannot resolve the name of the host',
      async (_, shell) => {
        const { answers } = await ask(shell, [
          section(
            'warns',
            `sudo() { ${folder}/warn "$@"; }; oncall_sudo_warns=yes; as_root sh -c 'echo out; echo err >&2; exit 3'; echo $?`,
          ),
        ]);

        expect(answers['warns']?.text.split('\n').toSorted()).toEqual(['', '3', 'err', 'out']);
      },
    );

    it('is asked the rest, within the sum of the limits, whichever sections hang in whatever way', async () => {
      const hanging = [`${folder}/hang`, 'sleep 30', "trap '' TERM; while :; do sleep 0.2; done", `${folder}/hang & :`];
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.constantFrom('echo fine', 'echo fine', ...hanging), { minLength: 1, maxLength: 5 }),
          async (texts) => {
            const sections = texts.map((text, index) => section(`s${index}`, text, { seconds: 1 }));
            const { answers, ms } = await ask(['sh'], sections);

            expect(Object.keys(answers)).toHaveLength(texts.length);
            texts.forEach((text, index) => {
              if (text === 'echo fine') expect(answers[`s${index}`]?.text).toBe('fine\n');
            });
            /* Each may take its second, the second before SIGKILL, and the one after which its output is no longer waited for; the rest is a busy machine. */
            expect(ms).toBeLessThan(texts.filter((text) => text !== 'echo fine').length * 3000 + 4000);
          },
        ),
        { numRuns: 4 },
      );
    }, 90_000);
  },
);
