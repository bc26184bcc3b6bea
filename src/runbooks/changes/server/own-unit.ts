import type { Look } from '../../../model/change-runbook.ts';
import type { Reason } from '../../../model/plan.ts';
import type { UnitFacts } from '../../../probes/service/facts.ts';
import { isContained } from '../../../probes/survey/contained.ts';
import type { ApacheRoot, Survey } from '../../../probes/survey/facts.ts';
import { isApacheUnit } from '../../../probes/survey/parents.ts';
import { because } from './refusal.ts';
import { factsOf, type Server, serverSources } from './server.ts';

/** The server's own systemd unit, or why there is none that could be asked. */
type UnitFound =
  | { readonly found: true; readonly name: string; readonly facts: UnitFacts }
  | { readonly found: false; readonly reason: Reason };

/** The unit that starts and stops Apache here; never one that only happens to hold a hand-started Apache, such as cron's. */
export function systemdUnit(look: Look): UnitFound {
  const name = look.layout?.unit;
  const none = (why: string): UnitFound => ({ found: false, reason: because(why) });
  if (name === undefined) return none('No unit for Apache was found on this host, so systemd cannot be asked.');
  const owner: string = name;
  if (!isApacheUnit(name))
    return none(
      `The Apache that runs sits in the group of ${owner}, which only started it: that unit is not Apache’s, and it is left alone. A person has to stop that Apache with the control program and arguments it was started with.`,
    );
  const outcome = look.outcomes(serverSources.unit);
  const facts = factsOf(look, serverSources.unit);
  if (facts === undefined)
    return none(
      `The state of ${name} could not be read${outcome.status === 'unavailable' ? ` (${outcome.detail})` : ''}.`,
    );
  if (facts.manager !== 'systemd' || !name.endsWith('.service'))
    return none(`${name} is not a systemd unit here (${facts.manager}); only systemd units are started and stopped.`);
  if (facts.load !== 'loaded')
    return none(`systemd does not offer ${name} for use: it is ${facts.load ?? 'in an unknown state'}.`);
  return { found: true, name, facts };
}

/** Why the unit cannot act on the parent that runs: it does not own it. */
export function notOwned({ root }: Server, unit: string, verb: 'restart' | 'stop'): readonly Reason[] {
  if (root.unit === unit) return [];
  return [
    because(
      `The Apache that runs (parent pid ${root.pid}) is not ${unit}’s: it was started ${placeOf(root)}. ${verb === 'restart' ? 'A restart of the unit would not end it, and the new one would meet its ports or its pid file' : `A stop of the unit would act on its pid file, or on nothing`}. Whoever started it should stop it with the same control program and arguments; then start ${unit}.`,
    ),
  ];
}

/** Apache processes of this host that belong neither to the unit, nor to another Apache unit, nor to a container. */
function outsiders(survey: Survey, unit: string): readonly ApacheRoot[] {
  const alive = new Set(survey.processes.filter(({ state }) => state !== 'Z').map(({ pid }) => pid));
  return survey.roots.filter(
    (root) => alive.has(root.pid) && !isContained(root.cgroup) && root.unit !== unit && !isApacheUnit(root.unit),
  );
}

/** Why nothing is started, stopped or restarted beside an Apache that systemd does not know. */
export function outsiderReasons(survey: Survey, unit: string, except?: number): readonly Reason[] {
  const others = outsiders(survey, unit).filter(({ pid }) => pid !== except);
  if (others.length === 0) return [];
  const list = others.map(
    (root) => `${root.role === 'orphan' ? 'worker' : 'parent'} pid ${root.pid}, ${placeOf(root)}`,
  );
  return [
    because(
      `Apache processes run outside of ${unit} (${list.slice(0, 3).join('; ')}${list.length > 3 ? `; and ${list.length - 3} more` : ''}). apachectl goes by the pid file: with the same file “start” reports success, and systemd then gracefully stops the server that works; with another one the ports are taken. See what they serve, end them the way they were started, and plan again.`,
    ),
  ];
}

/** Where a process that no Apache unit owns came from, as far as its control group tells. */
function placeOf({ unit, cgroup, role }: ApacheRoot): string {
  const left = role === 'orphan' ? ', left by a parent that is gone' : '';
  if (unit !== undefined) return `from ${unit}${left}`;
  if (cgroup.includes('user.slice')) return `by hand in a login session${left}`;
  return `by hand or by another program${left}`;
}

/** Why “no Apache runs” cannot be trusted; empty when the process table was seen whole. */
export function blindReasons(survey: Survey | undefined): readonly Reason[] {
  if (survey === undefined) return [because('The process table could not be read.')];
  if (!survey.processesVisible)
    return [because('/proc hides other users’ processes, so whether an Apache runs cannot be told.')];
  if (survey.unlisted > 0) return [because(`${survey.unlisted} Apache processes could not be listed.`)];
  return [];
}
