import { defineRule, notApplicable } from '../../model/rule.ts';
import { logs } from '../../probes/combined/logs.ts';
import { saying } from '../../probes/logs/select.ts';
import type { UnitFacts } from '../../probes/service/facts.ts';
import { unit } from '../../probes/service/probe.ts';
import { hasSome, withEvidence } from '../message-rule.ts';
import { startOver } from '../over/starts.ts';
import { isUp } from './unfinished-start.ts';

const said = /Unit [\w@.-]{0,40}(?:httpd|apache)[\w@.-]{0,40} is masked/;

export const unitMasked = defineRule({
  id: 'unit-masked',
  title: 'The unit is masked',
  kind: 'problem',
  answers: ['preflight', 'changes'],
  over: startOver,
  severity: 'critical',
  cause:
    'A masked unit is a link to /dev/null: systemd refuses every start of it, by hand, at boot and for others that need it (systemctl(1), "mask"). Somebody did that on purpose, often to keep packages or people from starting it.',
  remedy: 'Ask who masked it and why. When it may run again: `systemctl unmask` it, then start once.',
  explains: ['not-running', 'stopped', 'start-failed', 'unit-failed', 'unit-disabled'],
  reads: {},
  mayRead: { unit, logs },
  judge({ unit: service, logs: all }) {
    if (service === undefined && all === undefined) return notApplicable('neither the unit nor the logs could be read');
    const name = service?.unit ?? 'The unit';
    if (service?.load === 'masked' || service?.enabled === 'masked')
      return {
        summary: isUp(service)
          ? `${name} runs, but is masked: once stopped, it cannot be started again.`
          : `${name} is masked, so systemd refuses to start it.`,
        severity: isUp(service) ? 'warning' : 'critical',
        evidence: [{ kind: 'quote', source: 'unit', text: lineOf(service) }],
        facts: { unit: service.unit },
      };
    const told = all === undefined || service?.load !== undefined ? [] : saying(all, said);
    return hasSome(told)
      ? withEvidence({ summary: 'A start was refused, since the unit is masked.' }, told)
      : undefined;
  },
});

function lineOf({ properties, stateLine, load }: UnitFacts): string {
  if (properties['LoadState'] === 'masked') return 'LoadState=masked';
  if (properties['UnitFileState'] === 'masked') return 'UnitFileState=masked';
  return stateLine ?? load ?? 'masked';
}
