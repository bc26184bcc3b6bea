import type { ChangeRunbook, Look, Planned, PlanRequest } from '../../model/change-runbook.ts';
import type { Drift, Plan, Reason, SafetyCheck } from '../../model/plan.ts';
import { serverChecks } from './reload.ts';
import { hostRoom } from './server/host-room.ts';
import { notOwned, outsiderReasons, systemdUnit } from './server/own-unit.ts';
import { boundTo, driftFrom } from './server/preconditions.ts';
import { because, refused } from './server/refusal.ts';
import { serverRestored } from './server/restored.ts';
import { safetyOf } from './server/safety.ts';
import { baselineOf, runningServer } from './server/server.ts';
import { serviceProbes } from './server/service-probes.ts';
import { startLimit, startLimitReasons } from './server/start-limit.ts';
import { verifyStart } from './server/start-verify.ts';
import { commandSeconds, runningRequests } from './server/stopping.ts';
import { unitCommand } from './server/unit-command.ts';
import { takenPorts, unsaid } from './server/wanted-ports.ts';

/** A full stop and start by the unit: what a reload cannot bring into effect, at the price of a closed port. */
export const restart: ChangeRunbook = {
  verb: 'restart',
  probes: serviceProbes,
  verifySeconds: 30,
  plan: planRestart,
  drift: driftOf,
  baseline: baselineOf,
  verify: (_plan, baseline, look) => verifyStart(baseline, look),
  restored: serverRestored,
};

function planRestart({ look, options, changeId }: PlanRequest): Planned {
  const { reach } = look;
  if (!reach.reached) return refused(look.host, 'restart', [because(`The host cannot be reached: ${reach.detail}`)]);
  const server = runningServer(look);
  if (server === undefined)
    return refused(look.host, 'restart', [
      because('No Apache parent process runs here, so there is nothing to restart. If it should run: start.'),
    ]);
  const unit = systemdUnit(look);
  if (!unit.found) return refused(look.host, 'restart', [unit.reason]);
  const { preconditions, unseen } = boundTo(look);
  const { checks } = safetyOf(look, 'restart');
  const reasons = [...unseen, ...obstacles(look)];
  if (reasons.length > 0) return refused(look.host, 'restart', reasons);
  const plan: Plan = {
    verb: 'restart',
    host: look.host,
    options,
    changeId,
    steps: [
      {
        host: look.host,
        title: 'Stop and start',
        command: { argv: unitCommand('restart', unit.name), seconds: commandSeconds(unit.facts, 'stop and start') },
      },
    ],
    diff: '',
    preconditions,
    tier: 'disruptive',
    breakGlass: null,
    impact: `New connections are refused while the port is closed: two restarts of an idle server closed it for 84 to 470 ms in all (measured). ${runningRequests(look, unit.facts)} Keep-alive connections are closed. Counters, sessions in memory and caches of the server start anew.`,
    undo: {
      words:
        'None: a restart cannot be taken back. It takes up what is on disk; if that is wrong, restore the files and restart again.',
      steps: [],
    },
  };
  const reloadFile: SafetyCheck[] =
    unit.facts.needReload === true
      ? [
          {
            name: 'Unit file',
            passed: false,
            detail: 'changed on disk since systemd read it; the restart uses the old one (daemon-reload comes first)',
          },
        ]
      : [];
  return { offered: true, plan, checks: [...serverChecks(look, server), ...checks, ...reloadFile] };
}

/** Everything that speaks against it now: the same for the plan and right before the command. */
export function obstacles(look: Look): readonly Reason[] {
  const server = runningServer(look);
  const unit = systemdUnit(look);
  if (server === undefined) return [because('No Apache parent process runs here any more.')];
  if (!unit.found) return [unit.reason];
  const owned = notOwned(server, unit.name, 'restart');
  const taken = takenPorts(look);
  return [
    ...owned,
    ...(owned.length > 0 ? [] : outsiderReasons(server.survey, unit.name)),
    ...taken,
    ...unsaid(taken, safetyOf(look, 'restart').blocking),
    ...startLimitReasons(startLimit(look, unit.facts)),
    ...hostRoom(look, unit.facts),
  ];
}

function driftOf({ preconditions }: Plan, look: Look): readonly Drift[] {
  return [
    ...driftFrom(preconditions, look),
    ...obstacles(look).map(({ why }) => ({ what: 'Still safe', planned: 'yes', now: why })),
  ];
}
