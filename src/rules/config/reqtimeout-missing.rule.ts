import { defineRule } from '../../model/rule.ts';
import { directives, modules } from '../../probes/config/probe.ts';

export const reqtimeoutMissing = defineRule({
  id: 'reqtimeout-missing',
  title: 'Nothing limits slow requests',
  kind: 'problem',
  answers: ['connections', 'hardening'],
  severity: 'warning',
  cause:
    'Without mod_reqtimeout a client may take as long as it likes to send a request (Timeout only bounds each pause), and holds a worker meanwhile: a single address can fill all slots (Slowloris). When loaded, its default is header=20-40,MinRate=500 body=20,MinRate=500.',
  remedy: 'Enable mod_reqtimeout; its defaults are fine. LimitRequestBody does not help against slowness.',
  runbook: 'harden',
  explains: ['slow-clients'],
  reads: { modules },
  mayRead: { directives },
  judge({ modules: { modules: loaded }, directives: config }) {
    if (!loaded.some(({ name }) => name === 'reqtimeout_module'))
      return {
        summary: 'mod_reqtimeout is not loaded: nothing limits how slowly a request may arrive.',
        evidence: [
          {
            kind: 'measure',
            source: 'modules',
            name: 'modules loaded, reqtimeout not among them',
            value: loaded.length,
            unit: 'modules',
          },
        ],
        facts: { module: 'mod_reqtimeout' },
      };
    const set = config?.directives.findLast(({ name }) => name === 'requestreadtimeout');
    if (set === undefined || !/\bheader=0\b/.test(set.text)) return undefined;
    return {
      summary: `RequestReadTimeout is switched off for headers (${set.file}:${set.line}).`,
      evidence: [{ kind: 'quote', source: 'directives', text: set.text }],
      facts: { directive: 'RequestReadTimeout', file: set.file, line: set.line },
    };
  },
});
