import { selectUnit, unitOf } from '../../probes/logs/select.ts';
import type { UnitFacts } from '../../probes/service/facts.ts';
import { unit } from '../../probes/service/probe.ts';
import { type Described, messageRule } from '../message-rule.ts';
import { startOver } from '../over/starts.ts';

export const startLimitHit = messageRule({
  id: 'start-limit-hit',
  title: 'systemd refuses further starts',
  kind: 'problem',
  answers: ['preflight'],
  over: startOver,
  severity: 'critical',
  cause:
    'The unit was started more often than StartLimitBurst within StartLimitInterval (5 in 10 s by default); restarts of a healthy server count as well. Starts are refused until the window passes or `reset-failed` clears the counter.',
  remedy: 'Fix why it was restarted so often, then reset the counter once and start once; never in a loop.',
  runbook: 'reset-failed',
  explains: ['not-running', 'unit-failed'],
  mayRead: { unit },
  select: selectUnit(/[Ss]tart request repeated too quickly|Failed with result 'start-limit(?:-hit)?'/),
  describe: (entries, _logs, { unit: service }) => described(unitOf(entries), service),
  withoutMessages({ unit: service }) {
    if (!/^start-limit(?:-hit)?$/.test(service?.result ?? '') || service?.stateLine === undefined) return undefined;
    return {
      ...described(undefined, service),
      evidence: [{ kind: 'quote', source: 'unit', text: service.stateLine }],
    };
  },
});

function described(logged: string | undefined, service: UnitFacts | undefined): Described {
  const burst = Number(service?.properties['StartLimitBurst']);
  const limit = Number.isInteger(burst) && burst > 0 ? burst : undefined;
  const name = logged ?? service?.unit;
  return {
    summary: `systemd refuses to start ${name ?? 'Apache'}: it was started too often in a short time${limit === undefined ? '' : ` (limit ${limit})`}.`,
    facts: { unit: name, result: 'start-limit-hit', limit },
  };
}
