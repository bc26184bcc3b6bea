import { defined } from '../../lib/defined.ts';
import { loggedText } from '../../probes/logs/requests.ts';
import { backendOf, localPortErrors } from '../../probes/proxy/codes.ts';
import type { BackendFacts } from '../../probes/proxy/facts.ts';
import { backends } from '../../probes/proxy/probe.ts';
import { messageRule } from '../message-rule.ts';
import { answeredSince } from '../over/answers.ts';
import { quietSince } from '../over/quiet.ts';

export const localPortsExhausted = messageRule({
  id: 'local-ports-exhausted',
  title: 'No local port is left for connections to a backend',
  kind: 'problem',
  answers: ['workers', 'connections', 'limits'],
  over: [answeredSince, quietSince],
  severity: 'critical',
  cause:
    '(99)Cannot assign requested address while connecting (AH00957, AH00952): each connection to the same address and port needs a local port of its own, and all of ip_local_port_range are taken, mostly by connections in TIME-WAIT. It says nothing about the backend. A source address that is not on this host (ProxySourceAddress) is refused with the same words.',
  remedy:
    'Let Apache reuse connections (no disablereuse, enablereuse=on for FastCGI) or connect by a Unix socket; widen net.ipv4.ip_local_port_range, or set net.ipv4.tcp_tw_reuse=1. `ss -tan state time-wait` counts them by peer.',
  explains: ['backend-down', 'fcgi-backend-down', 'balancer-no-workers', 'error-rate-high', 'site-failing'],
  mayRead: { backends },
  select: localPortErrors,
  describe(entries, _logs, { backends: connections }) {
    const backend = entries.map(backendOf).find((name) => name !== undefined && name !== '');
    return {
      summary: `Apache could not connect${backend === undefined ? '' : ` to ${backend}`} because no local port was left, ${loggedText(entries)}${keptWords(backend, connections)}.`,
      facts: { backend, errno: 99, ...defined(keptBy(backend, connections)) },
    };
  },
});

/** What keeps local ports now: connections in TIME-WAIT, and how many ports there are. */
function keptBy(
  backend: string | undefined,
  connections: BackendFacts | undefined,
): { readonly closing?: number | undefined; readonly ports?: number | undefined } {
  const closing = connections?.backends.find(({ name }) => name === backend)?.closing;
  const range = connections?.localPorts;
  return { closing, ports: range === undefined ? undefined : range.last - range.first + 1 };
}

function keptWords(backend: string | undefined, connections: BackendFacts | undefined): string {
  const { closing = 0, ports } = keptBy(backend, connections);
  return closing === 0 || ports === undefined ? '' : `; ${closing} of ${ports} are in TIME-WAIT now`;
}
