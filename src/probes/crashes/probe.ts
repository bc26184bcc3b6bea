import { carriedFacts, hostHelperCommand, hostHelperPath } from '../../host/oncall-facts/oncall-facts.ts';
import { loadProgram } from '../../lib/program.ts';
import { defineProbe } from '../../model/source.ts';
import { BacktraceFacts, readBacktrace } from './backtrace-facts.ts';
import { CoreFacts, readCores } from './cores.ts';

const coresProgram = loadProgram(import.meta.dirname, 'cores.sh');
const backtraceProgram = loadProgram(import.meta.dirname, 'backtrace.sh');

/** Where cores go on this host, which are there, and the newest backtrace that systemd-coredump kept. */
export const cores = defineProbe({
  id: 'cores',
  title: 'Core dumps',
  question: 'whether crashes left cores, where, and what their backtrace names',
  wants: 'to list the core directory; coredumpctl and the group systemd-journal for backtraces',
  facts: CoreFacts,
  section: (layout) => ({
    program: coresProgram,
    args: [layout.binary, layout.configRoot],
    seconds: 10,
    bytes: 40_000,
  }),
  parse: (text) => readCores(text),
});

/** What the newest core shows, by gdb; slow and heavy enough that only who asks for crashes gets it. */
export const backtrace = defineProbe({
  id: 'backtrace',
  title: 'Backtrace of the newest core',
  question: 'which code the newest core names',
  wants: 'the root-owned helper, gdb, and a core in CoreDumpDirectory',
  facts: BacktraceFacts,
  privileged: () => [hostHelperCommand('backtrace')],
  section: (layout) => ({
    program: backtraceProgram,
    args: [hostHelperPath],
    seconds: 40,
    bytes: 250_000,
    ...carriedFacts(layout),
  }),
  parse: (text) => readBacktrace(text),
  partial: ({ complete, by }) => {
    if (!complete) return 'gdb did not come to its end';
    return by === 'current' ? 'no thread shows a signal handler, so the one that crashed is a guess' : undefined;
  },
});
