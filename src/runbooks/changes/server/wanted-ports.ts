import type { Baseline, Look } from '../../../model/change-runbook.ts';
import type { Reason } from '../../../model/plan.ts';
import { listensOf } from '../../../probes/config/listens.ts';
import { directives } from '../../../probes/config/probe.ts';
import type { Holder, Listener } from '../../../probes/ports/facts.ts';
import { isApacheHolder } from '../../../probes/workers/capacity.ts';
import type { Point } from './points.ts';
import { because } from './refusal.ts';
import { factsOf, listeningOf, type Server, serverSources } from './server.ts';

/** Ports of the Listen lines on disk, sorted; undefined where the configuration could not be read whole. */
export function wantedPorts(look: Look): readonly number[] | undefined {
  const facts = factsOf(look, directives);
  if (facts === undefined || facts.unreadable.length > 0) return undefined;
  return [...new Set(listensOf(facts.directives).map(({ port }) => port))].sort((one, other) => one - other);
}

/** Why a server that starts now could not bind its ports, or why that cannot be known. */
export function takenPorts(look: Look): readonly Reason[] {
  const wanted = wantedPorts(look);
  const facts = factsOf(look, serverSources.listeners);
  if (wanted === undefined)
    return [because('The Listen lines could not be read, so whether their ports are free is not known.')];
  if (facts === undefined)
    return [because('Who listens could not be seen, so whether the ports are free is not known.')];
  return wanted.flatMap((port): Reason[] => {
    const foreign = facts.listeners.filter((one) => one.port === port && !one.holders.some(isApacheHolder));
    const [first] = foreign;
    if (first === undefined) return [];
    return [{ why: takenWords(port, first, look.host), evidence: foreign.slice(0, 2).map(({ line }) => line) }];
  });
}

/** These reasons without those that rest on the same socket as one of `said`. */
export function unsaid(said: readonly Reason[], reasons: readonly Reason[]): readonly Reason[] {
  const known = new Set(said.flatMap(({ evidence }) => evidence));
  return reasons.filter(({ evidence }) => !evidence.some((line) => known.has(line)));
}

function takenWords(port: number, { holders }: Listener, host: string): string {
  const [holder] = holders;
  if (holder === undefined)
    return `Port ${port} is taken, and by whom is not shown: httpd could not bind it (AH00072).`;
  const way =
    holder.unit === undefined
      ? 'No unit owns it, so a person has to end it.'
      : `If it is not meant to have that port: release-port ${host} ${port}.`;
  return `Port ${port} is held by ${holderWords(holder)}: httpd could not bind it (AH00072). ${way}`;
}

/** `nginx (pid 207, nginx.service)` */
export function holderWords({ program, pids, unit }: Holder): string {
  return `${program} (pid ${Math.min(...pids)}${unit === undefined ? ', no unit' : `, ${unit}`})`;
}

/** Every Listen line of the configuration is served again, and nothing was lost that is still configured. */
export function listenPoint({ listening }: Baseline, look: Look, server: Server | undefined): Point {
  const name = 'Sockets';
  const now = server === undefined ? undefined : listeningOf(look, server.root.pid);
  if (now === undefined) return { name, passed: false, detail: 'who listens could not be seen' };
  const wanted = wantedPorts(look);
  if (wanted === undefined)
    return { name, passed: false, detail: `${now.join(', ')}; the Listen lines could not be read` };
  const missing = wanted.filter((port) => !now.some((socket) => portOf(socket) === port));
  if (missing.length > 0)
    return { name, passed: false, fatal: true, detail: `configured and not listened on: port ${missing.join(', ')}` };
  const lost = (listening ?? []).filter((socket) => !now.includes(socket));
  const moved = lost.length === 0 ? '' : ` (no longer ${lost.join(', ')}, as configured now)`;
  const still = lost.filter((socket) => wanted.includes(portOf(socket)));
  return still.length === 0
    ? { name, passed: true, detail: `${now.join(', ')}${moved}` }
    : { name, passed: false, detail: `${now.join(', ')}; before also ${still.join(', ')}` };
}

/** Port of `address:port`. */
function portOf(socket: string): number {
  return Number(socket.slice(socket.lastIndexOf(':') + 1));
}
