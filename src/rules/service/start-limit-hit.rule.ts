import { defineRule } from '../../model/rule.ts';
import { logs } from '../../probes/logs/logs.ts';
import { unit } from '../../probes/service/probe.ts';
import { hasSome, known, selectUnit, unitOf, withEvidence } from './message-rule.ts';

export const startLimitHit = defineRule({
  id: 'start-limit-hit',
  title: 'systemd refuses further starts',
  kind: 'problem',
  answers: ['preflight'],
  severity: 'critical',
  cause:
    'The unit was started more often than StartLimitBurst within StartLimitInterval (5 in 10 s by default); restarts of a healthy server count as well. Starts are refused until the window passes or `reset-failed` clears the counter.',
  remedy: 'Mend why it was restarted so often, then reset the counter once and start once; never in a loop.',
  runbook: 'reset-failed',
  explains: ['not-running', 'unit-failed'],
  reads: { logs },
  mayRead: { unit },
  judge({ logs: all, unit: service }) {
    const entries = selectUnit(/[Ss]tart request repeated too quickly|Failed with result 'start-limit(?:-hit)?'/)(all);
    const burst = Number(service?.properties['StartLimitBurst']);
    const limit = Number.isInteger(burst) && burst > 0 ? burst : undefined;
    const name = unitOf(entries) ?? service?.unit;
    const facts = known({ unit: name, result: 'start-limit-hit', limit });
    const summary = `systemd refuses to start ${name ?? 'Apache'}: it was started too often in a short time${limit === undefined ? '' : ` (limit ${limit})`}.`;
    if (hasSome(entries)) return withEvidence({ summary, facts }, entries);
    if (!/^start-limit(?:-hit)?$/.test(service?.result ?? '') || service?.stateLine === undefined) return undefined;
    return { summary, evidence: [{ kind: 'quote', source: 'unit', text: service.stateLine }], facts };
  },
});
