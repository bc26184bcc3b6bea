import type { Look } from '../../../model/change-runbook.ts';
import type { Reason, SafetyCheck } from '../../../model/plan.ts';
import { because } from './refusal.ts';
import { factsOf, type Server, serverSources } from './server.ts';

/** Without a unit, which of several parents would answer is not certain. */
export function ambiguous({ root, survey }: Server): readonly Reason[] {
  const parents = survey.roots.filter(({ role }) => role === 'parent');
  if (root.unit !== undefined || parents.length <= 1) return [];
  return [
    because(`${parents.length} Apache parents run and no unit owns them: which one would answer is not certain.`),
  ];
}

/** The MPM that runs, else the one that is configured. */
export function mpmOf(look: Look): string | undefined {
  return factsOf(look, serverSources.statusPage)?.mpm ?? factsOf(look, serverSources.version)?.mpm;
}

/** How long new requests wait: the event MPM's parent may sleep a full second before it starts new children (event.c, server_main_loop). Worker was not measured and is treated alike; prefork's longest gap was 0.2 s under load. */
export function pauseOf(mpm: string | undefined): string {
  if (mpm === 'event' || mpm === 'worker') return `New requests may wait up to a second (${mpm} MPM); none is refused.`;
  if (mpm === 'prefork') return 'New requests hardly wait (prefork MPM); none is refused.';
  return 'New requests may wait up to a second, depending on the MPM; none is refused.';
}

/** What was seen of the running server, for the card. */
export function serverChecks(look: Look, { root }: Server): readonly SafetyCheck[] {
  const generation = factsOf(look, serverSources.statusPage)?.mpmGeneration;
  return [
    {
      name: 'Parent',
      passed: true,
      detail: `pid ${root.pid}${root.unit === undefined ? ', no unit owns it' : `, owned by ${root.unit}`}`,
    },
    {
      name: 'Reloads so far',
      passed: generation !== undefined,
      detail: generation === undefined ? 'the status page did not say; the log will have to do' : String(generation),
    },
  ];
}
