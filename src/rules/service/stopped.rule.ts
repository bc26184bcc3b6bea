import { defineRule } from '../../model/rule.ts';
import { logs } from '../../probes/combined/logs.ts';
import type { LogFacts } from '../../probes/logs/facts.ts';
import { journal } from '../../probes/logs/probe.ts';
import { selectUnit } from '../../probes/logs/select.ts';
import { processes } from '../../probes/processes/probe.ts';
import { lifeOf, type Moment } from '../../probes/service/lifecycle.ts';
import { unit } from '../../probes/service/probe.ts';
import { type UnitEvent, unitEvents } from '../../probes/service/unit-events.ts';
import { withEvidence } from '../message-rule.ts';

/** What keeps a start from coming about, outside of any job. */
const startless = new Set<UnitEvent['kind']>(['dependency', 'condition', 'environment-missing', 'setup-failed']);

export const stopped = defineRule({
  id: 'stopped',
  title: 'Apache was stopped on purpose',
  kind: 'problem',
  answers: ['changes'],
  over: { never: 'it is found only while nothing runs' },
  severity: 'notice',
  cause:
    'The last thing it logged is an orderly stop (SIGTERM, or SIGWINCH for a graceful one), which is what `systemctl stop`, a package script or an operator sends; a crash or a kill leaves no such line.',
  remedy:
    'Ask who stopped it and why before starting it again; the journal names sudo and package runs around that time.',
  runbook: 'start',
  explains: ['not-running', 'site-failing'],
  reads: { logs },
  mayRead: { unit, processes, journal },
  judge({ logs: all, unit: service, processes: listed, journal: told }) {
    const last = lifeOf(all).at(-1);
    if (last === undefined || !isStop(last)) return undefined;
    if ((listed?.processes.length ?? 0) > 0 || service?.active === 'active' || service?.active === 'activating')
      return undefined;
    if (service?.result !== undefined && service.result !== 'success') return undefined;
    if (failedSince(all, last)) return undefined;
    if (told !== undefined && isAnotherStory(told)) return undefined;
    const graceful = last.kind === 'graceful-stop';
    return withEvidence(
      {
        summary: `Apache was stopped ${graceful ? 'gracefully (SIGWINCH)' : '(SIGTERM)'} and not started again.`,
        certainty: service === undefined && listed === undefined ? 'likely' : 'certain',
        facts: { pid: last.entry.pid },
      },
      [last.entry],
    );
  },
});

function isStop({ kind }: Moment): boolean {
  return kind === 'stop' || kind === 'graceful-stop';
}

/** Where systemd tells of the unit, and its last word is not a stop, nobody stopped it on purpose: a start did not come about, or the end came from elsewhere. */
function isAnotherStory(told: LogFacts): boolean {
  const events = unitEvents(told);
  if (events.length === 0) return false;
  const stop = events.findLastIndex(({ kind, job }) => job === 'stop' && (kind === 'begun' || kind === 'done'));
  return stop < 0 || events.slice(stop + 1).some(({ job, kind }) => job === 'start' || startless.has(kind));
}

/** A start that failed after the stop, or an end that systemd calls a failure, is another story than a stop on purpose. */
function failedSince(all: Parameters<typeof lifeOf>[0], { entry }: Moment): boolean {
  const since = Date.parse(entry.at ?? '');
  const failures = selectUnit(/Failed (?:to start|with result)|killed by the OOM killer|start operation timed out/)(
    all,
  );
  return failures.some(({ at }) => at === undefined || Number.isNaN(since) || Date.parse(at) >= since - 1000);
}
