import { isIp } from '../../lib/is-ip.ts';
import { defineRule, notApplicable } from '../../model/rule.ts';
import { listeners } from '../../probes/ports/probe.ts';
import { accessLog } from '../../probes/traffic/probe.ts';
import { isApacheHolder } from '../../probes/workers/capacity.ts';

export const notReachableFromOutside = defineRule({
  id: 'not-reachable-from-outside',
  title: 'The web ports are bound to loopback only',
  kind: 'symptom',
  answers: ['ports', 'connections'],
  severity: 'critical',
  cause:
    'Apache listens on 127.0.0.1 or ::1 only and nothing else listens for others on the web ports, so only programs on the host itself reach it; clients are refused.',
  remedy:
    'Look at the Listen lines: without an address they serve all. A full restart is needed to move a port that is bound. If a tunnel or proxy on this host is meant to be the only client, nothing is wrong.',
  runbook: 'changes',
  reads: { listeners },
  mayRead: { accessLog },
  judge({ listeners: { listeners: all, holdersVisible }, accessLog: log }) {
    if (!holdersVisible) return notApplicable('who holds the ports is shown to root only');
    const ours = all.filter(({ port, holders }) => webPorts.has(port) && holders.some(isApacheHolder));
    const [first] = ours;
    if (first === undefined) return undefined;
    const open = all.some(({ address, port }) => webPorts.has(port) && !isLoopback(address));
    if (open || !ours.every(({ address }) => isLoopback(address))) return undefined;
    const clients = log?.addresses.filter(({ name }) => isIp(name)) ?? [];
    const outside = clients.filter(({ name }) => !isLoopback(name));
    if (clients.length > 0 && outside.length === 0) return undefined;
    return {
      summary: `Apache listens on ${ours.map(({ address, port }) => `${address}:${port}`).join(', ')} only: nobody reaches it from outside of the host.`,
      ...(outside.length > 0 ? {} : { severity: 'warning' as const, certainty: 'possible' as const }),
      evidence: [{ kind: 'quote', source: 'listeners', text: first.line }],
      facts: { ports: ours.map(({ port }) => port), addresses: outside.map(({ name }) => name) },
    };
  },
});

const webPorts: ReadonlySet<number> = new Set([80, 443]);

function isLoopback(address: string): boolean {
  return /^127\.|^\[?::1\]?$|^\[?::ffff:127\./.test(address);
}
