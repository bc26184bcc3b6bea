import { describe, expect, it } from 'vitest';
import { evaluate, withDerived } from '../../diagnosis/evaluate.ts';
import { defined } from '../../lib/defined.ts';
import type { FindingId } from '../../model/finding.ts';
import { collected, type Outcome } from '../../model/outcome.ts';
import type { Rule } from '../../model/rule.ts';
import { Unrecognised } from '../../model/source.ts';
import { readDisks } from '../../probes/disks/parse.ts';
import { readLimits } from '../../probes/limits/parse.ts';
import { readSemaphores } from '../../probes/limits/semaphores.ts';
import { readVitals } from '../../probes/limits/vitals.ts';
import { parseErrorLog } from '../../probes/logs/parse-log.ts';
import { diskFull } from '../disks/disk-full.rule.ts';
import { clockSkew } from './clock-skew.rule.ts';
import { coreLimitZero } from './core-limit-zero.rule.ts';
import { loadHigh } from './load-high.rule.ts';
import { memoryPressure } from './memory-pressure.rule.ts';
import { nofileLow } from './nofile-low.rule.ts';
import { nprocLow } from './nproc-low.rule.ts';
import { swapExhausted } from './swap-exhausted.rule.ts';

function found(rules: readonly Rule[], facts: Readonly<Record<string, unknown>>, now?: string): readonly FindingId[] {
  const context = defined({ now });
  const outcomes = new Map<string, Outcome<unknown>>(
    Object.entries(facts).map(([id, value]) => [id, collected(value)]),
  );
  return evaluate(rules, withDerived(outcomes, context), context).findings.map(({ id }) => id);
}

function limitsText(files: string, processes: string, core: string): string {
  return `Limit                     Soft Limit           Hard Limit           Units     
Max core file size        ${core}                    unlimited            bytes     
Max processes             ${processes}                96365                processes 
Max open files            ${files}                 524288               files     
Max nice priority         0                    0                    
`;
}

describe('process limits', () => {
  const rules = [nofileLow, nprocLow, coreLimitZero];

  it.each([
    ['8192', '96365', 'unlimited', []],
    ['1024', 'unlimited', 'unlimited', []],
    ['40', '96365', 'unlimited', ['nofile-low']],
    ['8192', '20', '0', ['nproc-low', 'core-limit-zero']],
  ])('judges %s files, %s processes, core %s', (files, processes, core, ids) => {
    expect([...found(rules, { limits: readLimits(limitsText(files, processes, core)) })].sort()).toEqual(
      [...ids].sort(),
    );
  });

  it('counts what is open against the limit', () => {
    expect(found(rules, { limits: readLimits(`== pid 7\n${limitsText('1024', '96365', '1')}== fds 1000\n`) })).toEqual([
      'nofile-low',
    ]);
  });

  it('does not speak of cores while nothing crashes', () => {
    const logs = parseErrorLog('[Sat Nov 21 07:00:00 2026] [notice] Apache/2.4.71 configured', 'error-log', {});
    const limits = readLimits(limitsText('8192', '96365', '0'));

    expect(found(rules, { limits, 'error-log': { ...logs, others: [], elsewhere: [], dropped: 0 } })).toEqual([]);
  });

  it('refuses what holds no limit', () => {
    expect(() => readLimits('cat: /proc/1/limits: Permission denied')).toThrow(Unrecognised);
  });
});

describe('vitals', () => {
  const calm =
    '== loadavg 0.78 0.90 0.65 2/118 332\n== cpus 2\n== meminfo\nMemTotal:       24683880 kB\nMemAvailable:   23000000 kB\nSwapTotal:             0 kB\nSwapFree:              0 kB\n== psi-memory\nsome avg10=0.00 avg60=0.00 avg300=0.00 total=278\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=211\n';
  const rules = [memoryPressure, swapExhausted, loadHigh];

  it.each<[string, (text: string) => string, readonly FindingId[]]>([
    ['a calm machine', (text) => text, []],
    ['load', (text) => text.replace('0.78 0.90', '20.10 16.00'), ['load-high']],
    ['a busy machine around a container', (text) => `== contained\n${text.replace('0.78 0.90', '20.10 16.00')}`, []],
    ['little memory', (text) => text.replace('23000000', '900000'), ['memory-pressure']],
    ['stalls', (text) => text.replace('full avg10=0.00', 'full avg10=31.50'), ['memory-pressure']],
    [
      'no swap left',
      (text) => text.replace('23000000', '3000000').replace(/(SwapTotal: +)0/, '$12000000'),
      ['swap-exhausted'],
    ],
  ])('judges %s', (_, change, ids) => {
    expect(found(rules, { vitals: readVitals(change(calm)) })).toEqual(ids);
  });
});

describe('semaphores', () => {
  it('counts arrays by owner', () => {
    const facts = readSemaphores(
      '== sem 250\t32000\t32\t128\n== table\n       key      semid perms      nsems   uid   gid  cuid  cgid      otime      ctime\n         0      32768   600          1    33    33     0     0          0 1795246127\n',
    );

    expect(facts).toMatchObject({ arrays: 1, arraysMax: 128, owners: [{ uid: 33, arrays: 1 }] });
  });

  it('takes the number that was counted on the host, where the table was too long to send', () => {
    const facts = readSemaphores(
      '== sem 32000\t1024000000\t500\t32000\n== count 32000 32001\n== owner 33 31999\n== owner 0 1\n== table\n         0      32768   600          1    33    33     0     0          0 1795246127\n',
    );

    expect(facts).toMatchObject({ arrays: 32000, semaphores: 32001, owners: [{ uid: 33, arrays: 31999 }, { uid: 0 }] });
    expect(facts.listed).toHaveLength(1);
  });
});

describe('disks', () => {
  it.each([
    ['tmpfs                  256      256         0     100% /var/log/apache2', ['disk-full']],
    ['/dev/sda1         20000000 19000000         0     100% /', ['disk-full']],
    ['/dev/sda1         20000000 15000000   5000000      75% /', []],
    ['/dev/loop0          100000   100000         0     100% /snap/core', []],
  ])('judges %s', (line, ids) => {
    const text = `== paths\n/var/log/apache2\n== space\nFilesystem     1024-blocks     Used Available Capacity Mounted on\n${line}\n== inodes\n== mounts\n`;

    expect(found([diskFull], { disks: readDisks(text) })).toEqual(ids);
  });

  it('does not take a full mutex for a full disk', () => {
    const logs = parseErrorLog(
      "[Fri Nov 20 03:10:10 2026] [core:emerg] [pid 8] (28)No space left on device: AH00023: Couldn't create the ssl mutex",
      'error-log',
      {},
    );

    expect(found([diskFull], { 'error-log': { ...logs, others: [], elsewhere: [], dropped: 0 } })).toEqual([]);
  });
});

describe('clock-skew', () => {
  it.each([
    ['2026-11-21T07:00:30Z', []],
    ['2026-11-21T06:00:00Z', ['clock-skew']],
    ['2026-11-22T07:00:00Z', []],
  ])('compares the newest message with a clock at %s', (now, ids) => {
    const logs = parseErrorLog('[Sat Nov 21 07:00:00 2026] [notice] x', 'error-log', {});

    expect(found([clockSkew], { 'error-log': { ...logs, others: [], elsewhere: [], dropped: 0 } }, now)).toEqual(ids);
  });
});
