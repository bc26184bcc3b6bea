import type { Baseline, Look, Planned } from '../../model/change-runbook.ts';
import type { Drift, Plan, Reason, SafetyCheck, Verification } from '../../model/plan.ts';
import { isApacheHolder } from '../../probes/workers/capacity.ts';
import { defineChange, type NoOptions, nothing, type RequestOf } from '../define-change.ts';
import { lifeQuotes, since } from './server/log-lines.ts';
import { notOwned, outsiderReasons, systemdUnit } from './server/own-unit.ts';
import { type Point, verificationOf } from './server/points.ts';
import { boundTo, driftFrom } from './server/preconditions.ts';
import { because, refused } from './server/refusal.ts';
import { serverRestored } from './server/restored.ts';
import { serverChecks } from './server/running.ts';
import { safetyOf } from './server/safety.ts';
import { factsOf, listeningOf, runningServer, serverSources } from './server/server.ts';
import { serviceProbes } from './server/service-probes.ts';
import { commandSeconds, runningRequests } from './server/stopping.ts';
import { unitCommand } from './server/unit-command.ts';

/** Stops the server through its unit, as gracefully as that unit stops it. */
export const stop = defineChange({
  verb: 'stop',
  place: 40,
  summary: 'Plans a graceful stop: running requests finish, new ones are refused.',
  examples: ['stop web-03'],
  alsoTried: ['off', 'down', 'graceful-stop', 'quit'],
  title: 'Graceful stop of {host}',
  button: 'Plan a graceful stop',
  takes: nothing,
  tiers: ['disruptive'],
  rights: { unit: ['stop', 'start'] },
  takenBackBy: 'start, but never by itself',
  proof: ['service-changes'],
  never: [
    {
      id: 'kill',
      words: ['kill', 'killall', 'killall5', 'pkill', 'xkill', 'skill', 'kill-9', 'term'],
      why: 'A process is never killed by name or by pid: the name may be another Apache’s or a customer’s program, the pid may be reused by the time it is sent, and SIGKILL leaves semaphores and a stale pid file behind.',
      instead:
        'stop ends the server through its unit; release-port stops the unit that holds a port; diagnose shows processes that linger, with what they serve.',
    },
  ],
  endsService: true,
  probes: serviceProbes,
  verifySeconds: 20,
  plan: planStop,
  drift: driftOf,
  verify: (_plan, baseline, look) => verifyStop(baseline, look),
  restored: serverRestored,
});

function planStop({ look, options, changeId }: RequestOf<NoOptions>): Planned {
  const { host } = look;
  const server = runningServer(look);
  if (server === undefined) return refused(host, 'stop', notRunning(look));
  const unit = systemdUnit(look);
  if (!unit.found) return refused(host, 'stop', [unit.reason]);
  const { preconditions, unseen } = boundTo(look);
  const reasons = [...unseen, ...obstacles(look)];
  if (reasons.length > 0) return refused(host, 'stop', reasons);
  const comingBack = safetyOf(look, 'restart').blocking;
  const sockets = listeningOf(look, server.root.pid) ?? [];
  const plan: Plan = {
    verb: 'stop',
    host,
    options,
    changeId,
    steps: [
      {
        host,
        title: 'Stop',
        command: { argv: unitCommand('stop', unit.name), seconds: commandSeconds(unit.facts, 'stop') },
      },
    ],
    diff: '',
    preconditions,
    tier: 'disruptive',
    breakGlass: null,
    impact: `${sockets.join(', ') || 'No socket'} will be closed: every new connection is refused until somebody starts ${unit.name} again. ${runningRequests(look, unit.facts)}${comingBack.length === 0 ? '' : ' The configuration on disk would not start again as it is.'}`,
    undo:
      comingBack.length === 0
        ? {
            words: `Start ${unit.name} again: the configuration on disk passes the checks for that now.`,
            steps: [
              {
                host,
                title: 'Start again',
                command: {
                  argv: unitCommand('start', unit.name),
                  seconds: commandSeconds(unit.facts, 'stop and start'),
                },
              },
            ],
          }
        : {
            words: `Start ${unit.name} again, but not before this is fixed: ${comingBack.map(({ why }) => why).join(' ')}`,
            steps: [],
          },
  };
  return { offered: true, plan, checks: [...serverChecks(look, server), comingBackCheck(comingBack)] };
}

function comingBackCheck(reasons: readonly Reason[]): SafetyCheck {
  const name = 'Could start again';
  if (reasons.length === 0) return { name, passed: true, detail: 'the configuration on disk passes the checks' };
  return { name, passed: false, detail: reasons.map(({ why }) => why).join(' ') };
}

function notRunning(look: Look): readonly Reason[] {
  const unit = factsOf(look, serverSources.unit);
  const state = unit === undefined ? '' : ` (${look.layout?.unit ?? 'the unit'} is ${unit.active ?? 'unknown'})`;
  return [because(`No Apache parent process runs here, so there is nothing to stop${state}.`)];
}

function obstacles(look: Look): readonly Reason[] {
  const server = runningServer(look);
  const unit = systemdUnit(look);
  if (server === undefined) return [because('No Apache parent process runs here any more.')];
  if (!unit.found) return [unit.reason];
  const owned = notOwned(server, unit.name, 'stop');
  return owned.length > 0 ? owned : outsiderReasons(server.survey, unit.name);
}

function driftOf(plan: Plan, look: Look): readonly Drift[] {
  const broken = safetyOf(look, 'restart').blocking;
  const promised = plan.undo.steps.length > 0 ? broken : [];
  return [
    ...driftFrom(plan.preconditions, look),
    ...obstacles(look).map(({ why }) => ({ what: 'Still possible', planned: 'yes', now: why })),
    ...promised.map(({ why }) => ({ what: 'Could start again', planned: 'yes', now: why })),
  ];
}

/** No parent, no socket, and systemd's word that it ended by itself. Nothing here is proof that the stop made things worse, so nothing starts it again unasked. */
function verifyStop(baseline: Baseline, look: Look): Verification {
  return verificationOf(
    [gonePoint(baseline, look), closedPoint(baseline, look), ...unitPoints(look)],
    lifeQuotes(since(look, baseline)),
  );
}

function gonePoint({ parent }: Baseline, look: Look): Point {
  const name = 'No parent';
  const survey = factsOf(look, serverSources.survey);
  if (survey === undefined || !survey.processesVisible)
    return { name, passed: false, detail: 'the process table could not be read' };
  const server = runningServer(look);
  if (server === undefined)
    return { name, passed: true, detail: parent === null ? 'none runs' : `pid ${parent.pid} is gone` };
  return {
    name,
    passed: false,
    detail: `pid ${server.root.pid} runs${server.root.pid === parent?.pid ? ', the one of before' : ''}`,
  };
}

function closedPoint({ listening }: Baseline, look: Look): Point {
  const name = 'Sockets closed';
  const facts = factsOf(look, serverSources.listeners);
  if (facts === undefined) return { name, passed: false, detail: 'who listens could not be seen' };
  const open = facts.listeners.filter(
    ({ address, port, holders }) =>
      holders.some(isApacheHolder) || (listening?.includes(`${address}:${port}`) === true && holders.length === 0),
  );
  if (open.length === 0) return { name, passed: true, detail: (listening ?? []).join(', ') || 'none is left' };
  return {
    name,
    passed: false,
    detail: `still open: ${open.map(({ address, port }) => `${address}:${port}`).join(', ')}`,
  };
}

function unitPoints(look: Look): readonly Point[] {
  const unit = factsOf(look, serverSources.unit);
  if (unit === undefined) return [{ name: 'Unit', passed: false, detail: 'its state could not be read' }];
  const { active = 'unknown', sub = '', result = 'unknown' } = unit;
  return [
    { name: 'Unit', passed: active === 'inactive', detail: `${look.layout?.unit ?? 'the unit'} is ${active} (${sub})` },
    {
      name: 'Ended by itself',
      passed: result === 'success',
      detail:
        result === 'timeout'
          ? 'result timeout: it did not end in time and systemd killed what was left, with the requests in it'
          : `result ${result}`,
    },
  ];
}
