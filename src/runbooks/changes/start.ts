import type { Look, Planned } from '../../model/change-runbook.ts';
import type { Drift, Plan, PlanStep, Reason } from '../../model/plan.ts';
import type { UnitFacts } from '../../probes/service/facts.ts';
import { defineChange, type NoOptions, nothing, type RequestOf } from '../define-change.ts';
import { hostRoom } from './server/host-room.ts';
import { blindReasons, outsiderReasons, systemdUnit } from './server/own-unit.ts';
import { boundTo, driftFrom } from './server/preconditions.ts';
import { because, refused } from './server/refusal.ts';
import { serverRestored } from './server/restored.ts';
import { safetyOf } from './server/safety.ts';
import { factsOf, runningServer, serverSources } from './server/server.ts';
import { serviceProbes } from './server/service-probes.ts';
import { isLimitHit, startLimit, wouldHit } from './server/start-limit.ts';
import { verifyStart } from './server/start-verify.ts';
import { commandSeconds } from './server/stopping.ts';
import { RESET_SECONDS, unitCommand } from './server/unit-command.ts';
import { takenPorts, unsaid, wantedPorts } from './server/wanted-ports.ts';

/** Starts the unit when no Apache runs, and only when it would come up. */
export const start = defineChange({
  verb: 'start',
  place: 30,
  summary: 'Plans to start a stopped server, when its configuration would load and its ports are free.',
  examples: ['start web-03'],
  alsoTried: ['run', 'boot', 'launch', 'on'],
  title: 'Start of Apache on {host}',
  button: 'Plan a start',
  takes: nothing,
  tiers: ['reversible'],
  rights: { unit: ['start', 'stop', 'reset-failed'] },
  takenBackBy: 'stop',
  proof: ['service-changes'],
  probes: serviceProbes,
  verifySeconds: 30,
  plan: planStart,
  drift: driftOf,
  verify: (_plan, baseline, look) => verifyStart(baseline, look),
  restored: serverRestored,
});

function planStart({ look, options, changeId }: RequestOf<NoOptions>): Planned {
  const { host } = look;
  const unit = systemdUnit(look);
  const { preconditions, unseen } = boundTo(look);
  const reasons = runsAlready(look) ?? [...unseen, ...obstacles(look)];
  if (!unit.found || reasons.length > 0) return refused(host, 'start', unit.found ? reasons : [unit.reason]);
  const reset = resetWanted(look, unit.facts);
  const step = (title: string, verb: 'start' | 'reset-failed', seconds: number): PlanStep => ({
    host,
    title,
    command: { argv: unitCommand(verb, unit.name), seconds },
  });
  const seconds = commandSeconds(unit.facts, 'stop and start');
  const ports = wantedPorts(look) ?? [];
  const plan: Plan = {
    verb: 'start',
    host,
    options,
    changeId,
    steps: [
      ...(reset === undefined ? [] : [step('Clear the start limit', 'reset-failed', RESET_SECONDS)]),
      step('Start', 'start', seconds),
    ],
    diff: '',
    preconditions,
    tier: 'reversible',
    breakGlass: null,
    impact: `Cuts no request: no Apache runs here now. httpd will listen on port ${ports.join(', ')}.${reset === undefined ? '' : ` ${reset}`}`,
    undo: {
      words: `Stop ${unit.name} again: nothing serves here then, as now.`,
      steps: [{ host, title: 'Stop again', command: { argv: unitCommand('stop', unit.name), seconds } }],
    },
  };
  const { checks } = safetyOf(look, 'restart');
  return {
    offered: true,
    plan,
    checks: [
      {
        name: 'Unit',
        passed: true,
        detail: `${unit.name} is ${unit.facts.active ?? 'in an unknown state'}, result ${unit.facts.result ?? 'unknown'}`,
      },
      { name: 'Other Apaches', passed: true, detail: 'none outside of the unit' },
      { name: 'Ports', passed: true, detail: `${ports.join(', ')} free` },
      ...checks,
    ],
  };
}

/** Words for the step that clears the start limit, where systemd would refuse the start without it. */
function resetWanted(look: Look, unit: UnitFacts): string | undefined {
  const limit = startLimit(look, unit);
  if (isLimitHit(unit))
    return 'systemd refused the last start (start-limit-hit), so its counter is cleared first, once: fix what made it start so often, or it ends there again.';
  if (!limit.known || !wouldHit(limit)) return undefined;
  return `${limit.starts} starts in the last ${limit.seconds} s are as many as systemd allows (${limit.burst}), so its counter is cleared first, once.`;
}

function runsAlready(look: Look): readonly Reason[] | undefined {
  const server = runningServer(look);
  if (server === undefined || server.root.unit === undefined || server.root.unit !== look.layout?.unit)
    return undefined;
  return [because(`Apache runs already: parent pid ${server.root.pid}, owned by ${server.root.unit}.`)];
}

function obstacles(look: Look): readonly Reason[] {
  const survey = factsOf(look, serverSources.survey);
  const unit = systemdUnit(look);
  if (!unit.found) return [unit.reason];
  const limit = startLimit(look, unit.facts);
  const taken = takenPorts(look);
  return [
    ...blindReasons(survey),
    ...(survey === undefined ? [] : outsiderReasons(survey, unit.name)),
    ...stateReasons(unit.name, unit.facts),
    ...taken,
    ...unsaid(taken, safetyOf(look, 'restart').blocking),
    ...(limit.known ? [] : [because(`Whether systemd would refuse the start is not known: ${limit.why}.`)]),
    ...hostRoom(look, unit.facts),
  ];
}

/** States in which `systemctl start` does nothing, or something else than it says. */
function stateReasons(name: string, { active, sub, nRestarts }: UnitFacts): readonly Reason[] {
  if (active === 'inactive' || active === 'failed') return [];
  if (sub === 'auto-restart')
    return [
      because(
        `systemd is starting ${name} again and again by itself (${nRestarts ?? 'several'} times so far): one more start changes nothing. Fix what ends it; diagnose tells.`,
      ),
    ];
  if (active === 'active')
    return [
      because(
        `systemd takes ${name} for active (${sub ?? ''}) although no Apache runs, so a start would do nothing. Stop the unit first.`,
      ),
    ];
  return [because(`${name} is ${active ?? 'in an unknown state'} (${sub ?? ''}): wait until systemd is done with it.`)];
}

function driftOf(plan: Plan, look: Look): readonly Drift[] {
  const running = runsAlready(look) ?? [];
  return [
    ...driftFrom(plan.preconditions, look),
    ...[...running, ...obstacles(look)].map(({ why }) => ({ what: 'Still safe', planned: 'yes', now: why })),
    ...limitDrift(plan, look),
  ];
}

/** A start that needs no reset when planned and one now was not approved that way. */
function limitDrift({ steps }: Plan, look: Look): readonly Drift[] {
  const unit = systemdUnit(look);
  if (!unit.found || steps.length > 1 || resetWanted(look, unit.facts) === undefined) return [];
  return [{ what: 'Start limit', planned: 'not reached', now: 'reached: systemd would refuse the start' }];
}
