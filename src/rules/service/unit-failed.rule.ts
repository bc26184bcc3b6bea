import type { Evidence } from '../../model/finding.ts';
import { defineRule } from '../../model/rule.ts';
import { quoteOf } from '../../probes/logs/select.ts';
import { unit } from '../../probes/service/probe.ts';

const meaning: Readonly<Record<string, string>> = {
  'exit-code': 'a command of the unit, or the server, ended with an error',
  signal: 'the main process was ended by a signal',
  'core-dump': 'the main process crashed',
  'oom-kill': 'the kernel ended a process of it for lack of memory and OOMPolicy stopped the rest',
  timeout: 'it did not start or stop within its time limit',
  'start-limit-hit': 'it was started too often in a short time',
  'start-limit': 'it was started too often in a short time',
  protocol: 'it did not behave as the unit’s Type= promises, typically a missing pid file or notification',
  resources: 'systemd could not set up what it needs',
};

export const unitFailed = defineRule({
  id: 'unit-failed',
  title: 'The unit is in the failed state',
  kind: 'problem',
  answers: ['crashes', 'preflight'],
  severity: 'critical',
  cause:
    'systemd gave the service up: it stays down until somebody starts it, unless Restart= covers this kind of end.',
  remedy:
    'Fix what made it fail, check the configuration as root, then start it; `reset-failed` only clears the mark and the start counter.',
  runbook: 'start',
  explains: ['not-running', 'site-failing'],
  reads: { unit },
  judge({ unit: service }) {
    if (service.active !== 'failed') return undefined;
    const { result } = service;
    const told = service.entries.filter(({ message }) => /Failed with result/.test(message)).slice(-1);
    const evidence: Evidence[] = [
      { kind: 'quote', source: 'unit', text: service.stateLine ?? '' },
      ...told.map(quoteOf),
    ];
    const [first, ...rest] = evidence;
    if (first === undefined) return undefined;
    const why = meaning[result ?? ''];
    return {
      summary: `${service.unit ?? 'The unit'} has failed${result === undefined ? '' : `: ${result}`}${why === undefined ? '' : ` — ${why}`}.`,
      evidence: [first, ...rest],
      facts: { unit: service.unit, result, restarts: service.nRestarts },
    };
  },
});
