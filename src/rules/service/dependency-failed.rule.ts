import type { UnitFacts } from '../../probes/service/facts.ts';
import { unit } from '../../probes/service/probe.ts';
import { messageRule } from '../message-rule.ts';
import { startOver } from '../over/starts.ts';
import { unfinishedStart } from './unfinished-start.ts';

export const dependencyFailed = messageRule({
  id: 'dependency-failed',
  title: 'A unit that Apache needs failed',
  kind: 'problem',
  answers: ['preflight'],
  over: startOver,
  severity: 'critical',
  cause:
    'systemd starts a unit only when everything that it requires (Requires=, BindsTo=, Requisite=, mounts of RequiresMountsFor=) came up. Apache was not even tried, so neither it nor its log is at fault.',
  remedy: 'Look at the other unit first (`systemctl status`), and start Apache once that runs.',
  runbook: 'start',
  explains: ['not-running', 'stopped', 'start-failed', 'instance-failed'],
  mayRead: { unit },
  select: (all, { unit: service }) =>
    unfinishedStart(all, service)
      .filter(({ kind }) => kind === 'dependency')
      .map(({ entry }) => entry),
  describe(_entries, _all, { unit: service }) {
    const failed = failedNeeds(service);
    return {
      summary: `Apache was not started, since ${failed.length === 0 ? 'a unit that it needs' : failed.join(', ')} failed.`,
      facts: { unit: service?.unit, units: failed },
    };
  },
});

/** The units among those that it requires which are failed now. */
function failedNeeds(service: UnitFacts | undefined): string[] {
  const needs = ['Requires', 'Requisite', 'BindsTo'].flatMap((name) => (service?.properties[name] ?? '').split(' '));
  return (service?.failedUnits ?? []).filter((name) => needs.includes(name));
}
