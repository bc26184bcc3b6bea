import type { FindingId } from '../../model/finding.ts';
import { defineRule, notApplicable } from '../../model/rule.ts';
import { reloadHazards } from './hazards.ts';
import { hazardSources, reloadFactsOf } from './sources.ts';

export const reloadUnsafe = defineRule({
  id: 'reload-unsafe',
  title: 'A reload of what is on disk would not end well',
  kind: 'problem',
  answers: ['configtest', 'preflight'],
  over: { never: 'it is judged by the files as they are' },
  severity: 'critical',
  cause:
    'A reload drops the old configuration before it reads the new one, and any failure then ends the server; log rotation reloads too. The syntax check sees neither keys that do not fit, nor Listen lines that cannot bind, nor another MPM, nor log programs that are gone, nor variables that only the new environment has.',
  remedy: 'Fix what is named before anything reloads or restarts the server, including logrotate tonight.',
  runbook: 'preflight',
  reads: {},
  mayRead: hazardSources,
  judge(facts) {
    if (facts.configtest === undefined && facts.certificates === undefined && facts.directives === undefined)
      return notApplicable('nothing is known of the configuration on disk');
    if (facts.processes === undefined && facts.unit === undefined)
      return notApplicable('whether a server runs is not known');
    if (!isRunning(facts)) return undefined;
    const hazards = reloadHazards(reloadFactsOf(facts));
    const blocking = hazards.filter(({ blocks }) => blocks);
    const [first, ...more] = blocking.flatMap(({ evidence }) => evidence);
    if (blocking.length === 0 || first === undefined) return undefined;
    const others =
      blocking.length > 1
        ? ` (and ${blocking.length === 2 ? 'one more reason' : `${blocking.length - 1} more reasons`})`
        : '';
    return {
      summary: `The running server would not survive a reload: ${blocking[0]?.why ?? ''}${others}.`,
      evidence: [first, ...more.slice(0, 3)],
      facts: { reason: blocking[0]?.why ?? '', reasons: hazards.map(({ id, why, blocks }) => ({ id, why, blocks })) },
      explains: [] satisfies FindingId[],
    };
  },
});

function isRunning(facts: {
  readonly processes: { readonly processes: readonly unknown[] } | undefined;
  readonly unit: { readonly active?: string | undefined } | undefined;
}): boolean {
  if (facts.processes !== undefined) return facts.processes.processes.length > 0;
  return facts.unit?.active === 'active' || facts.unit?.active === 'reloading';
}
