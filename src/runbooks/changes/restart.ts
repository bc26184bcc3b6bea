import type { Look, Planned } from '../../model/change-runbook.ts';
import type { Drift, Plan, SafetyCheck } from '../../model/plan.ts';
import { defineChange, type NoOptions, nothing, type RequestOf } from '../define-change.ts';
import { systemdUnit } from './server/own-unit.ts';
import { boundTo, driftFrom } from './server/preconditions.ts';
import { because, refused } from './server/refusal.ts';
import { restartObstacles } from './server/restart-obstacles.ts';
import { serverRestored } from './server/restored.ts';
import { serverChecks } from './server/running.ts';
import { safetyOf } from './server/safety.ts';
import { runningServer } from './server/server.ts';
import { serviceProbes } from './server/service-probes.ts';
import { verifyStart } from './server/start-verify.ts';
import { commandSeconds, runningRequests } from './server/stopping.ts';
import { unitCommand } from './server/unit-command.ts';

/** A full stop and start by the unit: what a reload cannot bring into effect, at the price of a closed port. */
export const restart = defineChange({
  verb: 'restart',
  place: 20,
  summary: 'Plans a full restart: it cuts running requests, and only a server that would start again is stopped.',
  examples: [
    'restart web-03',
    'restart web-03 --dry-run',
    'restart web-03 --break-glass "site is down, nobody else here"',
  ],
  alsoTried: ['bounce', 'full-restart', 'force-restart', 'recycle', 'cycle'],
  title: 'Full restart of {host}',
  button: 'Plan a full restart',
  takes: nothing,
  tiers: ['disruptive'],
  rights: { unit: ['restart'] },
  takenBackBy: 'none',
  proof: ['service-changes', 'lost-connection'],
  probes: serviceProbes,
  verifySeconds: 30,
  plan: planRestart,
  drift: driftOf,
  verify: (_plan, baseline, look) => verifyStart(baseline, look),
  restored: serverRestored,
});

function planRestart({ look, options, changeId }: RequestOf<NoOptions>): Planned {
  const server = runningServer(look);
  if (server === undefined)
    return refused(look.host, 'restart', [
      because('No Apache parent process runs here, so there is nothing to restart. If it should run: start.'),
    ]);
  const unit = systemdUnit(look);
  if (!unit.found) return refused(look.host, 'restart', [unit.reason]);
  const { preconditions, unseen } = boundTo(look);
  const { checks } = safetyOf(look, 'restart');
  const reasons = [...unseen, ...restartObstacles(look)];
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
        'None: a restart cannot be undone. It takes up what is on disk; if that is wrong, restore the files and restart again.',
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

function driftOf({ preconditions }: Plan, look: Look): readonly Drift[] {
  return [
    ...driftFrom(preconditions, look),
    ...restartObstacles(look).map(({ why }) => ({ what: 'Still safe', planned: 'yes', now: why })),
  ];
}
