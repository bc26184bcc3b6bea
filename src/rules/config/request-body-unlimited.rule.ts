import { defineRule } from '../../model/rule.ts';
import { directives } from '../../probes/config/probe.ts';
import { version } from '../../probes/service/probe.ts';

export const requestBodyUnlimited = defineRule({
  id: 'request-body-unlimited',
  title: 'Request bodies have no size limit',
  kind: 'hygiene',
  answers: ['hardening'],
  severity: 'notice',
  cause:
    'LimitRequestBody 0 means no limit, and before 2.4.54 that was the default (since then 1 GiB). It bounds size only: slow uploads are for mod_reqtimeout to limit.',
  remedy: 'Outside incidents: set a LimitRequestBody that the largest legitimate upload fits in.',
  runbook: 'harden',
  reads: { directives },
  mayRead: { version },
  judge({ directives: config, version: built }) {
    const set = config.directives.findLast(
      ({ name, sections, vhost }) => name === 'limitrequestbody' && vhost === undefined && sections.length === 0,
    );
    if (set !== undefined && set.args[0] === '0')
      return {
        summary: `LimitRequestBody is 0 (${set.file}:${set.line}): request bodies of any size are accepted.`,
        evidence: [{ kind: 'quote', source: 'directives', text: set.text }],
        facts: { directive: 'LimitRequestBody', file: set.file, line: set.line },
      };
    const patch = Number(/^2\.4\.(\d{1,3})$/.exec(built?.version ?? '')?.[1] ?? Number.NaN);
    if (set !== undefined || config.from === 'files' || config.unreadable.length > 0 || built === undefined)
      return undefined;
    if (!(patch < 54) && !/^2\.[0-3]\./.test(built.version ?? '')) return undefined;
    return {
      summary: `LimitRequestBody is not set and Apache ${built.version ?? ''} has no limit by default.`,
      certainty: 'likely',
      evidence: [{ kind: 'quote', source: 'version', text: built.server }],
      facts: { directive: 'LimitRequestBody', version: built.version ?? '' },
    };
  },
});
