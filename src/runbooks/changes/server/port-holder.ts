import type { Look } from '../../../model/change-runbook.ts';
import type { Reason } from '../../../model/plan.ts';
import type { Holder, Listener } from '../../../probes/ports/facts.ts';
import { isContained } from '../../../probes/survey/contained.ts';
import { isApacheHolder } from '../../../probes/workers/capacity.ts';
import { isProtected } from './protected-units.ts';
import { because } from './refusal.ts';
import { factsOf, serverSources } from './server.ts';
import { holderWords, wantedPorts } from './wanted-ports.ts';

/** A port with the one unit that holds it. */
export interface HeldPort {
  readonly ok: true;
  readonly unit: string;
  readonly holders: readonly Holder[];
  readonly sockets: readonly Listener[];
}

/** The one unit that holds the port, or why none could be stopped for it. */
type Held = HeldPort | { readonly ok: false; readonly reasons: readonly Reason[] };

/** Who holds the port, and why the unit behind it must not be stopped. */
export function heldBy(look: Look, port: number): Held {
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
export function mergeHolders(sockets: readonly Listener[]): readonly Holder[] {
  const merged = new Map<string, Holder>();
  for (const holder of sockets.flatMap(({ holders }) => holders)) {
    const key = `${holder.program} ${holder.unit ?? holder.cgroup ?? ''}`;
    const known = merged.get(key);
    merged.set(key, known === undefined ? holder : { ...known, pids: [...new Set([...known.pids, ...holder.pids])] });
  }
  return [...merged.values()];
}
