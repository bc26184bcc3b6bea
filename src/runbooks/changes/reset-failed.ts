import type { Baseline, Look, Planned } from '../../model/change-runbook.ts';
import type { Drift, Plan, Precondition, Verification } from '../../model/plan.ts';
import type { UnitFacts } from '../../probes/service/facts.ts';
import { defineChange, type NoOptions, nothing, type RequestOf } from '../define-change.ts';
import { systemdUnit } from './server/own-unit.ts';
import { type Point, sameParentPoint, verificationOf } from './server/points.ts';
import { because, refused } from './server/refusal.ts';
import { bootAndParent, differences } from './server/seen-state.ts';
import { factsOf, runningServer, serverSources } from './server/server.ts';
import { serviceProbes } from './server/service-probes.ts';
import { isLimitHit } from './server/start-limit.ts';
import { RESET_SECONDS, unitCommand } from './server/unit-command.ts';

/** Clears systemd's mark of failure and its count of starts; the server itself stays as it is. */
export const resetFailed = defineChange({
  verb: 'reset-failed',
  place: 50,
  summary: 'Plans to clear the unit’s failure count, so that systemd starts it again.',
  examples: ['reset-failed web-03'],
  looksAt: 'the unit, its state and its start limit',
  alsoTried: ['resetfailed', 'reset', 'clear-failed', 'unfail'],
  title: 'Failure count reset on {host}',
  button: 'Plan to reset the failure count',
  takes: nothing,
  tiers: ['reversible'],
  rights: { unit: ['reset-failed'] },
  takenBackBy: 'none needed',
  proof: ['service-changes'],
  probes: serviceProbes,
  verifySeconds: 6,
  plan: planReset,
  drift: driftOf,
  verify: (_plan, baseline, look) => verifyReset(baseline, look),
  restored: (_plan, baseline, look) => verifyReset(baseline, look),
});

const STATE = 'State of the unit';

function planReset({ look, options, changeId }: RequestOf<NoOptions>): Planned {
  const { host } = look;
  const unit = systemdUnit(look);
  if (!unit.found) return refused(host, 'reset-failed', [unit.reason]);
  const { name, facts } = unit;
  if (!isFailed(facts))
    return refused(host, 'reset-failed', [
      because(`${name} is ${stateOf(facts)}: nothing failed and no start limit was hit, so there is nothing to reset.`),
    ]);
  const preconditions = boundOf(look);
  if (preconditions.some(({ value }) => value === ''))
    return refused(host, 'reset-failed', [
      because('The boot id could not be read, so a restart of the host could not be noticed.'),
    ]);
  const plan: Plan = {
    verb: 'reset-failed',
    host,
    options,
    changeId,
    steps: [
      {
        host,
        title: 'Reset the failed state',
        command: { argv: unitCommand('reset-failed', name), seconds: RESET_SECONDS },
      },
    ],
    diff: '',
    preconditions,
    tier: 'reversible',
    breakGlass: null,
    impact: `Cuts nothing and starts nothing: systemd forgets that ${name} failed (${stateOf(facts)}) and counts its starts from 0. ${runningServer(look) === undefined ? 'Apache stays stopped; to start it: start.' : 'The Apache that runs is not touched.'}`,
    undo: { words: 'None needed: only systemd’s own counters change.', steps: [] },
  };
  const { result = 'unknown', nRestarts } = facts;
  return {
    offered: true,
    plan,
    checks: [
      { name: 'Unit', passed: true, detail: `${name} is ${stateOf(facts)}` },
      {
        name: 'Cause',
        passed: false,
        detail: `result ${result}${nRestarts === undefined ? '' : `, ${nRestarts} restarts by systemd`}: this fixes nothing of it`,
      },
    ],
  };
}

function isFailed(facts: UnitFacts): boolean {
  return facts.active === 'failed' || (facts.active === 'inactive' && isLimitHit(facts));
}

function stateOf({ active = 'unknown', sub = '', result = 'unknown' }: UnitFacts): string {
  return `${active} (${sub}), result ${result}`;
}

function boundOf(look: Look): readonly Precondition[] {
  const unit = systemdUnit(look);
  return [...bootAndParent(look), { what: STATE, value: unit.found ? stateOf(unit.facts) : '' }];
}

function driftOf({ preconditions }: Plan, look: Look): readonly Drift[] {
  return differences(preconditions, boundOf(look));
}

function verifyReset(baseline: Baseline, look: Look): Verification {
  const server = runningServer(look);
  return verificationOf([
    statePoint(look),
    baseline.parent === null
      ? {
          name: 'Still stopped',
          passed: server === undefined,
          detail: server === undefined ? 'no Apache parent runs, as before' : `pid ${server.root.pid} runs now`,
        }
      : sameParentPoint(baseline, server),
  ]);
}

function statePoint(look: Look): Point {
  const name = 'Unit';
  const facts = factsOf(look, serverSources.unit);
  if (facts === undefined) return { name, passed: false, detail: 'its state could not be read' };
  const detail = `${look.layout?.unit ?? 'the unit'} is ${stateOf(facts)}`;
  return { name, passed: facts.active !== 'failed' && !isLimitHit(facts), fatal: facts.active === 'failed', detail };
}
