import type { LogEntry } from '../../model/log-entry.ts';
import type { LogFacts } from '../../probes/logs/facts.ts';
import { unitOf } from '../../probes/logs/select.ts';
import type { UnitFacts } from '../../probes/service/facts.ts';
import { unit } from '../../probes/service/probe.ts';
import { programGone } from '../../probes/service/program-gone.ts';
import { messageRule } from '../message-rule.ts';
import { startOver } from '../over/starts.ts';
import { statusOf, unfinishedStart } from './unfinished-start.ts';

/** 203 is systemd's own (systemd.exec(5)), 126 and 127 are the shell's and the loader's (sh(1), ld.so(8)). */
const statuses = new Set([126, 127, 203]);

export const binaryMissing = messageRule({
  id: 'binary-missing',
  title: 'A program or library that the start needs cannot be run',
  kind: 'problem',
  answers: ['preflight'],
  over: startOver,
  severity: 'critical',
  cause:
    'The program of the unit, its interpreter or a shared library is gone, of the wrong kind, or may not be run: status 203/EXEC is from systemd, 126 and 127 from the shell or the loader. httpd itself never ran, so its log has nothing about it.',
  remedy:
    'Look whether the file exists and may be run, and whether a package was removed or only half upgraded; install it again, then start once.',
  runbook: 'start',
  explains: ['start-hook-failed', 'start-failed', 'server-exited', 'unit-failed', 'not-running', 'start-limit-hit'],
  mayRead: { unit },
  select: (all, { unit: service }) => goneIn(all, service),
  describe(entries, all, { unit: service }) {
    const gone = entries.findLast(({ message }) => programGone.test(message.slice(0, 400)))?.message;
    const spawn = unfinishedStart(all, service).findLast(
      ({ kind, step }) => kind === 'setup-failed' && step === 'EXEC',
    );
    const reason = gone ?? (spawn === undefined ? undefined : `${spawn.path ?? ''}: ${spawn.reason ?? ''}`);
    return {
      summary: `Apache cannot be started, since what is to be run cannot be: ${reason?.slice(0, 200) ?? 'a command was not found'}.`,
      certainty: reason === undefined ? 'likely' : 'certain',
      facts: { unit: unitOf(entries) ?? service?.unit, path: spawn?.path, reason },
    };
  },
  withoutMessages({ unit: service }) {
    if (service?.active !== 'failed' || service.stateLine === undefined) return undefined;
    const failed = service.processes.find(({ step, status }) => startStep(step) && statuses.has(statusOf(status) ?? 0));
    if (failed === undefined) return undefined;
    return {
      summary: `Apache cannot be started: ${failed.command} ended with status ${failed.status ?? ''}, as a command that cannot be run does.`,
      certainty: 'likely',
      evidence: [{ kind: 'quote', source: 'unit', text: service.stateLine }],
      facts: { unit: service.unit, path: failed.command.split(' ')[0] },
    };
  },
});

function startStep(step: string): boolean {
  return step.startsWith('ExecStart') || step === 'ExecCondition';
}

function goneIn(all: LogFacts, service: UnitFacts | undefined): readonly LogEntry[] {
  const story = unfinishedStart(all, service);
  const told = story.filter(
    ({ kind, step, status }) =>
      (kind === 'setup-failed' && step === 'EXEC') || (kind === 'exited' && statuses.has(status ?? 0)),
  );
  if (told.length === 0) return [];
  const details = story.filter(({ kind, reason = '' }) => kind === 'setup-detail' && /locate executable/.test(reason));
  const mine = new Set([...details, ...told].map(({ entry }) => entry));
  return all.entries.filter(
    (entry) =>
      mine.has(entry) ||
      (entry.client === undefined && entry.source !== 'configtest' && programGone.test(entry.message.slice(0, 400))),
  );
}
