import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadProgram } from '../../lib/program.ts';
import { Unrecognised } from '../../model/source.ts';
import { readErrorLog } from './error-log.ts';
import { serverMessages } from './server-messages.ts';
import { readVhostLogs } from './vhost-logs.ts';

const load = (file: string): string => loadProgram(import.meta.dirname, file);

const prelude = `has() { command -v "$1" >/dev/null 2>&1; }
limited() { timeout -k 1 "$@"; }
as_root() { "$@"; }
`;
const line = (text: string): string =>
  `[Sat Nov 21 13:25:09.750708 2026] [proxy:error] [pid 365:tid 373] (111)Connection refused: AH00957: ${text}\n`;
const saturated =
  '[Sat Nov 21 10:00:00.100000 2026] [mpm_event:error] [pid 1:tid 1] AH00484: server reached MaxRequestWorkers setting, consider raising the MaxRequestWorkers setting\n';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vhost-logs-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function shell(program: string, ...args: readonly string[]): string {
  const { stdout, stderr } = spawnSync('sh', ['-c', `${prelude}${program}`, 'sh', ...args], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
    maxBuffer: 64_000_000,
  });
  return `${stdout}${stderr}`;
}

function config(text: string): void {
  mkdirSync(join(folder, 'etc'), { recursive: true });
  writeFileSync(join(folder, 'etc/site.conf'), text);
}

function collected(): string {
  const root = join(folder, 'etc');
  return shell(
    load('vhost-logs.sh'),
    join(folder, 'error.log'),
    root,
    join(root, 'main.conf'),
    folder,
    serverMessages,
    'false',
  );
}

describe('the section of the virtual hosts’ logs', () => {
  it('reads the logs the configuration names, by variable, Define and relative path, but not the main one again', () => {
    config(
      [
        `ServerRoot "${folder}"`,
        `Define SITES ${folder}/sites`,
        // biome-ignore lint/suspicious/noTemplateCurlyInString: httpd's own notation
        'ErrorLog ${APACHE_LOG_DIR}/error.log',
        '<VirtualHost *:80>',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: httpd's own notation
        '  ErrorLog "${SITES}/a b.log"',
        '  errorlog logs/c.log',
        '  ErrorLog syslog:local1',
        '  ErrorLog "|/bin/logger -t web"',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: httpd's own notation
        '  ErrorLog ${NOWHERE}/d.log',
        `  ErrorLog ${folder}/gone.log`,
        `  ErrorLog ${folder}/no/such/folder.log`,
        '</VirtualHost>',
      ].join('\n'),
    );
    for (const sub of ['sites', 'logs']) mkdirSync(join(folder, sub));
    writeFileSync(join(folder, 'error.log'), line('main'));
    writeFileSync(join(folder, 'sites/a b.log'), line('a'));
    writeFileSync(join(folder, 'logs/c.log'), line('c'));
    const facts = readVhostLogs(collected(), {});

    expect(facts.entries.map(({ message, file }) => [message, file?.slice(folder.length)])).toEqual(
      expect.arrayContaining([
        ['a', '/sites/a b.log'],
        ['c', '/logs/c.log'],
      ]),
    );
    expect(facts.entries).toHaveLength(2);
    expect(facts.missing).toEqual([`${folder}/gone.log`, `${folder}/no/such/folder.log`]);
    expect(facts.elsewhere.map(({ where }) => where)).toEqual([
      expect.stringContaining('journal'),
      expect.stringContaining('system log'),
      expect.stringContaining('not known'),
    ]);
  });

  it('reads the file a rotating program writes now', () => {
    config(`ErrorLog "|/usr/bin/rotatelogs -l -p /bin/x ${folder}/roll.%Y%m%d 86400"`);
    writeFileSync(join(folder, 'roll.20261120'), line('old'));
    utimesSync(join(folder, 'roll.20261120'), 1_795_000_000, 1_795_000_000);
    writeFileSync(join(folder, 'roll.20261121'), line('new'));
    const facts = readVhostLogs(collected(), {});

    expect(facts.entries.map(({ message }) => message)).toEqual(['new']);
    expect(facts.elsewhere[0]?.where).toBe(`in ${folder}/roll.20261121 now`);
  });

  it('takes twelve logs at most, the newest, and lets small ones leave their share to a large one', () => {
    config(Array.from({ length: 14 }, (_, index) => `ErrorLog ${folder}/v${index}.log`).join('\n'));
    for (let index = 0; index < 14; index += 1) {
      writeFileSync(
        join(folder, `v${index}.log`),
        index === 5 ? saturated + line('x'.repeat(80)).repeat(20_000) : line(`${index}`),
      );
      utimesSync(join(folder, `v${index}.log`), 1_795_000_000 + index, 1_795_000_000 + index);
    }
    const text = collected();
    const facts = readVhostLogs(text, {});

    expect(facts.files.map(({ path }) => path)).toEqual(
      Array.from({ length: 12 }, (_, index) => `${folder}/v${13 - index}.log`),
    );
    expect(facts.left).toEqual([`${folder}/v1.log`, `${folder}/v0.log`]);
    expect(text.length).toBeGreaterThan(500_000);
    expect(text.length).toBeLessThan(1_200_000);
    expect(facts.entries[0]).toMatchObject({ code: 'AH00484', file: `${folder}/v5.log` });
  });
});

describe('readVhostLogs', () => {
  it('does not take a log’s own text for our marks', () => {
    const facts = readVhostLogs(`== log /a\n== tail\n| == refused /b\n| == log /c\n| ${line('x')}`, {});

    expect(facts).toMatchObject({ refused: [], files: [{ path: '/a' }] });
  });

  it('says when none of them may be read, and is content when there are none', () => {
    expect(() => readVhostLogs('== refused /srv/log/a\n', {})).toThrow(
      expect.objectContaining({ reason: 'not-permitted' }) as Error,
    );
    expect(readVhostLogs('== else syslog\n', {})).toMatchObject({ entries: [], files: [] });
  });

  it('never fails on damaged text, and quotes only what is there', () => {
    const whole = `== else |x\n== into /y\n== log /a\n== size 12 1795267539\n== earlier\n| ${saturated}| == dropped 3\n== tail\n| ${line('x')}`;
    fc.assert(
      fc.property(
        fc.nat(whole.length),
        fc.nat(whole.length),
        fc.string({ unit: 'binary', maxLength: 40 }),
        (from, to, junk) => {
          const text = whole.slice(0, Math.min(from, to)) + junk + whole.slice(Math.max(from, to));
          try {
            for (const { raw } of readVhostLogs(text, {}).entries) expect(text).toContain(raw);
          } catch (error) {
            expect(error).toBeInstanceOf(Unrecognised);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('rotated logs', () => {
  const program = `${load('scan.sh')}${load('rotated.sh')}
older=$(rotated "$1" "$2"); echo '== rotated'; printf '%s\\n' "$older"; echo "== log $1"; echo '== earlier'
printf '%s\\n' "$older" | unrolled 1000000 | scan "$3" 40 0 100000; echo '== tail'; tail -c 1000 "$1"`;

  it('are searched as far back as the server runs, packed ones too, and no further', () => {
    const log = join(folder, 'error.log');
    writeFileSync(log, line('now'));
    writeFileSync(`${log}.1`, line('yesterday'));
    writeFileSync(`${log}.2.gz`, gzipSync(saturated));
    writeFileSync(`${log}.3.xz`, 'x');
    writeFileSync(`${log}.4.gz`, gzipSync(saturated.replace('10:00', '09:00')));
    utimesSync(`${log}.4.gz`, 1_000_000_000, 1_000_000_000);
    const facts = readErrorLog(shell(program, log, String(process.pid), serverMessages), {});

    expect(facts.rotated).toEqual({
      searched: expect.arrayContaining([`${log}.1`, `${log}.2.gz`]) as string[],
      left: [`${log}.3.xz`],
    });
    expect(facts.rotated?.searched).toHaveLength(2);
    expect(facts.entries.filter(({ code }) => code === 'AH00484')).toHaveLength(1);
  });

  it('of a server that is down are the last one only', () => {
    const log = join(folder, 'error.log');
    for (const name of ['', '.1', '.2']) writeFileSync(`${log}${name}`, line(name));
    const facts = readErrorLog(shell(program, log, 'none', serverMessages), {});

    expect(facts.rotated).toEqual({ searched: [`${log}.1`], left: [] });
  });
});
