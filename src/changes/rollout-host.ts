import type { FlowContext } from '../model/engine-port.ts';
import type { ChangeResult } from '../model/plan.ts';
import type { HookEnd, HostEnd, HostPlan, HostState, PoolMember, RolloutPlan } from '../model/rollout.ts';
import type { HostSteps } from './change-steps.ts';
import { carryOut } from './flow.ts';
import { rolloutFace, rolloutSteps } from './rollout-steps.ts';

/** What one host's part of a rollout may ask for. */
export type HostPartSteps =
  | HostSteps
  | typeof rolloutSteps.turn
  | typeof rolloutSteps.drained
  | typeof rolloutSteps.healthy
  | typeof rolloutFace.host;

type HostFlow = FlowContext<HostPartSteps, unknown>;

/** One host's part, from taking it out of rotation to putting it back. A host that was changed and not verified stays out. */
export async function doHost(flow: HostFlow, plan: RolloutPlan, host: string): Promise<HostEnd> {
  const part = plan.hosts.find((one) => one.host === host);
  if (part === undefined) return endOf(host, 'untouched', 'none', 'It has no plan.', null);
  const shut = await takeOut(flow, part);
  if (!shut.ok) {
    const mine = { ...part, doors: part.doors.slice(0, shut.begun) };
    const detail = `It could not be taken out of rotation: ${shut.detail}.`;
    if (mine.doors.length === 0) return shown(flow, endOf(host, 'untouched', 'unknown', detail, null));
    return shown(flow, await openAgain(flow, mine, detail, null));
  }
  await show(flow, host, 'changing', shut.detail);
  const result = await carryOut(flow, part, { prefix: `${host}.` });
  if (isVerified(result)) return shown(flow, await admitted(flow, part, result));
  if (isUntouched(result)) return shown(flow, await openAgain(flow, part, detailOf(result), result));
  return shown(flow, endOf(host, 'failed', part.doors.length === 0 ? 'none' : 'shut', detailOf(result), result));
}

/** `begun` counts the balancers, in their order, that were told to take it out; what stands at the others is not ours to change. */
type Shut = { readonly ok: boolean; readonly detail: string; readonly begun: number };

async function takeOut(flow: HostFlow, { host, doors: members }: HostPlan): Promise<Shut> {
  if (members.length === 0) return { ok: true, detail: '', begun: 0 };
  await show(flow, host, 'draining', '');
  const details: string[] = [];
  for (const [index, member] of members.entries()) {
    const end = await turn(flow, host, index, member, 'shut');
    if (!end.ok) return { ok: false, detail: end.detail, begun: end.called === false ? index : index + 1 };
    details.push(end.detail);
    const left = await flow.step(`${host}.drained ${index + 1}`, rolloutSteps.drained, { door: member });
    if (left.ok) details.push(left.value);
  }
  return { ok: true, detail: details.filter((detail) => detail !== '').join('; '), begun: members.length };
}

async function admitted(flow: HostFlow, part: HostPlan, result: ChangeResult): Promise<HostEnd> {
  const { host, doors: members } = part;
  if (members.length === 0) return endOf(host, 'verified', 'none', '', result);
  await show(flow, host, 'admitting', '');
  const opened = await letIn(flow, part);
  if (opened.ok) return endOf(host, 'verified', 'open', opened.detail, result);
  return endOf(
    host,
    'failed',
    'unknown',
    `Changed and verified, but not put back into rotation: ${opened.detail}`,
    result,
  );
}

/** Nothing on the host was changed: it is put back into rotation when it looks healthy, for taking it out had no other reason. */
async function openAgain(
  flow: HostFlow,
  part: HostPlan,
  detail: string,
  result: ChangeResult | null,
): Promise<HostEnd> {
  const { host, doors: members } = part;
  if (members.length === 0) return endOf(host, 'untouched', 'none', detail, result);
  const looked = await flow.step(`${host}.healthy`, rolloutSteps.healthy, { host });
  const sick = looked.ok ? looked.value : 'could not be looked at';
  if (sick !== '') {
    return endOf(host, 'untouched', 'shut', `${detail} It stays out of rotation, for it ${sick}.`, result);
  }
  const opened = await letIn(flow, part);
  const words = opened.ok ? 'It was put back into rotation.' : `Putting it back into rotation failed: ${opened.detail}`;
  return endOf(host, 'untouched', opened.ok ? 'open' : 'unknown', `${detail} ${words}`, result);
}

async function letIn(flow: HostFlow, { host, doors: members }: HostPlan): Promise<HookEnd> {
  const ends: HookEnd[] = [];
  for (const [index, member] of members.entries()) ends.push(await turn(flow, host, index, member, 'open'));
  const bad = ends.find(({ ok }) => !ok);
  return (
    bad ?? {
      ok: true,
      detail: ends
        .map(({ detail }) => detail)
        .filter((one) => one !== '')
        .join('; '),
    }
  );
}

/** Takes a host out of one pool or puts it back, in the turn of that balancer, and waits until the balancer shows it. */
async function turn(
  flow: HostFlow,
  host: string,
  index: number,
  member: PoolMember,
  to: 'shut' | 'open',
): Promise<HookEnd> {
  const step = member[to];
  if (step === null) return { ok: true, detail: '' };
  const args = { door: member, to };
  const name = `${host}.${to} ${index + 1}`;
  const ended =
    step.kind === 'command'
      ? await flow.onHost(step.on, name, rolloutSteps.turn, args)
      : await flow.step(name, rolloutSteps.turn, args);
  return ended.ok ? ended.value : { ok: false, detail: ended.reason };
}

function isVerified(result: ChangeResult): boolean {
  if (result.ended !== 'done' && result.ended !== 'unknown') return false;
  return result.undone === null && result.verification?.outcome === 'verified';
}

/** True when no command of the change was run on the host. */
function isUntouched({ ended }: ChangeResult): boolean {
  return ended === 'drifted' || ended === 'refused' || ended === 'locked' || ended === 'not-sent';
}

function detailOf(result: ChangeResult): string {
  switch (result.ended) {
    case 'drifted':
      return `The host is not what the plan was made for: ${result.drift.map(({ what, now }) => `${what}: ${now}`).join('; ')}.`;
    case 'refused':
      return result.reasons.join(' ');
    case 'locked':
      return `Another change holds the host: ${result.holder}.`;
    case 'not-sent':
    case 'unknown':
      return result.detail;
    case 'stopped':
      return `The edited configuration would not survive: ${result.reasons.join(' ')}${undoneWords(result.undone?.outcome)}`;
    case 'done': {
      const missed = result.verification.points.filter(({ passed }) => !passed);
      const why = missed.map(({ name, detail }) => `${name}: ${detail}`).join('; ');
      const exit = result.exit === 0 ? '' : `“${result.step}” ended with exit code ${result.exit}. `;
      return `${exit}${why}${undoneWords(result.undone?.outcome)}`;
    }
    case 'denied':
    case 'expired':
    case 'cancelled':
      return '';
  }
}

function undoneWords(outcome: 'undone' | 'failed' | 'unknown' | undefined): string {
  if (outcome === undefined) return '';
  return { undone: ' It was undone.', failed: ' Undoing it failed.', unknown: ' Whether it was undone is not known.' }[
    outcome
  ];
}

function endOf(
  host: string,
  ended: HostEnd['ended'],
  door: HostEnd['door'],
  detail: string,
  result: ChangeResult | null,
): HostEnd {
  return { host, ended, door, detail, result };
}

async function show(flow: HostFlow, host: string, state: HostState, detail: string): Promise<void> {
  await flow.step(`${host}.shown ${state}`, rolloutFace.host, { host, state, detail });
}

async function shown(flow: HostFlow, end: HostEnd): Promise<HostEnd> {
  await show(flow, end.host, end.ended, end.detail);
  return end;
}
