import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { installed } from '../../../test/support/debian.ts';
import { layouts } from '../../../tools/layouts.ts';
import { frameReader } from '../../hosts/frames.ts';
import { buildScript } from '../../hosts/script.ts';
import type { SectionAnswer } from '../../model/ports.ts';
import { environment } from '../../probes/config/environment.ts';
import { errorLog } from '../../probes/logs/probe.ts';
import { certificates } from '../../probes/tls/probe.ts';

const NONCE = '0123456789abcdef0123456789abcdef';
const programs = await installed('dash', 'bash', 'busybox', 'mksh', 'setpriv');
const shells = [['dash'], ['bash', '--posix'], ['busybox', 'sh'], ['mksh']].filter(([program = '']) =>
  programs.has(program),
);
const asUser = 'setpriv';
const asNobody = [asUser, '--reuid=65534', '--regid=65534', '--clear-groups'];
const isRoot = process.getuid?.() === 0;
const { layout } = layouts.find(({ name }) => name === 'debian') ?? { layout: undefined };

/** What a host without the helper answers to the probes that have a use for it. */
async function look(shell: readonly string[]): Promise<Readonly<Record<string, SectionAnswer>>> {
  const sections = [environment, certificates, errorLog].flatMap((probe) => {
    const section = layout === undefined ? undefined : probe.section({ ...layout, parentPid: process.pid });
    return section === undefined ? [] : [{ id: probe.id, ...section }];
  });
  const [program = 'sh', ...args] = shell;
  const child = spawn(program, [...args, '-s'], { stdio: ['pipe', 'pipe', 'ignore'] });
  child.stdin.end(buildScript(NONCE, sections));
  const answers: Record<string, SectionAnswer> = {};
  const reader = frameReader(NONCE, sections, (event) => {
    if (event.kind === 'answer') answers[event.answer.id] = event.answer;
  });
  reader.push(await buffer(child.stdout), 0);
  return answers;
}

function nameOf(pid: number | undefined): string {
  return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
}

describe.runIf(isRoot).each(shells.map((shell) => [shell.join(' '), shell] as const))(
  'the helper that is sent along, under %s',
  (_, shell) => {
    it('answers root as the installed one would', async () => {
      const answers = await look(shell);

      expect(answers['environment']?.text).toMatch(/^== root\n(?:variable \d+ \w+\n)*environment \d+\n$/);
      expect(answers['error-log']?.text).toMatch(/^== open\n(?:(?:file|gone|pipe) .*\n)*open-logs \d+$/m);
      expect(answers['certificates']?.text).toMatch(/^== (?:helper\n[\s\S]*tls end\n|no openssl\n)$/);
    });

    it('takes no log from a program of root that somebody else started under the name of Apache', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'apache2-'));
      symlinkSync('/bin/sleep', join(folder, 'apache2'));
      writeFileSync(join(folder, 'errors'), 'forged\n');
      const errors = openSync(join(folder, 'errors'), 'a');
      const start = (...args: readonly string[]) =>
        spawn(asUser, [...args, join(folder, 'apache2'), '30'], { stdio: ['ignore', 'ignore', errors] });
      const [theirs, ours] = [start('--ruid=65534'), start('--ruid=0')];
      try {
        await expect.poll(() => [theirs, ours].map(({ pid }) => nameOf(pid))).toEqual(['apache2', 'apache2']);
        const text = (await look(shell))['error-log']?.text ?? '';

        expect(text).toContain(`file ${ours.pid} 2 `);
        expect(text).not.toContain(`file ${theirs.pid} `);
      } finally {
        theirs.kill();
        ours.kill();
        closeSync(errors);
        rmSync(folder, { recursive: true });
      }
    });

    it('shows anybody else no environment, and of certificates what they may see', async () => {
      const answers = await look([...asNobody, ...shell]);

      expect(answers['environment']?.text).toBe('== user\n');
      expect(answers['error-log']?.text).not.toContain('== open');
      expect(answers['certificates']?.text).toMatch(/^== (?:user\n[\s\S]*tls end\n|no openssl\n)$/);
    });
  },
);
