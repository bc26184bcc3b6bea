import type { Quote } from '../../model/finding.ts';
import { defineRule, notApplicable } from '../../model/rule.ts';
import { logs } from '../../probes/combined/logs.ts';
import { quoteOf } from '../../probes/logs/select.ts';
import { lifeOf } from '../../probes/service/lifecycle.ts';
import { version } from '../../probes/service/probe.ts';

const named = /Apache\/((?:1|2)\.\d+(?:\.\d+)?)/;

export const eolVersion = defineRule({
  id: 'eol-version',
  title: 'This httpd is no longer maintained',
  kind: 'hygiene',
  answers: ['hardening'],
  over: { never: 'the version is that of the running server' },
  severity: 'notice',
  cause:
    'Only 2.4 is maintained by the Apache project; 2.2 ended in 2018. Distributions may still patch old packages, so the number alone does not tell which fixes are in.',
  remedy:
    'Plan the move to 2.4. Advice and directive names for 2.4 (MaxRequestWorkers, Require, mod_systemd) do not apply here.',
  reads: {},
  mayRead: { version, logs },
  judge({ version: built, logs: all }) {
    if (built === undefined && all === undefined) return notApplicable('the version is not known');
    const last = all === undefined ? undefined : lifeOf(all).findLast(({ kind }) => kind === 'running')?.entry;
    const number = built?.version ?? named.exec(last?.message ?? '')?.[1];
    if (number === undefined || !/^(?:1\.|2\.[0-3](?:\.|$))/.test(number)) return undefined;
    const quote: Quote | undefined =
      built !== undefined ? { kind: 'quote', source: 'version', text: built.server } : last && quoteOf(last);
    if (quote === undefined) return undefined;
    return { summary: `Apache ${number} is no longer maintained.`, evidence: [quote], facts: { version: number } };
  },
});
