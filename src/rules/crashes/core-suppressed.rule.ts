import { defineRule } from '../../model/rule.ts';
import { crashes, undumpedPid } from '../../probes/crashes/crashes.ts';
import { cores } from '../../probes/crashes/probe.ts';
import { limits } from '../../probes/limits/probe.ts';
import { logs } from '../../probes/logs/logs.ts';
import { latest, quotesOf } from '../../probes/logs/select.ts';
import { distinct, known } from '../logs/log-rule.ts';

/** Signals that write a core unless something forbids it: signal(7). */
const writesCore: readonly number[] = [3, 4, 5, 6, 7, 8, 11, 24, 25, 31];

export const coreSuppressed = defineRule({
  id: 'core-suppressed',
  title: 'A crash left no core dump',
  kind: 'problem',
  answers: ['crashes'],
  severity: 'notice',
  cause:
    'AH00052 without “possible coredump”: no core was written. Children change their user id and are dumpable only when CoreDumpDirectory is configured; besides, the core size limit of the unit (LimitCORE) must allow it. ulimit in a shell does not reach the service.',
  remedy:
    'To catch the next one: CoreDumpDirectory on a path outside /tmp (the unit has a private /tmp) owned by the run user, LimitCORE=infinity in a drop-in of the unit, then a full restart. Switch it off afterwards: cores hold secrets.',
  reads: { logs },
  mayRead: { cores, limits },
  judge({ logs: log, cores: found, limits: limit }) {
    const all = crashes(log.entries).filter(({ signal }) => writesCore.includes(signal));
    const bare = all.filter(({ coreDirectory }) => coreDirectory === undefined);
    const told = log.entries.filter((entry) => undumpedPid(entry) !== undefined);
    if (told.length === 0 && (bare.length === 0 || bare.length < all.length)) return undefined;
    const evidence = quotesOf([...bare.map(({ entry }) => entry), ...told], 2);
    if (evidence === undefined) return undefined;
    const forbidden = told.length > 0 || limit?.values['Max core file size']?.soft === 0;
    const reason = forbidden
      ? 'the core size limit of the process is 0'
      : 'CoreDumpDirectory is not set, so that children are not dumpable';
    const pids = distinct([...bare.map(({ pid }) => pid), ...told.map(undumpedPid)]);
    return {
      summary: `No core was written for ${pids.length === 1 ? 'the crash' : 'the crashes'}: ${reason}.`,
      certainty: told.length > 0 ? 'certain' : 'likely',
      evidence,
      facts: known({ count: pids.length, pids, reason, pattern: found?.pattern }),
      at: latest([...bare.map(({ entry }) => entry), ...told]),
    };
  },
});
