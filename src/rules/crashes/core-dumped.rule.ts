import { distinct } from '../../lib/distinct.ts';
import { defineRule, notApplicable } from '../../model/rule.ts';
import { logs } from '../../probes/combined/logs.ts';
import type { BacktraceFacts } from '../../probes/crashes/backtrace-facts.ts';
import type { CoreFacts } from '../../probes/crashes/cores.ts';
import { crashes, dumpedPid, undumpedPid } from '../../probes/crashes/crashes.ts';
import { backtrace, cores } from '../../probes/crashes/probe.ts';
import { latest, quotesOf } from '../../probes/logs/select.ts';
import { quietSince } from '../over/quiet.ts';
import { steadySinceStart } from '../over/starts.ts';

function pathsOf(found: CoreFacts | undefined, dumped: BacktraceFacts | undefined): string[] {
  const listed = (found?.files ?? []).map(({ path }) => path);
  return dumped === undefined || listed.includes(dumped.core) ? listed : [...listed, dumped.core];
}

export const coreDumped = defineRule({
  id: 'core-dumped',
  title: 'A crash left a core dump',
  kind: 'problem',
  answers: ['crashes'],
  over: [steadySinceStart, quietSince],
  severity: 'notice',
  cause:
    'AH00051 says “possible coredump”: the kernel’s core flag was set. The place it names is right only with a relative kernel.core_pattern; systemd-coredump, apport and abrt put cores elsewhere.',
  remedy:
    'Take a backtrace of all threads with the very binary that crashed (the verb crashes; by hand coredumpctl info PID, or gdb). A core holds private keys, cookies and request bodies: leave it on the host, and delete it afterwards.',
  runbook: 'crashes',
  reads: {},
  mayRead: { logs, cores, backtrace },
  judge({ logs: log, cores: found, backtrace: dumped }) {
    if (log === undefined && found === undefined) return notApplicable('neither a log nor the cores could be read');
    const crashed = crashes(log?.entries ?? []).filter(({ coreDirectory }) => coreDirectory !== undefined);
    const forbidden = new Set((log?.entries ?? []).map(undumpedPid));
    const stored = (log?.entries ?? []).filter((entry) => {
      const pid = dumpedPid(entry);
      return pid !== undefined && !forbidden.has(pid);
    });
    const lines = [...crashed.map(({ entry }) => entry), ...stored];
    const files = pathsOf(found, dumped);
    const evidence = quotesOf(lines, 3);
    if (evidence === undefined) return undefined;
    const piped = found?.pattern?.startsWith('|') === true || stored.length > 0;
    const directory = crashed.at(-1)?.coreDirectory;
    const where =
      files[0] ?? (piped ? 'with the program in kernel.core_pattern (coredumpctl list)' : `in ${directory}`);
    const pids = distinct([...crashed.map(({ pid }) => pid), ...stored.map(dumpedPid)]);
    return {
      summary: `A core of a crashed Apache process ${files.length > 0 ? 'is' : 'should be'} ${files.length > 0 ? `at ${where}` : where}.`,
      certainty: files.length > 0 || stored.length > 0 ? 'certain' : 'possible',
      evidence,
      facts: { count: lines.length, pids, path: files[0] ?? directory, paths: files, pattern: found?.pattern },
      at: latest(lines),
    };
  },
});
