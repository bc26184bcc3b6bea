import { loadProgram } from '../../lib/program.ts';
import { defineProbe } from '../../model/source.ts';
import { LimitFacts, readLimits } from './parse.ts';
import { readSemaphores, SemaphoreFacts } from './semaphores.ts';
import { readVitals, VitalFacts } from './vitals.ts';

const limitsProgram = loadProgram(import.meta.dirname, 'limits.sh');
const semaphoresProgram = loadProgram(import.meta.dirname, 'semaphores.sh');
const vitalsProgram = loadProgram(import.meta.dirname, 'vitals.sh');

/** Limits the running parent was given, which is what counts, whatever the unit or a shell says. */
export const limits = defineProbe({
  id: 'limits',
  title: 'Process limits',
  question: 'which limits the running server has for files, processes and cores',
  wants: 'a running server; root to count its open files',
  facts: LimitFacts,
  section(layout) {
    if (layout.parentPid === undefined) return undefined;
    return {
      program: limitsProgram,
      args: [String(layout.parentPid)],
      seconds: 3,
      bytes: 20_000,
      builtinOnly: true,
    };
  },
  parse: (text) => readLimits(text),
});

/** SysV semaphores in use: httpd's mutexes may need them, and dead servers leave theirs behind. */
export const semaphores = defineProbe({
  id: 'semaphores',
  title: 'Semaphores',
  question: 'whether free SysV semaphores are left for httpd’s mutexes',
  wants: 'a readable /proc/sysvipc/sem',
  facts: SemaphoreFacts,
  section: ({ runUser }) => ({
    program: semaphoresProgram,
    args: [runUser],
    seconds: 3,
    bytes: 400_000,
  }),
  parse: (text) => readSemaphores(text),
});

/** Memory, swap, load and pressure of the whole machine, read without starting a process. */
export const vitals = defineProbe({
  id: 'vitals',
  title: 'Memory and load',
  question: 'whether the machine itself is short of memory, swap or processors',
  wants: 'a readable /proc',
  facts: VitalFacts,
  section: () => ({
    program: vitalsProgram,
    args: [],
    seconds: 3,
    bytes: 20_000,
    builtinOnly: true,
  }),
  parse: (text) => readVitals(text),
});
