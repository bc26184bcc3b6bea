import { millisText } from '../../../lib/quantity.ts';
import type { Baseline, Look } from '../../../model/change-runbook.ts';
import type { SafetyCheck, Verification } from '../../../model/plan.ts';
import { factsOf, listeningOf, type Server, serverSources } from './server.ts';

/** One thing that verification looked at; `fatal` = its failure is proof that the change went wrong. */
export interface Point extends SafetyCheck {
  readonly fatal?: boolean;
}

/** All of it, or it is not called verified. */
export function verificationOf(points: readonly Point[], quotes: readonly string[] = []): Verification {
  const wrong = points.some(({ passed, fatal }) => !passed && fatal === true);
  return {
    outcome: wrong ? 'failed' : points.every(({ passed }) => passed) ? 'verified' : 'unsure',
    points: points.map(({ name, passed, detail }) => ({ name, passed, detail })),
    quotes,
  };
}

/** The parent of before lives on. */
export function sameParentPoint({ parent }: Baseline, server: Server | undefined): Point {
  const name = 'Same parent';
  if (parent === null) return { name, passed: false, detail: 'the parent of before is not known' };
  if (server === undefined)
    return { name, passed: false, fatal: true, detail: `no Apache parent runs any more; it was pid ${parent.pid}` };
  if (server.root.pid === parent.pid && server.startTicks === parent.start)
    return { name, passed: true, detail: `pid ${parent.pid} lives on, so no socket was closed` };
  return { name, passed: false, fatal: true, detail: `the parent is pid ${server.root.pid} now; it was ${parent.pid}` };
}

/** A parent runs, and it is not the one of before. */
export function newParentPoint({ parent }: Baseline, server: Server | undefined): Point {
  const name = 'New parent';
  if (server === undefined) return { name, passed: false, fatal: true, detail: 'no Apache parent runs' };
  const same = parent !== null && server.root.pid === parent.pid && server.startTicks === parent.start;
  if (same) return { name, passed: false, detail: `still pid ${parent.pid}, the one of before` };
  return { name, passed: true, detail: `pid ${server.root.pid}${parent === null ? '' : `; it was ${parent.pid}`}` };
}

/** systemd's own word about the unit; passed where no unit owns the server. */
export function unitPoint(look: Look, wanted: 'active' | 'inactive'): Point {
  const name = 'Unit';
  const unit = factsOf(look, serverSources.unit);
  if (unit === undefined)
    return look.layout?.unit === undefined
      ? { name, passed: true, detail: 'no unit owns this server' }
      : { name, passed: false, detail: 'its state could not be read' };
  const { properties } = unit;
  const state = properties['ActiveState'] ?? '';
  const settling = ['activating', 'deactivating', 'reloading'].includes(state);
  const detail = `${look.layout?.unit ?? 'the unit'} is ${state} (${properties['SubState'] ?? ''}), result ${properties['Result'] ?? 'unknown'}`;
  return { name, passed: state === wanted, fatal: !settling, detail };
}

/** Children younger than the change. */
export function childrenPoint({ now: before }: Baseline, look: Look, server: Server | undefined): Point {
  const name = 'New children';
  const { now } = look.context;
  if (server === undefined || now === undefined || before === null)
    return { name, passed: false, detail: 'the children’s ages could not be read' };
  const elapsed = (Date.parse(now) - Date.parse(before)) / 1_000;
  const children = server.survey.processes.filter(({ ppid, state }) => ppid === server.root.pid && state !== 'Z');
  const fresh = children.filter(({ ageSeconds }) => ageSeconds !== undefined && ageSeconds <= elapsed);
  const old = children.length - fresh.length;
  const rest = old === 0 ? '' : `; ${old} of before still there, finishing or not a worker`;
  return { name, passed: fresh.length > 0, detail: `${fresh.length} younger than the change${rest}` };
}

/** Every socket of before is listened on again. */
export function socketsPoint({ listening }: Baseline, look: Look, server: Server | undefined): Point {
  const name = 'Same sockets';
  const now = server === undefined ? undefined : listeningOf(look, server.root.pid);
  if (now === undefined) return { name, passed: false, detail: 'who listens could not be seen' };
  if (listening === null)
    return { name, passed: now.length > 0, detail: `${now.join(', ') || 'none'}; those of before are not known` };
  const lost = listening.filter((socket) => !now.includes(socket));
  const gained = now.filter((socket) => !listening.includes(socket));
  if (lost.length > 0) return { name, passed: false, fatal: true, detail: `no longer listening on ${lost.join(', ')}` };
  return {
    name,
    passed: true,
    detail: gained.length === 0 ? now.join(', ') : `${now.join(', ')} (new: ${gained.join(', ')})`,
  };
}

/** One slow answer is not a failure: event may pause a full second after SIGUSR1 (event.c, server_main_loop). */
export function requestPoint(look: Look): Point {
  const name = 'A real request';
  const answers = factsOf(look, serverSources.request)?.answers ?? [];
  const [answered] = answers.filter((one) => one.answered);
  if (answered !== undefined)
    return {
      name,
      passed: true,
      detail: `${answered.url} answered ${answered.http ?? ''} in ${millisText((answered.totalSeconds ?? 0) * 1_000)}`,
    };
  const [first] = answers;
  if (first === undefined) return { name, passed: false, detail: 'no request could be made' };
  return {
    name,
    passed: false,
    fatal: !first.connected,
    detail: `${first.url} did not answer (curl exit ${first.exit})`,
  };
}
