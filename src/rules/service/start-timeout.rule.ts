import { defineRule } from '../../model/rule.ts';
import { logs } from '../../probes/logs/logs.ts';
import { unit } from '../../probes/service/probe.ts';
import { hasSome, known, selectUnit, unitOf, withEvidence } from './message-rule.ts';

export const startTimeout = defineRule({
  id: 'start-timeout',
  title: 'A start took longer than systemd waits',
  kind: 'problem',
  answers: ['preflight'],
  severity: 'critical',
  cause:
    'systemd ended the start at TimeoutStartSec (90 s by default): httpd waited for something, typically a pass phrase, name resolution, a slow disk, or (Type=forking) its pid file was not where PIDFile= says.',
  remedy:
    'Look at what the starting process waited for; do not just raise the limit. A key with a pass phrase needs SSLPassPhraseDialog exec:.',
  explains: ['start-failed', 'unit-failed', 'not-running'],
  reads: { logs },
  mayRead: { unit },
  judge({ logs: all, unit: service }) {
    const entries = selectUnit(/start operation timed out/i)(all);
    const name = unitOf(entries) ?? service?.unit;
    const limit = service?.startTimeoutSeconds;
    const facts = known({ unit: name, result: 'timeout', limit });
    const summary = `A start of ${name ?? 'Apache'} was ended by systemd's time limit${limit === undefined ? '' : ` of ${limit} s`}.`;
    if (hasSome(entries)) return withEvidence({ summary, facts }, entries);
    if (service?.result !== 'timeout' || service.active !== 'failed' || service.stateLine === undefined)
      return undefined;
    return {
      summary,
      certainty: 'likely',
      evidence: [{ kind: 'quote', source: 'unit', text: service.stateLine }],
      facts,
    };
  },
});
