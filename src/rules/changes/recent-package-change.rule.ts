import { defined } from '../../lib/defined.ts';
import { defineRule, notApplicable } from '../../model/rule.ts';
import { packages } from '../../probes/changes/probe.ts';
import { RECENT_MS } from './recent.ts';

export const recentPackageChange = defineRule({
  id: 'recent-package-change',
  title: 'Packages that httpd runs on changed lately',
  kind: 'problem',
  answers: ['changes'],
  severity: 'notice',
  cause:
    'An update replaces modules and libraries under a running server, may restart or reload it, and may bring another web server that takes the port.',
  remedy:
    'Compare the time with the start of the trouble; the stale-binary check tells whether the old program still runs.',
  reads: { packages },
  judge({ packages: { changes } }, { now }) {
    if (now === undefined) return notApplicable('the host’s clock is not known');
    const recent = changes.filter(({ at }) => {
      const age = Date.parse(now) - Date.parse(at ?? '');
      return age <= RECENT_MS && age >= -60_000;
    });
    const newest = recent.at(-1);
    if (newest === undefined) return undefined;
    const names = [...new Set(recent.map(({ name }) => name))];
    const { at } = newest;
    return {
      summary: `${names.length === 1 ? `The package ${names[0]}` : `${names.length} packages (${names.slice(-4).join(', ')}${names.length > 4 ? ', …' : ''})`} changed in the last three days, last ${newest.action} of ${newest.name}${newest.to === undefined ? '' : ` to ${newest.to}`}.`,
      evidence: [{ kind: 'quote', source: 'packages', text: newest.line, ...defined({ at }) }],
      facts: { count: recent.length, packages: names.slice(0, 40) },
      at,
    };
  },
});
