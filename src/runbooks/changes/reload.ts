import type { ChangeRunbook, Look, Planned, PlanRequest } from '../../model/change-runbook.ts';
import type { Drift, Plan, Reason, SafetyCheck } from '../../model/plan.ts';
import { boundTo, driftFrom } from './server/preconditions.ts';
import { because, refused } from './server/refusal.ts';
import { verifyReload } from './server/reload-verify.ts';
import { serverRestored } from './server/restored.ts';
import { safetyOf, serverProbes } from './server/safety.ts';
import { baselineOf, factsOf, runningServer, type Server, serverSources } from './server/server.ts';
import { RELOAD_SECONDS, reloadCommand } from './server/unit-command.ts';

/** A graceful reload: the parent stays, re-reads its configuration and starts a new generation of children. */
export const reload: ChangeRunbook = {
  verb: 'reload',
  probes: serverProbes,
  verifySeconds: 20,
  plan: planReload,
  drift: driftOf,
  baseline: baselineOf,
  verify: (_plan, baseline, look) => verifyReload(baseline, look),
  restored: serverRestored,
};

function planReload({ look, options, changeId }: PlanRequest): Planned {
  const { reach, layout } = look;
  if (!reach.reached) return refused(look.host, 'reload', [because(`The host cannot be reached: ${reach.detail}`)]);
  const server = runningServer(look);
  const { preconditions, unseen } = boundTo(look);
  const { checks, blocking } = safetyOf(look, 'reload');
  const reasons = server === undefined ? [noParent] : [...ambiguous(server), ...unseen, ...blocking];
  if (server === undefined || layout === undefined || reasons.length > 0) return refused(look.host, 'reload', reasons);
  const plan: Plan = {
    verb: 'reload',
    host: look.host,
    options,
    changeId,
    steps: [
      {
        host: look.host,
        title: 'Reload gracefully',
        command: { argv: reloadCommand(layout, server.root.unit), seconds: RELOAD_SECONDS },
      },
    ],
    diff: '',
    preconditions,
    tier: 'reversible',
    breakGlass: null,
    impact: `Running requests finish. Idle keep-alive connections are closed, so a client that does not retry may see one failed request. ${pauseOf(mpmOf(look))}`,
    undo: {
      words:
        'Restore the configuration files as they were before, then plan another reload: it cuts no request either.',
      steps: [],
    },
  };
  return { offered: true, plan, checks: [...serverChecks(look, server), ...checks] };
}

const noParent = because(
  'No Apache parent process runs here, so there is nothing to reload. (httpd -k graceful would start one instead.)',
);

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

function driftOf({ preconditions }: Plan, look: Look): readonly Drift[] {
  const unsafe = safetyOf(look, 'reload').blocking;
  return [
    ...driftFrom(preconditions, look),
    ...unsafe.map(({ why }) => ({ what: 'Still safe', planned: 'yes', now: why })),
  ];
}
