import type { Evidence } from '../../model/finding.ts';
import { defineRule, type Found, notApplicable } from '../../model/rule.ts';
import { logs } from '../../probes/combined/logs.ts';
import type { LogFacts } from '../../probes/logs/facts.ts';
import { quoteOf, unitOf } from '../../probes/logs/select.ts';
import { unit } from '../../probes/service/probe.ts';
import { unitEvents } from '../../probes/service/unit-events.ts';
import { hasSome, withEvidence } from '../message-rule.ts';
import { startOver } from '../over/starts.ts';

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
  over: startOver,
  severity: 'critical',
  cause:
    'systemd gave up on the service: it stays down until somebody starts it, unless Restart= covers this kind of end.',
  remedy:
    'Fix what made it fail, check the configuration as root, then start it; `reset-failed` only clears the mark and the start counter.',
  runbook: 'start',
  explains: ['not-running', 'site-failing'],
  reads: {},
  mayRead: { unit, logs },
  judge({ unit: service, logs: all }) {
    if (service?.active === undefined)
      return all === undefined ? notApplicable('the state of the unit is not known') : fromLogs(all);
    if (service.active !== 'failed') return undefined;
    const { result } = service;
    const told = service.entries.filter(({ message }) => /Failed with result/.test(message)).slice(-1);
    const evidence: Evidence[] = [
      { kind: 'quote', source: 'unit', text: service.stateLine ?? '' },
      ...told.map(quoteOf),
    ];
    const [first, ...rest] = evidence;
    if (first === undefined) return undefined;
    return {
      ...inWords(service.unit, result),
      evidence: [first, ...rest],
      facts: { unit: service.unit, result, restarts: service.nRestarts },
    };
  },
});

/** Where only messages are there: systemd gave the unit up, and no later one says that it came up again. A failed stop is none. */
function fromLogs(all: LogFacts): Found | undefined {
  const events = unitEvents(all);
  const up = events.findLastIndex(({ kind, job }) => kind === 'done' && job !== 'stop');
  const failed = events.slice(up + 1).filter(({ kind, job }) => kind === 'failed' && job !== 'stop');
  const entries = failed.map(({ entry }) => entry);
  if (!hasSome(entries)) return undefined;
  const result = failed.findLast(({ reason }) => reason !== undefined)?.reason;
  return withEvidence(inWords(unitOf(entries), result), entries);
}

function inWords(unitName: string | undefined, result: string | undefined) {
  const why = meaning[result ?? ''];
  return {
    summary: `${unitName ?? 'The unit'} has failed${result === undefined ? '' : `: ${result}`}${why === undefined ? '' : ` — ${why}`}.`,
    facts: { unit: unitName, result },
  };
}
