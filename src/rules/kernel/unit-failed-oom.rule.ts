import { defineRule, notApplicable } from '../../model/rule.ts';
import { logs } from '../../probes/combined/logs.ts';
import { latest, quotesOf } from '../../probes/logs/select.ts';
import { unit as unitState } from '../../probes/service/probe.ts';
import { startOver } from '../over/starts.ts';

const failed = /^(\S{1,256}): Failed with result 'oom-kill'\.?$/;

export const unitFailedOom = defineRule({
  id: 'unit-failed-oom',
  title: 'systemd stopped the service because one of its processes was killed for memory',
  kind: 'problem',
  answers: ['oom', 'memory'],
  over: startOver,
  severity: 'critical',
  cause:
    'With OOMPolicy=stop, the manager’s default, one killed child ends the whole service (systemd.service(5)); httpd then logs an ordinary shutdown. Restart=on-abort does not bring it back.',
  remedy:
    'Start the service, then set OOMPolicy=continue for the unit (as recent Debian and Red Hat packages do) and bound MaxRequestWorkers by memory.',
  explains: ['unit-failed', 'not-running', 'stopped', 'graceful-stop', 'site-failing'],
  reads: {},
  mayRead: { logs, state: unitState },
  judge({ logs: log, state }) {
    if (log === undefined && state === undefined)
      return notApplicable('neither the journal nor the unit could be read');
    const lines = (log?.entries ?? []).filter(({ program, message }) => program === 'systemd' && failed.test(message));
    const stated = state?.result === 'oom-kill' ? state.stateLine : undefined;
    const evidence = quotesOf(lines, 2);
    const quote = stated === undefined ? undefined : ({ kind: 'quote', source: 'unit', text: stated } as const);
    const proof = quote === undefined ? evidence : ([quote, ...(evidence ?? [])] as const);
    if (proof === undefined) return undefined;
    const unit = failed.exec(lines.at(-1)?.message ?? '')?.[1] ?? state?.unit;
    const byOomd = (log?.entries ?? []).some(
      ({ program, message }) => program === 'systemd' && /: systemd-oomd killed \d+ process/.test(message),
    );
    const policy = state?.oomPolicy === undefined ? '' : ` (OOMPolicy=${state.oomPolicy})`;
    return {
      summary: `systemd stopped ${unit ?? 'the unit'} because ${byOomd ? 'systemd-oomd killed it' : 'the kernel killed one of its processes'} for memory${policy}.`,
      evidence: proof,
      facts: { unit, result: 'oom-kill', oomPolicy: state?.oomPolicy },
      ...(stated === undefined ? { at: latest(lines) } : {}),
    };
  },
});
