import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogEntry } from '../../model/log-entry.ts';
import { Unrecognised } from '../../model/source.ts';
import { mergeLogs } from '../combined/logs.ts';
import { readErrorLog } from './error-log.ts';
import { parseJournal } from './parse-journal.ts';
import { parseKernelLog } from './parse-kernel.ts';
import { parseErrorLog } from './parse-log.ts';

const saturated = 'AH00484: server reached MaxRequestWorkers setting, consider raising the MaxRequestWorkers setting';
const context = { now: '2026-11-21T12:00:00Z', zoneMinutes: 0 };

function only(text: string): LogEntry {
  const { entries } = parseErrorLog(text, 'error-log', context);
  expect(entries).toHaveLength(1);
  const [entry] = entries;
  if (entry === undefined) throw new Error('no entry');
  return entry;
}

describe('parseErrorLog', () => {
  it.each([
    ['2.4', `[Sat Nov 21 07:26:10.338392 2026] [mpm_event:error] [pid 182:tid 140] ${saturated}`],
    [
      '2.4 with ISO time and a log id',
      `[2026-11-21 07:26:10.338392] [Xk3f@a] [mpm_event:error] [pid 182:tid 140] ${saturated}`,
    ],
    ['no brackets', `2026-11-21 07:26:10.338 error 182 ${saturated}`],
    ['syslog', `Nov 21 07:26:10 web1 apache2[182]: [mpm_event:error] [pid 182] ${saturated}`],
    ['syslog without a host', `Nov 21 07:26:10 httpd[182]: [mpm_event:error] [pid 182] ${saturated}`],
    ['RFC 5424', `<27>1 2026-11-21T07:26:10.338Z web1 httpd 182 - - [mpm_event:error] [pid 182] ${saturated}`],
    ['journal, short-iso', `2026-11-21T07:26:10+0000 web1 apachectl[182]: [mpm_event:error] [pid 182] ${saturated}`],
    ['journal, short-full', `Sat 2026-11-21 07:26:10 UTC web1 apache2[182]: [mpm_event:error] [pid 182] ${saturated}`],
    [
      'docker',
      `2026-11-21T07:26:10.338392123Z [Sat Nov 21 07:26:10.338392 2026] [mpm_event:error] [pid 182:tid 1] ${saturated}`,
    ],
    ['compose', `web-1  | [Sat Nov 21 07:26:10.338392 2026] [mpm_event:error] [pid 182:tid 1] ${saturated}`],
    [
      'compose, exported',
      `2026-11-21 08:26:10 web-1  | [Sat Nov 21 07:26:10.338392 2026] [mpm_event:error] [pid 182:tid 1] ${saturated}`,
    ],
    [
      'grep',
      `/var/log/apache2/error.log:12:[Sat Nov 21 07:26:10.338392 2026] [mpm_event:error] [pid 182:tid 1] ${saturated}`,
    ],
    ['a quotation', `> [Sat Nov 21 07:26:10.338392 2026] [mpm_event:error] [pid 182:tid 1] ${saturated}`],
    ['CRLF', `[Sat Nov 21 07:26:10.338392 2026] [mpm_event:error] [pid 182:tid 140] ${saturated}\r\n`],
  ])('finds code, level, pid and time in: %s', (_, line) => {
    const entry = only(line);

    expect(entry).toMatchObject({ code: 'AH00484', level: 'error', pid: 182 });
    expect(entry.message).toMatch(/^server reached MaxRequestWorkers/);
    expect(entry.at).toMatch(/^2026-11-21T07:26:10/);
  });

  it.each([
    ['(98)Address already in use: AH00072: make_sock: could not bind to address [::]:80', 'AH00072', 98],
    ['[Thu Dec 04 10:01:02 2014] [error](111)Connection refused: proxy: x', undefined, 111],
    ['[Thu Dec 04 10:01:02 2014] [error] (2)No such file or directory: x', undefined, 2],
    ['[Thu Dec 04 10:01:02 2014] [error] [client 192.0.2.7] (13)Permission denied: access to / denied', undefined, 13],
    [
      '[Sat Nov 21 07:26:10.1 2026] [core:debug] [pid 1:tid 2] core.c(12): (24)Too many open files: [client ::1:5] AH00132: x',
      'AH00132',
      24,
    ],
    ['(EAI 2)Name or service not known: AH00547: Could not resolve host name x -- ignoring!', 'AH00547', undefined],
  ])('reads the error of %s', (line, code, errno) => {
    expect([only(line).code, only(line).errno]).toEqual([code, errno]);
  });

  it('reads a line whose beginning is cut off', () => {
    expect(only(`ent:error] [pid 182:tid 1] ${saturated}`)).toMatchObject({ code: 'AH00484', pid: 182 });
  });

  it('keeps the reason under a syntax error, in a log and in the journal', () => {
    const plain = only('AH00526: Syntax error on line 3 of /etc/apache2/a.conf:\nCannot load modules/x.so into server');
    const prefix = '2026-11-21T07:26:10+0000 web1 apachectl[9]: ';
    const journal = parseJournal(
      `${prefix}AH00526: Syntax error on line 3 of /etc/a.conf:\n2026-11-21T07:26:10+0000 web1 systemd[1]: x\n${prefix}Invalid command 'Foo'`,
      'journal',
      context,
    );

    expect(plain.continuation).toEqual(['Cannot load modules/x.so into server']);
    expect(journal.entries[0]?.continuation).toEqual(["Invalid command 'Foo'"]);
  });

  it.each(['[php:notice]', '[:error]', '[perl:error]'])('gives no code to what a script logs through %s', (level) => {
    const entry = only(`[Sat Nov 21 07:26:10.1 2026] ${level} [pid 1] [client 192.0.2.1:5] AH00072: make_sock: x`);

    expect(entry.code).toBeUndefined();
    expect(entry.client).toBe('192.0.2.1:5');
  });

  it('dates a line of a dying process by the line after it, and a startup line by the one before', () => {
    const { entries } = parseErrorLog(
      [
        '[Sat Nov 21 07:00:00 2026] [mpm_event:notice] [pid 1] AH00493: SIGUSR1 received.  Doing graceful restart',
        '(98)Address already in use: AH00072: make_sock: x',
        'double free or corruption (!prev)',
        '[Sat Nov 21 08:00:00 2026] [core:notice] [pid 1] AH00052: child pid 2 exit signal Abort (6)',
      ].join('\n'),
      'error-log',
      {},
    );

    expect(entries.map(({ at }) => at?.slice(11, 13))).toEqual(['07', '07', '08', '08']);
  });

  it('counts what is not a log, and passes over prompts, fences and explanations', () => {
    const facts = parseErrorLog(
      '```\nroot@web1:~# tail error.log\nhello\n-- No entries --\n░░ Subject: x\n```',
      'x',
      {},
    );

    expect(facts).toEqual({ entries: [], unrecognised: 1 });
  });
});

describe('parseJournal', () => {
  it('reads json lines', () => {
    const line = JSON.stringify({
      __REALTIME_TIMESTAMP: '1795246127870757',
      MESSAGE: '(98)Address already in use: AH00072: x',
      SYSLOG_IDENTIFIER: 'apachectl',
      _PID: '184',
    });

    expect(parseJournal(line, 'journal', {}).entries[0]).toMatchObject({
      at: '2026-11-21T07:28:47.870Z',
      code: 'AH00072',
      program: 'apachectl',
      pid: 184,
    });
  });

  it('says that it saw nothing for want of rights', () => {
    const text = 'Hint: You are currently not seeing messages from other users and the system.\n-- No entries --';

    expect(() => parseJournal(text, 'journal', {})).toThrow(Unrecognised);
    expect(parseJournal('-- No entries --', 'journal', {}).entries).toEqual([]);
  });
});

describe('parseKernelLog', () => {
  const kill = 'Out of memory: Killed process 812 (mysqld) total-vm:1kB, anon-rss:2kB';

  it.each([
    ['dmesg', `[ 2120.002305] ${kill}`, undefined],
    ['dmesg with our clock', `== clock 1795246200 2200.00\n[ 2120.000000] ${kill}`, '2026-11-21T07:28:40.000Z'],
    ['dmesg with callers', `[ 2120.002305][  T812] ${kill}`, undefined],
    ['dmesg -T', `[Sat Nov 21 07:28:47 2026] ${kill}`, '2026-11-21T07:28:47.000Z'],
    ['dmesg, iso', `2026-11-21T07:28:47,002305+00:00 ${kill}`, '2026-11-21T07:28:47.002Z'],
    ['dmesg -x', `kern  :err   : [ 2120.002305] ${kill}`, undefined],
    ['syslog', `Nov 21 07:28:47 web1 kernel: [ 2120.002305] ${kill}`, '2026-11-21T07:28:47.000Z'],
    ['journal', `2026-11-21T07:28:47.002305+0000 web1 kernel: ${kill}`, '2026-11-21T07:28:47.002Z'],
    ['no time', `kernel: ${kill}`, undefined],
    ['nothing', kill, undefined],
  ])('reads a line of %s', (_, text, at) => {
    const [entry] = parseKernelLog(text, 'kernel-log', context).entries;

    expect(entry).toMatchObject({ program: 'kernel', message: kill });
    expect(entry?.at).toBe(at);
  });

  it('does not take what other programs say for the kernel’s', () => {
    const [entry] = parseKernelLog(`Nov 21 07:28:47 web1 sshd[9]: Invalid user ${kill}`, 'kernel-log', context).entries;

    expect(entry?.program).toBe('sshd');
  });
});

describe('any text', () => {
  const seeds = [
    `[Sat Nov 21 07:26:10.338392 2026] [mpm_event:error] [pid 182:tid 140] ${saturated}`,
    'AH00526: Syntax error on line 3 of /etc/apache2/a.conf:',
    '[ 2120.002305] Memory cgroup out of memory: Killed process 4407 (apache2) total-vm:217872kB',
    '2026-11-21T07:24:34.940503+0000 web1 apachectl[184]: (98)Address already in use: AH00072: x',
    '{"MESSAGE":"a\\nb","_PID":"1"}',
  ];
  const damaged = fc
    .array(fc.oneof(fc.constantFrom(...seeds), fc.string({ unit: 'binary', maxLength: 60 })), { maxLength: 12 })
    .chain((lines) => fc.tuple(fc.constant(lines.join('\n')), fc.nat(400), fc.nat(400)))
    .map(([text, from, to]) => text.slice(0, Math.min(from, to)) + text.slice(Math.max(from, to)));

  it('never makes a parser fail, and every entry quotes it', () => {
    fc.assert(
      fc.property(damaged, (text) => {
        for (const parse of [parseErrorLog, parseJournal, parseKernelLog]) {
          const { entries } = parse(text, 'x', context);
          for (const { raw, continuation } of entries)
            for (const quote of [raw, ...continuation]) expect(text).toContain(quote);
        }
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ['a line of a megabyte', `[Sat Nov 21 07:26:10 2026] [error] ${'a [b] (1)c: '.repeat(90_000)}`],
    ['a megabyte of brackets', '['.repeat(1_000_000)],
    ['many short lines', 'x\n'.repeat(500_000)],
    ['words and colons', `${'ab:cd '.repeat(200_000)}AH00072: x`],
    ['many real lines', `${seeds[0]}\n`.repeat(20_000)],
  ])('takes time in proportion to its length: %s', (_, text) => {
    for (const parse of [parseErrorLog, parseJournal, parseKernelLog]) parse(text, 'x', context);
  });
});

describe('readErrorLog', () => {
  it('joins older lines of weight with the tail, each once', () => {
    const old =
      '[Sat Nov 21 06:00:00 2026] [mpm_event:error] [pid 1] AH00484: server reached MaxRequestWorkers setting';
    const recent = '[Sat Nov 21 07:00:00 2026] [core:notice] [pid 1] AH00094: Command line';
    const facts = readErrorLog(
      `== log /var/log/x\n== earlier\n${old}\n${recent}\n== dropped 12\n== tail\n${recent}\n`,
      {},
    );

    expect(facts.entries.map(({ code }) => code)).toEqual(['AH00484', 'AH00094']);
    expect(facts).toMatchObject({ origin: '/var/log/x', dropped: 12 });
  });

  it('does not take a log’s own text for our marks', () => {
    const facts = readErrorLog(
      '== log /x\n== earlier\n== tail\n== refused /x\n[Sat Nov 21 07:00:00 2026] [error] x\n',
      {},
    );

    expect(facts.entries).toHaveLength(1);
  });

  it.each([
    ['== refused /var/log/httpd/error_log\n', 'not-permitted'],
    ['== missing /var/log/httpd/error_log\n', 'failed'],
    ['== directives\nErrorLog "|/usr/bin/rotatelogs /x 86400"\n== missing /var/log/httpd/error_log\n', 'failed'],
  ])('says why there is no log: %j', (text, reason) => {
    expect(() => readErrorLog(text, {})).toThrow(expect.objectContaining({ reason }) as Error);
  });
});

describe('mergeLogs', () => {
  it('counts a message that two sources hold once, and keeps undated lines in place', () => {
    const kernel = '2026-11-21T07:28:47.002305+0000 web1 kernel: apache2 invoked oom-killer: x';
    const one = parseJournal(kernel, 'journal', context);
    const other = parseKernelLog(kernel, 'kernel-log', context);
    const own = parseErrorLog('[Sat Nov 21 07:00:00 2026] [error] first', 'error-log', context);
    const merged = mergeLogs([one, other, own]);

    expect(merged.entries.map(({ source }) => source)).toEqual(['error-log', 'journal']);
  });
});
