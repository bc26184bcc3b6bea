import type { Baseline, ChangeRunbook, Look, Planned, PlanRequest } from '../../model/change-runbook.ts';
import type { Drift, Plan, Precondition, Reason, Verification } from '../../model/plan.ts';
import type { Holder, Listener } from '../../probes/ports/facts.ts';
import { isContained } from '../../probes/survey/contained.ts';
import { isApacheHolder } from '../../probes/workers/capacity.ts';
import { request, statusPage } from '../../probes/workers/probe.ts';
import { releasePortCommand } from './helper/editor.ts';
import { type Point, sameParentPoint, verificationOf } from './server/points.ts';
import { isProtected } from './server/protected-units.ts';
import { because, refused } from './server/refusal.ts';
import { bootAndParent, differences } from './server/seen-state.ts';
import { baselineOf, factsOf, runningServer, serverSources } from './server/server.ts';
import { serviceProbes } from './server/service-probes.ts';
import { holderWords, wantedPorts } from './server/wanted-ports.ts';

/** Without requests: what answers on that port before is the program that is to go. */
const portProbes = serviceProbes.filter((probe) => probe !== request && probe !== statusPage);

/** Stops the unit whose program holds a port that Apache is configured for; never a process by its pid. */
export const releasePort: ChangeRunbook = {
  verb: 'release-port',
  probes: portProbes,
  verifySeconds: 15,
  plan: planRelease,
  drift: driftOf,
  baseline: baselineOf,
  verify: (plan, baseline, look) => verifyRelease(plan, baseline, look),
  restored: (plan, baseline, look) => verifyRelease(plan, baseline, look),
};

/** The one unit that holds the port, or why none could be stopped for it. */
type Held =
  | {
      readonly ok: true;
      readonly unit: string;
      readonly holders: readonly Holder[];
      readonly sockets: readonly Listener[];
    }
  | { readonly ok: false; readonly reasons: readonly Reason[] };

function planRelease({ look, options, changeId }: PlanRequest): Planned {
  const { reach, host } = look;
  if (!reach.reached) return refused(host, 'release-port', [because(`The host cannot be reached: ${reach.detail}`)]);
  const { port } = options;
  if (port === undefined)
    return refused(host, 'release-port', [because('Which port? Say it as a number: release-port HOST 80.')]);
  const held = heldBy(look, port);
  const preconditions = boundOf(look, port);
  const blind = preconditions.some(({ value }) => value === '')
    ? [because('The boot id could not be read, so a restart of the host could not be noticed.')]
    : [];
  if (!held.ok) return refused(host, 'release-port', held.reasons);
  if (blind.length > 0) return refused(host, 'release-port', blind);
  const { unit, holders } = held;
  const others = otherSockets(look, held);
  const who = holders.map(holderWords).join(', ');
  const plan: Plan = {
    verb: 'release-port',
    host,
    options,
    changeId,
    steps: [{ host, title: `Stop ${unit}`, command: releasePortCommand(port, unit) }],
    diff: '',
    preconditions,
    tier: 'disruptive',
    breakGlass: null,
    impact: `Stops ${unit} on ${host}: ${who}. All that it serves ends, with the connections it has${others.length === 0 ? '' : `, also on ${others.join(', ')}`}. It is not disabled, so it comes back at the next boot, and whatever starts it meanwhile takes the port again. Apache itself is not started: that is a change of its own.`,
    undo: {
      words: `An administrator starts it again on the host: systemctl start ${unit}. The bot’s account may not start other services than Apache, so this does not happen by itself.`,
      steps: [],
    },
  };
  return {
    offered: true,
    plan,
    checks: [
      { name: 'Holder', passed: true, detail: who },
      { name: 'Wanted by Apache', passed: true, detail: `a Listen line names port ${port}` },
      {
        name: 'Other sockets of it',
        passed: others.length === 0,
        detail: others.length === 0 ? 'none' : others.join(', '),
      },
    ],
  };
}

/** Who holds the port, and why the unit behind it must not be stopped. */
function heldBy(look: Look, port: number): Held {
  const facts = factsOf(look, serverSources.listeners);
  if (facts === undefined) return not('Who listens on this host could not be seen.');
  const sockets = facts.listeners.filter((one) => one.port === port);
  if (sockets.length === 0) return not(`Nobody listens on port ${port}: there is nothing to release.`);
  const holders = mergeHolders(sockets);
  if (holders.length === 0 || sockets.some((one) => one.holders.length === 0))
    return not(
      `Who holds port ${port} is not shown${facts.holdersVisible ? ': the process belongs to the kernel or to another namespace, such as a container’s' : ' without root'}; nothing is stopped on a guess.`,
    );
  const own = holders.find(isApacheHolder);
  if (own !== undefined)
    return not(`Port ${port} is Apache’s own: ${holderWords(own)}. Only a stop of Apache closes it.`);
  const reasons = [
    ...new Map(holders.flatMap((holder) => against(holder, port)).map((one) => [one.why, one])).values(),
  ];
  if (reasons.length > 0) return { ok: false, reasons };
  const units = [...new Set(holders.flatMap(({ unit }) => unit ?? []))];
  const [unit] = units;
  if (unit === undefined || units.length > 1)
    return not(
      `Several units share port ${port}: ${units.join(', ')}. Which of them should give it up is for a person to say.`,
    );
  const wanted = wantedPorts(look);
  if (wanted === undefined)
    return not('Apache’s Listen lines could not be read, so whether it needs this port is not known.');
  if (!wanted.includes(port))
    return not(
      `No Listen line of Apache names port ${port} (it has ${wanted.join(', ') || 'none'}): stopping ${unit} would not help Apache.`,
    );
  return { ok: true, unit, holders, sockets };
}

function not(why: string): Held {
  return { ok: false, reasons: [because(why)] };
}

/** Why this holder's unit is not stopped. */
function against(holder: Holder, port: number): readonly Reason[] {
  const { unit, cgroup = '', program, pids } = holder;
  const who = `Port ${port} is held by ${program} (pid ${Math.min(...pids)})`;
  if (unit !== undefined && isProtected(unit))
    return [
      because(
        `${who}, of ${unit}: that unit keeps the host reachable or runs other systems, and is never stopped from here. Give one of the two another port.`,
      ),
    ];
  if (isContained(cgroup))
    return [
      because(
        `${who} inside a container (${cgroup.slice(0, 120)}): stop that container with its own tool, or take the port from its mapping.`,
      ),
    ];
  if (cgroup.includes('user.slice'))
    return [because(`${who} in a login session, without a unit of its own: whoever started it should end it there.`)];
  if (pids.includes(1))
    return [
      because(
        `${who}, which is systemd itself for a .socket unit: systemctl list-sockets names it; a person has to stop that socket.`,
      ),
    ];
  if (unit === undefined)
    return [
      because(
        `${who} and no unit owns it${cgroup === '' ? '' : ` (control group ${cgroup.slice(0, 120)})`}: it was started by hand or by another program. A process is never killed by its pid from here; see what it is on the host and end it the way it was started.`,
      ),
    ];
  if (!/^[A-Za-z0-9@_.:-]{1,100}\.service$/.test(unit))
    return [because(`${who}, of ${unit}: a unit with such a name is not stopped from here.`)];
  return [];
}

/** Every holder once, with all its pids, however many sockets it has. */
function mergeHolders(sockets: readonly Listener[]): readonly Holder[] {
  const merged = new Map<string, Holder>();
  for (const holder of sockets.flatMap(({ holders }) => holders)) {
    const key = `${holder.program} ${holder.unit ?? holder.cgroup ?? ''}`;
    const known = merged.get(key);
    merged.set(key, known === undefined ? holder : { ...known, pids: [...new Set([...known.pids, ...holder.pids])] });
  }
  return [...merged.values()];
}

function otherSockets(look: Look, { unit, sockets }: Extract<Held, { ok: true }>): readonly string[] {
  const all = factsOf(look, serverSources.listeners)?.listeners ?? [];
  return all
    .filter((one) => !sockets.includes(one) && one.holders.some((holder) => holder.unit === unit))
    .map(({ address, port }) => `${address}:${port}`);
}

function holderValue(look: Look, port: number): string {
  const held = heldBy(look, port);
  return held.ok ? `${held.holders.map(holderWords).join(', ')}` : (held.reasons[0]?.why ?? '');
}

function boundOf(look: Look, port: number): readonly Precondition[] {
  return [...bootAndParent(look), { what: `Holder of port ${port}`, value: holderValue(look, port) }];
}

function driftOf({ preconditions, options }: Plan, look: Look): readonly Drift[] {
  return differences(preconditions, boundOf(look, options.port ?? 0));
}

function verifyRelease({ options, steps }: Plan, baseline: Baseline, look: Look): Verification {
  const server = runningServer(look);
  return verificationOf([
    ...releasedPoints(options.port ?? 0, steps[0]?.command.argv.at(-1) ?? '', look),
    ...(baseline.parent === null ? [] : [sameParentPoint(baseline, server)]),
  ]);
}

function releasedPoints(port: number, unit: string, look: Look): readonly Point[] {
  const facts = factsOf(look, serverSources.listeners);
  if (facts === undefined) return [{ name: 'Port free', passed: false, detail: 'who listens could not be seen' }];
  const still = facts.listeners.filter((one) => one.port === port && !one.holders.some(isApacheHolder));
  const rest = facts.listeners.filter(({ holders }) => holders.some((holder) => holder.unit === unit));
  return [
    {
      name: 'Port free',
      passed: still.length === 0,
      detail:
        still.length === 0
          ? `nobody else listens on port ${port}`
          : `still held by ${mergeHolders(still).map(holderWords).join(', ') || 'a program that is not shown'}`,
    },
    {
      name: 'That service',
      passed: rest.length === 0 && facts.holdersVisible,
      detail:
        rest.length > 0
          ? `${unit} still listens on ${rest.map((one) => `${one.address}:${one.port}`).join(', ')}`
          : facts.holdersVisible
            ? `${unit} listens nowhere any more`
            : 'who listens is not shown',
    },
  ];
}
