import type { Baseline, Look, Planned } from '../../model/change-runbook.ts';
import type { Drift, Plan, Precondition, Verification } from '../../model/plan.ts';
import { semaphores } from '../../probes/limits/probe.ts';
import { saying, withCode } from '../../probes/logs/select.ts';
import { defineChange, type NoOptions, nothing, type RequestOf } from '../define-change.ts';
import { semaphoresCommand } from './helper/editor.ts';
import { deadArrays } from './server/dead-arrays.ts';
import { since } from './server/log-lines.ts';
import { type Point, requestPoint, sameParentPoint, verificationOf } from './server/points.ts';
import { because, refused } from './server/refusal.ts';
import { bootAndParent, differences } from './server/seen-state.ts';
import { factsOf, runningServer } from './server/server.ts';
import { serviceProbes } from './server/service-probes.ts';

/** Arrays in one change; the helper takes no more words than that. */
const MOST = 64;

/** Removes SysV semaphore arrays that dead servers left behind, each by its id. */
export const clearSemaphores = defineChange({
  verb: 'clear-semaphores',
  place: 130,
  summary: 'Plans to remove semaphores whose owner is dead, by their exact ids.',
  examples: ['clear-semaphores web-03'],
  looksAt: 'the System V semaphores, who made them, and which of these processes still live',
  alsoTried: ['semaphores', 'sems', 'clear-sems', 'ipcs'],
  title: 'Semaphores cleared on {host}',
  button: 'Plan to clear semaphores',
  takes: nothing,
  tiers: ['disruptive'],
  rights: {
    helper: [{ pattern: '^semaphores( [0-9]{1,10}){1,64}$', sample: ['semaphores', '0', '32768'] }],
  },
  takenBackBy: 'none: it cannot be undone',
  proof: ['service-changes', 'edits'],
  never: [
    {
      id: 'all-semaphores',
      words: ['ipcrm', 'ipcrm-all', 'clear-ipc', 'clean-ipc'],
      why: 'Removing all semaphores of an account ends every live server that uses one of them (AH00144, AH00050).',
      instead: 'clear-semaphores removes exactly those that dead servers left behind, by id.',
    },
  ],
  probes: serviceProbes,
  verifySeconds: 10,
  plan: planClear,
  drift: driftOf,
  verify: (plan, baseline, look) => verifyClear(plan, baseline, look),
  restored: (plan, baseline, look) => verifyClear(plan, baseline, look),
});

function planClear({ look, options, changeId }: RequestOf<NoOptions>): Planned {
  const { host } = look;
  const dead = deadArrays(look);
  if (!dead.told) return refused(host, 'clear-semaphores', dead.reasons);
  const { facts, rule } = dead;
  if (dead.arrays.length === 0)
    return refused(host, 'clear-semaphores', [
      because(
        facts.arrays === 0
          ? 'There are no semaphore arrays here, so none is left over from a dead Apache.'
          : `None of the ${facts.arrays} semaphore arrays here is provably left over from a dead Apache (${rule}).`,
      ),
    ]);
  const arrays = dead.arrays.slice(0, MOST);
  const ids = arrays.map(({ id }) => id);
  const preconditions = [...bootAndParent(look), deadOnes(look, ids)];
  if (preconditions.some(({ value }) => value === ''))
    return refused(host, 'clear-semaphores', [
      because('The boot id could not be read, so a restart of the host could not be noticed.'),
    ]);
  const rest = dead.arrays.length - arrays.length;
  const plan: Plan = {
    verb: 'clear-semaphores',
    host,
    options,
    changeId,
    steps: [
      {
        host,
        title: `Remove ${ids.length} semaphore ${ids.length === 1 ? 'array' : 'arrays'}`,
        command: semaphoresCommand(ids),
      },
    ],
    diff: '',
    preconditions,
    tier: 'disruptive',
    breakGlass: null,
    impact: `Cuts no request as long as they are dead, which is judged by this: ${rule}. Were one of them in use, its server would end at once (AH00144, AH00050), so two people should look. ${facts.arrays} of ${facts.arraysMax} arrays exist; ${facts.arrays - ids.length} stay.${rest === 0 ? '' : ` ${rest} more are left over; ${MOST} are removed at a time.`}`,
    undo: {
      words:
        'None: a removed array cannot be brought back. A server that had still used one ends and is started again; a new start makes its own arrays.',
      steps: [],
    },
  };
  return {
    offered: true,
    plan,
    checks: [
      { name: 'Dead arrays', passed: true, detail: ids.join(', ') },
      { name: 'Judged by', passed: true, detail: rule },
      { name: 'Left alone', passed: true, detail: `${facts.arrays - dead.arrays.length} of ${facts.arrays}` },
    ],
  };
}

/** The planned arrays as far as they are still dead, each with the time it was last set, so that a reused id differs. */
function deadOnes(look: Look, ids: readonly number[]): Precondition {
  const dead = deadArrays(look);
  const what = 'Dead semaphore arrays';
  if (!dead.told) return { what, value: dead.reasons[0]?.why ?? '' };
  const still = dead.arrays.filter(({ id }) => ids.includes(id));
  return { what, value: still.map(({ id, changedAt }) => `${id} of ${changedAt}`).join(', ') || 'none' };
}

function driftOf(plan: Plan, look: Look): readonly Drift[] {
  return differences(plan.preconditions, [...bootAndParent(look), deadOnes(look, idsOf(plan))]);
}

/** The ids a plan removes, from its own command. */
function idsOf({ steps }: Plan): readonly number[] {
  return (steps[0]?.command.argv ?? []).filter((word) => /^\d{1,10}$/.test(word)).map(Number);
}

function verifyClear(plan: Plan, baseline: Baseline, look: Look): Verification {
  const points = [removedPoint(idsOf(plan), look), identifierPoint(baseline, look)];
  if (baseline.parent === null) return verificationOf(points);
  return verificationOf([...points, sameParentPoint(baseline, runningServer(look)), requestPoint(look)]);
}

function removedPoint(ids: readonly number[], look: Look): Point {
  const name = 'Arrays removed';
  const facts = factsOf(look, semaphores);
  if (facts === undefined) return { name, passed: false, detail: 'the semaphores could not be read' };
  const left = facts.listed.filter(({ id }) => ids.includes(id));
  const used = `${facts.arrays} of ${facts.arraysMax} arrays exist now`;
  return {
    name,
    passed: left.length === 0,
    detail:
      left.length === 0 ? `all ${ids.length}; ${used}` : `still there: ${left.map(({ id }) => id).join(', ')}; ${used}`,
  };
}

/** (43)Identifier removed: a server used one of them. */
function identifierPoint(baseline: Baseline, look: Look): Point {
  const name = 'No array missed';
  const entries = since(look, baseline);
  if (entries === undefined) return { name, passed: false, detail: 'the error log could not be read' };
  const [missed] = [...withCode(entries, 'AH00144', 'AH00050'), ...saying(entries, /Identifier removed/)];
  if (missed === undefined) return { name, passed: true, detail: 'no AH00144 since then' };
  return { name, passed: false, fatal: true, detail: missed.message.slice(0, 160) };
}
