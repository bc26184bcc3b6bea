import type { LogFacts } from '../../probes/logs/facts.ts';
import { unitOf } from '../../probes/logs/select.ts';
import { failedStart, type UnitEvent, unitEvents } from '../../probes/service/unit-events.ts';
import { messageRule } from '../message-rule.ts';

export const stopFailed = messageRule({
  id: 'stop-failed',
  title: 'A command of the stop failed',
  kind: 'problem',
  answers: ['changes'],
  over: { never: 'only the next stop shows whether it works again' },
  severity: 'notice',
  cause:
    'systemd.service(5): when a command of ExecStop= fails, systemd ends the processes itself (SIGTERM, then SIGKILL) and counts the unit as failed. Apache is stopped all the same; this says nothing about whether it can be started.',
  remedy: 'Run the command of the stop by hand as the unit does, and look at what it complains about.',
  explains: ['unit-failed', 'not-running'],
  select: (all) => (startFailedLater(all) ? [] : stopsOf(all).map(({ entry }) => entry)),
  describe: (entries) => ({
    summary: `A command that stops ${unitOf(entries) ?? 'Apache'} failed, and systemd ended it itself.`,
    facts: { unit: unitOf(entries) },
  }),
});

/** A restart whose stop failed and whose start failed as well is told by the start. */
function startFailedLater(all: LogFacts): boolean {
  return failedStart(all).some(({ kind }) => kind === 'job-failed' || kind === 'environment-missing');
}

function stopsOf(all: LogFacts): UnitEvent[] {
  const stops = unitEvents(all).filter(({ job }) => job === 'stop');
  const failed = stops.some(({ kind, code, status }) => kind === 'exited' && code === 'exited' && status !== 0);
  return failed ? stops.filter(({ kind }) => kind === 'exited' || kind === 'failed') : [];
}
