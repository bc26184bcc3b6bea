import type { Evidence } from '../../model/finding.ts';
import { defineRule } from '../../model/rule.ts';
import { logs } from '../../probes/combined/logs.ts';
import { quoteOf } from '../../probes/logs/select.ts';
import type { UnitProcess } from '../../probes/service/facts.ts';
import { unit } from '../../probes/service/probe.ts';
import { startOver } from '../over/starts.ts';
import { isUp, unfinishedStart } from './unfinished-start.ts';

export const startHookFailed = defineRule({
  id: 'start-hook-failed',
  title: 'A command before or after the start failed',
  kind: 'problem',
  answers: ['preflight'],
  over: startOver,
  severity: 'critical',
  cause:
    'systemd.service(5): when a command of ExecCondition=, ExecStartPre= or ExecStartPost= fails (and has no "-" before it), the start is given up. httpd itself is not at fault, and may not even have been run.',
  remedy:
    'Run the named command by hand as the unit does, fix what it complains about or take it out of the unit, then start once.',
  runbook: 'start',
  explains: ['start-failed', 'server-exited', 'unit-failed', 'not-running', 'start-limit-hit'],
  reads: { unit },
  mayRead: { logs },
  judge({ unit: service, logs: all }) {
    if (isUp(service)) return undefined;
    const hook = service.processes.find(isFailedHook);
    if (hook === undefined) return undefined;
    const told =
      all === undefined ? undefined : unfinishedStart(all, service).findLast(({ kind }) => kind === 'exited');
    const [first, ...rest]: Evidence[] = [
      ...(told === undefined ? [] : [quoteOf(told.entry)]),
      ...(service.stateLine === undefined ? [] : [{ kind: 'quote' as const, source: 'unit', text: service.stateLine }]),
    ];
    if (first === undefined) return undefined;
    return {
      summary: `The start was given up, since ${hook.command.slice(0, 200)} (${hook.step}) ended with status ${hook.status ?? ''}.`,
      evidence: [first, ...rest],
      facts: { unit: service.unit, step: hook.step, command: hook.command, status: hook.status },
      ...(told?.entry.at === undefined ? {} : { at: told.entry.at }),
    };
  },
});

function isFailedHook({ step, code, status, mayFail }: UnitProcess): boolean {
  if (mayFail === true || code === undefined) return false;
  return (
    /^Exec(?:Condition|StartPre|StartPost)$/.test(step) && !(code === 'exited' && /^0(?:\/|$)/.test(status ?? '0'))
  );
}
