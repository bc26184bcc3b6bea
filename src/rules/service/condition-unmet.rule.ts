import type { UnitFacts } from '../../probes/service/facts.ts';
import { unit } from '../../probes/service/probe.ts';
import { messageRule } from '../message-rule.ts';
import { startOver } from '../over/starts.ts';
import { isUp, unfinishedStart } from './unfinished-start.ts';

export const conditionUnmet = messageRule({
  id: 'condition-unmet',
  title: 'systemd skipped the start, since a condition does not hold',
  kind: 'problem',
  answers: ['preflight'],
  over: startOver,
  severity: 'critical',
  cause:
    'systemd.unit(5): when a Condition…= of the unit does not hold, the start is skipped without an error; `systemctl start` answers with success, and nothing runs. An Assert…= does the same with an error.',
  remedy:
    'See `systemctl status` or `systemctl cat` of the unit for the condition, and make it hold or take it out; then start once.',
  runbook: 'start',
  explains: ['not-running', 'stopped', 'start-failed'],
  mayRead: { unit },
  select: (all, { unit: service }) =>
    unfinishedStart(all, service)
      .filter(({ kind }) => kind === 'condition')
      .map(({ entry }) => entry),
  describe(_entries, all, { unit: service }) {
    const condition = unfinishedStart(all, service).findLast(({ kind }) => kind === 'condition')?.step;
    return { summary: inWords(condition), facts: { unit: service?.unit, condition } };
  },
  withoutMessages({ unit: service }) {
    const property = unmet(service);
    if (property === undefined) return undefined;
    return {
      summary: inWords(undefined),
      evidence: [{ kind: 'quote', source: 'unit', text: property }],
      facts: { unit: service?.unit },
    };
  },
});

/** `ConditionResult` is `no` for a unit that was never tried as well; the time of the look tells them apart. */
function unmet(service: UnitFacts | undefined): string | undefined {
  if (service === undefined || isUp(service) || service.active === 'failed') return undefined;
  const { ConditionResult: condition, ConditionTimestamp: at } = service.properties;
  return condition === 'no' && at !== undefined ? 'ConditionResult=no' : undefined;
}

function inWords(condition: string | undefined): string {
  return `systemd skipped the start of Apache, since ${condition === undefined ? 'a condition of its unit' : condition.slice(0, 200)} does not hold.`;
}
