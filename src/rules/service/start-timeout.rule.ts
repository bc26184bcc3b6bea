import { selectUnit, unitOf } from '../../probes/logs/select.ts';
import type { UnitFacts } from '../../probes/service/facts.ts';
import { unit } from '../../probes/service/probe.ts';
import { type Described, messageRule } from '../message-rule.ts';
import { startOver } from '../over/starts.ts';

export const startTimeout = messageRule({
  id: 'start-timeout',
  title: 'A start took longer than systemd waits',
  kind: 'problem',
  answers: ['preflight'],
  over: startOver,
  severity: 'critical',
  cause:
    'systemd ended the start at TimeoutStartSec (90 s by default): httpd waited for something, typically a pass phrase, name resolution, a slow disk, or (Type=forking) its pid file was not where PIDFile= says.',
  remedy:
    'Look at what the starting process waited for; do not just raise the limit. A key with a pass phrase needs SSLPassPhraseDialog exec:.',
  explains: ['start-failed', 'unit-failed', 'not-running'],
  mayRead: { unit },
  select: selectUnit(/(?:\bstart(?:-pre|-post)? operation|State 'start(?:-pre|-post)?') timed out/i),
  describe: (entries, _logs, { unit: service }) => described(unitOf(entries), service),
  withoutMessages({ unit: service }) {
    if (service?.result !== 'timeout' || service.active !== 'failed' || service.stateLine === undefined)
      return undefined;
    return {
      ...described(undefined, service),
      certainty: 'likely',
      evidence: [{ kind: 'quote', source: 'unit', text: service.stateLine }],
    };
  },
});

function described(logged: string | undefined, service: UnitFacts | undefined): Described {
  const name = logged ?? service?.unit;
  const limit = service?.startTimeoutSeconds;
  return {
    summary: `A start of ${name ?? 'Apache'} was ended by systemd's time limit${limit === undefined ? '' : ` of ${limit} s`}.`,
    facts: { unit: name, result: 'timeout', limit },
  };
}
