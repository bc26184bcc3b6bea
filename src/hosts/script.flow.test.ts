import { spawn } from 'node:child_process';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { installed } from '../../test/support/debian.ts';
import type { NamedSection, SectionAnswer } from '../model/ports.ts';
import { type FrameEvent, frameReader } from './frames.ts';
import { buildScript, readFirstLine } from './script.ts';

const NONCE = '0123456789abcdef0123456789abcdef';
const programs = await installed('dash', 'bash', 'busybox', 'mksh', 'ps', 'setpriv', 'prlimit');
const shells = [['dash'], ['bash'], ['bash', '--posix'], ['busybox', 'sh'], ['mksh']].filter(([program = '']) =>
  programs.has(program),
);

function section(id: string, program: string, more: Partial<NamedSection> = {}): NamedSection {
  return { id, program, args: [], seconds: 60, bytes: 1000, ...more };
}

async function feed(command: readonly string[], input: string): Promise<Buffer> {
  const [program = 'sh', ...args] = command;
  const child = spawn(program, [...args, '-s'], { stdio: ['pipe', 'pipe', 'ignore'] });
  child.stdin.end(input);
  return buffer(child.stdout);
}

async function runIn(shell: readonly string[], sections: readonly NamedSection[], after = ''): Promise<FrameEvent[]> {
  const stdout = await feed(shell, buildScript(NONCE, sections) + after);
  const events: FrameEvent[] = [];
  frameReader(NONCE, sections, (event) => events.push(event)).push(stdout, 0);
  return events;
}

async function answersIn(
  shell: readonly string[],
  ...sections: NamedSection[]
): Promise<Record<string, SectionAnswer>> {
  const events = await runIn(shell, sections);
  const answers = events.flatMap((event) =>
    event.kind === 'answer' ? [[event.answer.id, event.answer] as const] : [],
  );
  expect(events.at(0)).toEqual({ kind: 'begin', version: 1 });
  expect(events.at(-1)).toEqual({ kind: 'complete' });
  return Object.fromEntries(answers);
}

describe.concurrent.each(shells.map((shell) => [shell.join(' '), shell] as const))(
  'a script read by %s',
  (_, shell) => {
    it('gives each section its own status, and stderr with stdout in the order written', async () => {
      const answers = await answersIn(
        shell,
        section('three', 'echo out; echo err >&2; echo more; exit 3'),
        section('empty', ':'),
        section('no-newline', 'printf abc'),
      );

      expect(answers['three']).toMatchObject({ exit: 3, text: 'out\nerr\nmore\n', cut: false, timedOut: false });
      expect(answers['empty']).toMatchObject({ exit: 0, text: '' });
      expect(answers['no-newline']).toMatchObject({ exit: 0, text: 'abc' });
    });

    it('runs built-in sections first and in its own shell', async () => {
      const answers = await answersIn(
        shell,
        section('other', 'echo $PPID'),
        section('here', 'read -r key value </proc/meminfo; echo "$key $1"', { builtinOnly: true, args: ["it's"] }),
      );

      expect(Object.keys(answers)).toEqual(['here', 'other']);
      expect(answers['here']?.text).toBe("MemTotal: it's\n");
    });

    it('hands what is carried to the sections that need it, and to no other', async () => {
      const twice = 'twice() (\necho "$1 it\'s $1"\nexit 3\n)\n';
      const answers = await answersIn(
        shell,
        section('first', 'twice a; echo $?', { carries: [twice] }),
        section('second', 'has twice || echo none'),
        section('third', 'twice b; thrice', { carries: [twice, 'thrice() { echo c; }\n'] }),
      );

      expect(answers['first']?.text).toBe("a it's a\n3\n");
      expect(answers['second']?.text).toBe('none\n');
      expect(answers['third']?.text).toBe("b it's b\nc\n");
    });

    it('ends what takes longer than its seconds, even when it ignores SIGTERM', async () => {
      const answers = await answersIn(
        shell,
        section('slow', 'echo begun; sleep 20; echo never', { seconds: 1 }),
        section('stubborn', "trap '' TERM; echo begun; while :; do sleep 0.2; done", { seconds: 1 }),
        section('next', 'echo here'),
      );

      expect(answers['slow']).toMatchObject({ text: expect.stringMatching(/^begun\n/), timedOut: true });
      expect(answers['stubborn']?.timedOut).toBe(true);
      expect(answers['stubborn']?.text).toMatch(/^begun\n/);
      expect(answers['slow']?.text).not.toContain('never');
      expect(answers['next']).toMatchObject({ exit: 0, text: 'here\n' });
    });

    it('keeps the beginning or the end of long output, and the true status', async () => {
      const program = 'i=0; while [ $i -lt 3000 ]; do echo "line $i"; i=$((i+1)); done; exit 7';
      const answers = await answersIn(
        shell,
        section('start', program, { bytes: 13 }),
        section('end', program, { bytes: 10, keep: 'end' }),
        section('here', program.replace('; exit 7', ''), { bytes: 13, builtinOnly: true }),
        section('exact', 'printf 0123456789', { bytes: 10 }),
      );

      expect(answers['start']).toMatchObject({ exit: 7, text: 'line 0\nline 1', cut: true });
      expect(answers['end']).toMatchObject({ exit: 7, text: 'line 2999\n', cut: true });
      expect(answers['here']).toMatchObject({ exit: 0, text: 'line 0\nline 1', cut: true });
      expect(answers['exact']).toMatchObject({ text: '0123456789', cut: false });
    });

    it('survives programs that do not parse, read stdin, or leave the shell', async () => {
      const answers = await answersIn(
        shell,
        section('here-bad', 'if; then', { builtinOnly: true }),
        section('bad', 'if; then'),
        section('stdin', 'cat; echo read'),
        section('killed', 'kill -9 $$'),
        section('last', 'echo here'),
      );

      expect(answers['here-bad']?.exit).not.toBe(0);
      expect(answers['bad']?.exit).not.toBe(0);
      expect(answers['stdin']?.text).toBe('read\n');
      expect(answers['killed']).toMatchObject({ exit: 137, timedOut: false });
      expect(answers['last']?.text).toBe('here\n');
    });

    it('offers has, limited and as_root to every program', async () => {
      const answers = await answersIn(
        shell,
        section('has', 'has sh && echo yes; has no-such-program || echo no'),
        section('limited', 'limited 1 sleep 9; echo $?'),
        section('as-root', 'as_root echo "a b"'),
        section('no-sudo', 'oncall_uid=1000; PATH=/nowhere; as_root id; echo $?'),
      );

      expect(answers['has']?.text).toBe('yes\nno\n');
      expect(answers['limited']?.text).toMatch(/^(Terminated\n)?(124|143)\n$/);
      if (process.getuid?.() === 0) expect(answers['as-root']?.text).toBe('a b\n');
      expect(answers['no-sudo']?.text).toBe('as_root: no sudo\n127\n');
    });

    it('has a fixed locale, path and umask, and shows no program in the list of processes', async () => {
      const answers = await answersIn(
        shell,
        section('env', 'echo "$LC_ALL $PATH"; umask; env'),
        section('ps', 'a_word_of_the_program=1; ps -o args= -p $$,$PPID', { args: ['argument'] }),
      );

      expect(answers['env']?.text).toMatch(
        /^C \/usr\/local\/sbin:\/usr\/local\/bin:\/usr\/sbin:\/usr\/bin:\/sbin:\/bin\n0*77\n/,
      );
      expect(answers['env']?.text).not.toContain('ONCALL_SECTION');
      expect(answers['ps']?.text).not.toContain('a_word');
      expect(answers['ps']?.text).not.toContain(NONCE);
    });

    it('leaves the shell ready for the next script', async () => {
      const one = section('one', 'echo 1');
      const events = await runIn(
        shell,
        [one],
        buildScript('f'.repeat(32), [section('two', 'echo 2')]) + buildScript(NONCE, [one]),
      );

      expect(events.filter(({ kind }) => kind === 'complete')).toHaveLength(2);
    });

    it('runs nothing of a script that did not arrive whole', async () => {
      const script = buildScript(NONCE, [section('one', 'echo ran', { builtinOnly: true })]);
      const stdout = await feed(shell, script.slice(0, -60));

      expect(stdout.toString()).not.toContain('ran');
    });
  },
);

describe('a script', () => {
  it('passes any arguments unharmed', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 20 }).filter((value) => !value.includes('\0'));
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          text.map((value) => value.toWellFormed()),
          { maxLength: 5 },
        ),
        async (args) => {
          const program = 'for word in "$@"; do printf "%s\\0" "$word"; done';
          const answers = await answersIn(['sh'], section('args', program, { args, bytes: 10_000 }));

          expect(answers['args']?.text).toBe(args.map((word) => `${word}\0`).join(''));
        },
      ),
      { numRuns: 25 },
    );
  });

  it('names its sections in the order they run', () => {
    const script = buildScript(NONCE, [section('a', ':'), section('b', ':', { builtinOnly: true }), section('c', ':')]);

    expect(readFirstLine(script.slice(0, script.indexOf('\n')))).toEqual({
      version: 1,
      nonce: NONCE,
      sections: ['b', 'a', 'c'],
    });
    expect(readFirstLine('# some other script')).toBeUndefined();
  });

  it('runs sections without a limit of the host where there is no timeout', async () => {
    const one = section('one', 'echo here; exit 3');
    const script = buildScript(NONCE, [one]).replaceAll('has timeout ||', 'has no-such-tool ||');
    const events: FrameEvent[] = [];
    frameReader(NONCE, [one], (event) => events.push(event)).push(await feed(['sh'], script), 0);

    expect(events).toContainEqual(
      expect.objectContaining({ answer: expect.objectContaining({ exit: 3, text: 'here\n' }) }),
    );
  });

  it.each([
    ['a nonce that is short', 'abc', [section('a', ':')]],
    ['an id with a space', NONCE, [section('a b', ':')]],
    ['the same id twice', NONCE, [section('a', ':'), section('a', ':')]],
    ['a NUL', NONCE, [section('a', ':', { args: ['\0'] })]],
  ])('refuses %s', (_, nonce, sections) => {
    expect(() => buildScript(nonce, sections)).toThrow(RangeError);
  });

  it.runIf(process.getuid?.() === 0)('answers its built-in sections where nothing can be forked', async () => {
    const sections = [
      section('fork', 'echo hi'),
      section('here', 'read -r key rest </proc/meminfo; echo "$key"', { builtinOnly: true }),
    ];
    const events = await runIn(
      ['setpriv', '--reuid=64123', '--clear-groups', 'prlimit', '--nproc=1', 'dash'],
      sections,
    );

    expect(events).toContainEqual(
      expect.objectContaining({ answer: expect.objectContaining({ id: 'here', text: 'MemTotal:\n' }) }),
    );
    expect(events).toContainEqual(
      expect.objectContaining({
        answer: expect.objectContaining({ id: 'fork', text: expect.stringContaining('Cannot fork') }),
      }),
    );
    expect(events.at(-1)).toEqual({ kind: 'complete' });
  });
});
