import { defineRule } from '../../model/rule.ts';
import { logs } from '../../probes/combined/logs.ts';
import { withCode } from '../../probes/logs/select.ts';
import type { Holder, Listener } from '../../probes/ports/facts.ts';
import { listeners } from '../../probes/ports/probe.ts';
import { isApacheHolder } from '../../probes/workers/capacity.ts';

const webPorts: readonly number[] = [80, 443];

export const portHeldByOther = defineRule({
  id: 'port-held-by-other',
  title: 'Another program listens where Apache should',
  kind: 'problem',
  answers: ['ports', 'preflight'],
  over: { never: 'it is found only while it is so' },
  severity: 'critical',
  cause:
    'Only one socket can listen on an address and port. httpd ends its start when it cannot bind (AH00072 with (98)), and a reload that adds such a Listen line ends the running server.',
  remedy:
    'Find out whether that program is meant to have the port. Stop it through its own unit and keep it from starting, or give Apache another port; do not kill it by pid.',
  runbook: 'ports',
  explains: ['port-conflict', 'start-failed', 'unit-failed', 'not-running', 'not-apache', 'site-failing'],
  reads: { listeners },
  mayRead: { logs },
  judge({ listeners: facts, logs: log }) {
    const refused = new Set(
      log === undefined ? [] : withCode(log, 'AH00072').flatMap(({ message }) => portOf(message)),
    );
    const apacheListens = facts.listeners.some(({ holders }) => holders.some(isApacheHolder));
    const held = facts.listeners.filter(({ port, holders }) => {
      const foreign = holders.length > 0 && !holders.some(isApacheHolder);
      return foreign && (refused.has(port) || (webPorts.includes(port) && !apacheListens));
    });
    const [first] = held;
    const [holder] = first?.holders ?? [];
    if (first === undefined || holder === undefined) return undefined;
    const ports = [...new Set(held.map(({ port }) => port))].sort((one, other) => one - other);
    return {
      summary: `Port ${ports.join(', ')} is held by ${inWords(holder)}, not by Apache.`,
      certainty: refused.has(first.port) ? 'certain' : 'likely',
      evidence: quotes(held),
      facts: {
        port: first.port,
        ports,
        address: first.address,
        program: holder.program,
        ...pidOf(holder),
        holder: {
          program: holder.program,
          ...pidOf(holder),
          unit: holder.unit,
        },
        unit: holder.unit,
      },
    };
  },
});

function quotes(held: readonly Listener[]): [ReturnType<typeof quote>, ...ReturnType<typeof quote>[]] {
  const [first, ...rest] = held.map(quote);
  return [first ?? { kind: 'quote', source: 'listeners', text: '' }, ...rest.slice(0, 2)];
}

function quote({ line }: Listener): { kind: 'quote'; source: string; text: string } {
  return { kind: 'quote', source: 'listeners', text: line };
}

/** The oldest process of a server is its parent, and has the lowest pid unless the numbers wrapped. */
function pidOf({ pids }: Holder): { pid?: number } {
  return pids.length === 0 ? {} : { pid: Math.min(...pids) };
}

function inWords(holder: Holder): string {
  const { pid } = pidOf(holder);
  return `${holder.program}${pid === undefined ? '' : ` (pid ${pid}${holder.unit === undefined ? '' : `, ${holder.unit}`})`}`;
}

function portOf(message: string): number[] {
  const port = /could not bind to address \S*:(\d{1,5})\s*$/.exec(message.slice(0, 300))?.[1];
  return port === undefined ? [] : [Number(port)];
}
