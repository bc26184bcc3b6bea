import { loadProgram } from '../../lib/program.ts';
import { defineProbe } from '../../model/source.ts';
import { LogFacts } from '../logs/facts.ts';
import { CounterFacts, readCounters } from './counters.ts';
import { readKernelLog } from './kernel-log.ts';

/** Kernel lines that matter here, as an awk pattern; the table rows of an out-of-memory dump are among them. */
const wanted = [
  'oom|Out of memory|out of memory|[Kk]ill(ed)? process|Tasks state|\\[ *pid *\\]|\\] +[0-9]+ +[0-9]+ +[0-9]+ +[0-9]+ ',
  'memory: usage|segfault at|traps: |general protection|fork rejected|Core dump|Resource limits disable|coredump',
  'SYN flooding|TCP: out of memory|TCP: drop open request|table full|nf_conntrack|file-max limit|page allocation failure',
  'read-only|EXT4-fs error|XFS .*[Ee]rror|I/O error|blocked for more than|soft lockup|rcu.*stall|Linux version',
  'avc: +denied|apparmor="DENIED"',
].join('|');

const logProgram = loadProgram(import.meta.dirname, 'kernel-log.sh');
const countersProgram = loadProgram(import.meta.dirname, 'oom-counters.sh');

const JOURNAL = ['/usr/bin/journalctl', '--output=short-iso-precise', '--no-pager', '--since=-7d', '_TRANSPORT=kernel'];

/** Messages of the kernel: the OOM killer, crashes, refused forks, broken file systems. */
export const kernelLog = defineProbe({
  id: 'kernel-log',
  title: 'Kernel log',
  question: 'whether the kernel killed or stopped something: memory, crashes, task limits, disks',
  wants: 'journalctl for kernel messages (group systemd-journal or adm), or dmesg through sudo',
  facts: LogFacts,
  privileged: () => [JOURNAL, ['/usr/bin/dmesg']],
  section: () => ({
    program: logProgram,
    args: [wanted, ...JOURNAL],
    seconds: 20,
    bytes: 600_000,
    keep: 'end',
  }),
  parse: (text, _capture, context) => readKernelLog(text, context),
});

/** What the service's control group counted: kills, refused forks, memory and tasks against their limits. */
export const oomCounters = defineProbe({
  id: 'oom-counters',
  title: 'Control group counters',
  question:
    'whether the kernel killed a process of the service or refused it a new one, as counted by its control group',
  wants: 'a readable /sys/fs/cgroup',
  facts: CounterFacts,
  section: (layout) => ({
    program: countersProgram,
    args: [String(layout.parentPid ?? 0), layout.unit ?? ''],
    seconds: 3,
    bytes: 20_000,
    builtinOnly: true,
  }),
  parse: (text) => readCounters(text),
});
