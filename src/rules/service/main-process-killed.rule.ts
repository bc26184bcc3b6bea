import { times } from '../../lib/counts.ts';
import type { LogEntry } from '../../model/log-entry.ts';
import type { Found } from '../../model/rule.ts';
import type { LogFacts } from '../../probes/logs/facts.ts';
import { selectBy, selectUnit, unitOf } from '../../probes/logs/select.ts';
import type { UnitFacts } from '../../probes/service/facts.ts';
import { lifeOf } from '../../probes/service/lifecycle.ts';
import { unit } from '../../probes/service/probe.ts';
import { hasSome, messageRule, withEvidence } from '../message-rule.ts';
import { quietSince } from '../over/quiet.ts';
import { steadySinceStart } from '../over/starts.ts';

const ended = /[Mm]ain process exited, code=killed, status=(\d{1,3})(?:\/([A-Z0-9+-]+))?/;
/** What systemd says when a stop takes longer than TimeoutStopSec, before it kills. */
const overdue = /(?:State '|\b)stop-(?:sigterm|sigabrt|watchdog|final-sigterm)'?(?: operation)? timed out\. Killing/;
/** A process that dies by one of these crashed by itself. */
const crashes = new Set([3, 4, 5, 6, 7, 8, 11, 31]);

const byLimit = {
  cause:
    'A stop asks first (SIGTERM, or SIGWINCH for a graceful one) and kills after TimeoutStopSec (90 s by default): requests that still ran were cut, and SysV semaphores may be left behind.',
  advice: 'Look for what kept it from ending: long requests in a graceful stop, a backend that hangs, a dead mount.',
};

export const mainProcessKilled = messageRule({
  id: 'main-process-killed',
  title: 'The parent was ended by a signal from outside',
  kind: 'problem',
  answers: ['crashes'],
  over: [steadySinceStart, quietSince],
  severity: 'critical',
  cause:
    'A process cannot kill itself with SIGKILL: the kernel (out of memory), systemd (a time limit), or somebody with root did it. httpd cannot log it; it shows as a start without a stop before it (AH00098), and SysV semaphores are left behind.',
  remedy:
    'Look at the kernel log for an OOM kill and at the journal for a time limit or a kill by hand at that moment, before starting it again.',
  explains: ['not-running', 'unit-failed', 'restarted'],
  mayRead: { unit },
  select(logs) {
    const killed = selectUnit(ended)(logs).filter((entry) => !crashes.has(signalOf(entry).signal));
    const mine = new Set([...killed, ...selectUnit(overdue)(logs)]);
    return logs.entries.filter((entry) => mine.has(entry));
  },
  describe(entries, logs, { unit: service }) {
    const name = unitOf(entries) ?? service?.unit;
    if (!entries.some(({ message }) => ended.test(message)))
      return {
        summary: `systemd killed ${name ?? 'Apache'}, since it did not end within the time limit of a stop.`,
        ...byLimit,
        facts: { unit: name },
      };
    if (selectUnit(overdue)(logs).length > 0)
      return {
        summary: `The main process of ${name ?? 'Apache'} was killed by systemd, since it did not end within the time limit of a stop.`,
        ...byLimit,
        facts: { ...signalOf(entries.findLast(({ message }) => ended.test(message)) ?? entries[0]), unit: name },
      };
    const last = signalOf(entries.at(-1) ?? entries[0]);
    return {
      summary: `The main process of ${unitOf(entries) ?? 'Apache'} was killed by signal ${last.signal}${last.signalName === undefined ? '' : ` (${last.signalName})`}${entries.length > 1 ? `, ${entries.length} times` : ''}.`,
      facts: { ...last, unit: unitOf(entries) ?? service?.unit },
    };
  },
  withoutMessages: ({ unit: service }, logs) => fromState(service) ?? fromRemains(logs),
});

/** A start over the pid file of a server that had not shut down. */
function fromRemains(logs: LogFacts): Found | undefined {
  const unclean = uncleanStarts(logs);
  if (!hasSome(unclean)) return undefined;
  return withEvidence(
    {
      summary: `Apache was started ${times(unclean.length)} over the remains of a server that had not shut down: it was killed, crashed, or the machine went down.`,
      severity: 'warning',
      certainty: 'possible',
    },
    unclean,
  );
}

/** Signals by the names and numbers systemd shows, as far as they come from outside. */
const outside: Readonly<Record<string, number>> = { HUP: 1, INT: 2, KILL: 9, TERM: 15 };

/** `Main PID: 1234 (code=killed, signal=KILL)` of a failed unit, where no log line tells it. */
function fromState(service: UnitFacts | undefined): Found | undefined {
  const { mainCode, mainStatus = '', active, result, stateLine } = service ?? {};
  if (mainCode !== 'killed' || active !== 'failed' || result !== 'signal' || stateLine === undefined) return undefined;
  const [name, signal] = Object.entries(outside).find((pair) => pair.map(String).includes(mainStatus)) ?? [];
  if (name === undefined || signal === undefined) return undefined;
  return {
    summary: `The main process of ${service?.unit ?? 'Apache'} was killed by signal ${signal} (SIG${name}).`,
    evidence: [{ kind: 'quote', source: 'unit', text: stateLine }],
    facts: { count: 1, signal, signalName: `SIG${name}`, unit: service?.unit },
  };
}

function signalOf({ message }: LogEntry): { signal: number; signalName?: string } {
  const found = ended.exec(message);
  const signal = Number(found?.[1] ?? 0);
  return found?.[2] === undefined ? { signal } : { signal, signalName: `SIG${found[2]}` };
}

/** AH00098 right after an orderly stop only means that the pid file was left. */
function uncleanStarts(all: LogFacts): readonly LogEntry[] {
  const life = lifeOf(all);
  return selectBy(
    ['AH00098'],
    /^pid file .{1,300} overwritten -- Unclean shutdown/,
  )(all).filter((entry) => {
    const before = life.filter(({ entry: other }) => (other.at ?? '') <= (entry.at ?? '')).at(-1);
    return before?.kind !== 'stop' && before?.kind !== 'graceful-stop' && before?.kind !== 'died';
  });
}
