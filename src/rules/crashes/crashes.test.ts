import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate, withDerived } from '../../diagnosis/evaluate.ts';
import type { Finding } from '../../model/finding.ts';
import { collected, type Outcome } from '../../model/outcome.ts';
import { Unrecognised } from '../../model/source.ts';
import { readBacktrace } from '../../probes/crashes/backtrace-facts.ts';
import { faults, objectOf } from '../../probes/crashes/crashes.ts';
import { parseJournal } from '../../probes/logs/parse-journal.ts';
import { parseKernelLog } from '../../probes/logs/parse-kernel.ts';
import { crashLoop } from './crash-loop.rule.ts';
import { crashingModule } from './crashing-module.rule.ts';
import { parentCrashed } from './parent-crashed.rule.ts';

function judged(text: string): readonly Finding[] {
  const outcomes = new Map<string, Outcome<unknown>>([['journal', collected(parseJournal(text, 'journal', {}))]]);
  return evaluate([crashLoop, crashingModule, parentCrashed], withDerived(outcomes, {}), {}).findings;
}

describe('faults', () => {
  it.each([
    [
      'apache2[11744]: segfault at 8 ip 00007f2a1c0b7e21 sp 00007ffd11e0a2c0 error 4 in libphp7.2.so[7f2a1be00000+4c4000]',
      'libphp7.2.so',
      '0x2b7e21',
    ],
    ['httpd[9]: segfault at 0 ip 0000000000000010 sp 00007ffd11e0a2c0 error 14', undefined, undefined],
    [
      'httpd[9]: segfault at 0 ip 00007f2a1c0b7e21 sp 00007ffd11e0a2c0 error 4 in mod_lab.so[12a0,7f2a1be00000+4c4000] likely on CPU 1 (core 1, socket 0)',
      'mod_lab.so',
      '0x12a0',
    ],
    [
      'traps: httpd[7] general protection ip:7f2a1c0b7e21 sp:7ffd11e0a2c0 error:0 in libc-2.28.so[7f2a1be00000+4c4000]',
      'libc-2.28.so',
      '0x2b7e21',
    ],
    [
      'traps: apache2[7] trap invalid opcode ip:7f2a1c0b7e21 sp:7ffd11e0a2c0 error:0 in libx.so[7f2a1be00000+4c4000]',
      'libx.so',
      '0x2b7e21',
    ],
  ])('reads %s', (line, module, offset) => {
    const [fault] = faults(parseKernelLog(`[ 1.5] ${line}`, 'kernel-log', {}).entries);

    expect([fault?.module, fault?.offset]).toEqual([module, offset]);
  });

  it('leaves other programs out', () => {
    expect(
      faults(
        parseKernelLog('[ 1.5] node[7]: segfault at 0 ip 0000000000000010 sp 0000000000000010 error 4', 'k', {})
          .entries,
      ),
    ).toEqual([]);
  });
});

describe('objectOf', () => {
  it.each([
    ['#1  0x00007f1 in lab_handler () from /usr/lib/apache2/modules/mod_lab.so', 'mod_lab.so'],
    ['#0  0x00007f1 n/a (libphp8.2.so + 0x1b2d30)', 'libphp8.2.so'],
    ['/usr/lib/apache2/modules/libphp7.2.so(php_request_shutdown+0x1a0)[0x7f0c381b2d30]', 'libphp7.2.so'],
    ['#3  0x000055 in ap_run_handler ()', undefined],
  ])('finds the object of %s', (line, module) => {
    expect(objectOf(line)).toBe(module);
  });
});

describe('rules', () => {
  const at = '2026-11-20T03:10:11.100001+0000 web1';

  it('names the module of a stack trace that systemd-coredump logged', () => {
    const [finding] = judged(
      `${at} systemd-coredump[9]: Process 812 (apache2) of user 33 dumped core.\n\n    Module /usr/lib/apache2/modules/mod_other.so without build-id.\n    Stack trace of thread 812:\n    #0  0x00007f1 raise (libc.so.6 + 0x1)\n    #1  0x00007f1 lab_crash (mod_lab.so + 0x12a0)`,
    );

    expect(finding).toMatchObject({ id: 'crashing-module', facts: { module: 'mod_lab.so', function: 'lab_crash' } });
  });

  it('tells a crash of the parent from systemd’s line', () => {
    const [finding] = judged(`${at} systemd[1]: httpd.service: Main process exited, code=dumped, status=11/SEGV`);

    expect(finding).toMatchObject({ id: 'parent-crashed', facts: { unit: 'httpd.service', signal: 11 } });
  });

  it('sees a loop in systemd’s restart counter', () => {
    const [finding] = judged(`${at} systemd[1]: httpd.service: Scheduled restart job, restart counter is at 5.`);

    expect(finding).toMatchObject({ id: 'crash-loop', facts: { restarts: 5, unit: 'httpd.service' } });
    expect(judged(`${at} systemd[1]: httpd.service: Scheduled restart job, restart counter is at 1.`)).toEqual([]);
  });
});

describe('a backtrace', () => {
  const head = 'core 4096 33 1795267208 /var/cache/apache2/cores/core\nbinary /usr/sbin/apache2\n';
  const trace = `== gdb
Program terminated with signal SIGSEGV, Segmentation fault.
#0  0x00007fd34cc452ec in read () from /lib/libc.so.6
0x00007fd34ca02180  0x00007fd34ca02706  Yes         /usr/lib/apache2/modules/mod_lab.so
Thread 2 (Thread 0x7fd34b2606c0 (LWP 246)):
#0  0x00007fd34cb89267 in kill () from /lib/libc.so.6
#1  <signal handler called>
#2  0x00007fd34ca022e0 in lab_parse_header (r=...) at mod_lab.c:31
#3  0x000056525c3e1360 in ap_run_handler ()
#4  0x000056525c3f6733 in ?? ()

Thread 1 (Thread 0x7fd34cad4780 (LWP 217)):
#0  0x00007fd34cc452ec in read () from /lib/libc.so.6
== end
`;

  it('starts below the signal handler, whichever thread that is, and finds the module by its addresses', () => {
    const facts = readBacktrace(`${head}newer /usr/lib/apache2/modules/mod_lab.so\n${trace}`);

    expect(facts).toMatchObject({ by: 'handler', lwp: 246, threads: 2, signal: 'SIGSEGV', complete: true });
    expect(facts.newer).toEqual(['/usr/lib/apache2/modules/mod_lab.so']);
    expect(facts.frames.map(({ function: name, file, line, object }) => [name, file, line, object])).toEqual([
      ['lab_parse_header', 'mod_lab.c', 31, '/usr/lib/apache2/modules/mod_lab.so'],
      ['ap_run_handler', undefined, undefined, '/usr/sbin/apache2'],
      [undefined, undefined, undefined, undefined],
    ]);
  });

  it.each([
    ['#0  0x00007fd34ca022e0 in lab_parse_header (r=...) at mod_lab.c:31', 'fault'],
    ['#0  0x00007fd34cc000ec in __memcpy_avx_unaligned () from /lib/libc.so.6', 'fault'],
    ['#0  0x00007fd34cc452ec in read () from /lib/libc.so.6', 'current'],
    ['#0  0x00007fd34cbd2f16 in ?? () from /lib/libc.so.6', 'current'],
    ['#0  0x00007fd34cc55f36 in epoll_wait () from /lib/libc.so.6', 'current'],
  ])('without a handler takes the thread in which gdb stops: at %s that is %s', (frame, by) => {
    const bare = trace.replace('#1  <signal handler called>\n', '').replace(/(Thread 1 .*\n)#0 .*/, `$1${frame}`);

    expect(readBacktrace(head + bare)).toMatchObject({ by, lwp: 217 });
  });

  it.each([
    ['none CoreDumpDirectory is not set\n', 'not-applicable'],
    ['refused /x/core belongs to root\n', 'not-permitted'],
    [`${head}== gdb\nnot a core dump\n== end\n`, 'failed'],
    ['hello\n', 'unrecognised'],
  ])('refuses %j: %s', (text, reason) => {
    expect(() => readBacktrace(text)).toThrow(expect.objectContaining({ reason }));
  });

  it('throws nothing but refusals at what is damaged, and quotes only lines that are there', () => {
    const whole = head + trace;
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(whole.length), fc.string(), (from, to, put) => {
        const damaged = whole.slice(0, from) + put + whole.slice(to);
        try {
          for (const { text } of readBacktrace(damaged).frames) expect(damaged.split('\n')).toContain(text);
        } catch (error) {
          if (!(error instanceof Unrecognised)) throw error;
        }
      }),
      /* What was put in makes one line with what stands beside it. */
      { examples: [[whole.indexOf('2  0x'), whole.indexOf('2  0x'), '1']] },
    );
  });
});
