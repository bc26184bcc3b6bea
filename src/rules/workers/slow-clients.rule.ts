import { defineRule, type Found, notApplicable } from '../../model/rule.ts';
import type { ConnectionFacts } from '../../probes/queue/facts.ts';
import { connections } from '../../probes/queue/probe.ts';
import { statusMeasure } from '../../probes/workers/capacity.ts';
import { statusPage } from '../../probes/workers/probe.ts';
import { slotsOf } from '../../probes/workers/scoreboard.ts';
import type { StatusPage } from '../../probes/workers/status-facts.ts';

/** Fewer readers than this are ordinary traffic on any server. */
const fewReaders = 3;

export const slowClients = defineRule({
  id: 'slow-clients',
  title: 'Clients that send their requests slowly hold the workers',
  kind: 'problem',
  answers: ['workers', 'connections'],
  severity: 'critical',
  cause:
    'Workers wait for requests that arrive a few bytes at a time (Slowloris, or a broken client). They stay in state R without using CPU; nothing is logged, and connections that have sent nothing at all do not even count.',
  remedy:
    'Let mod_reqtimeout limit it (RequestReadTimeout header=20-40,MinRate=500 body=20,MinRate=500) and close the addresses at the firewall or load balancer. LimitRequestBody limits size, not slowness; more workers only delay it.',
  runbook: 'connections',
  explains: ['max-request-workers', 'near-max-request-workers', 'accept-queue-overflow', 'status-page-unavailable'],
  reads: {},
  mayRead: { page: statusPage, connections },
  judge({ page, connections: traffic }) {
    if (page === undefined && traffic === undefined) return notApplicable('neither status page nor connections seen');
    return byTrickle(traffic, page) ?? byLetters(page, traffic);
  },
});

function byTrickle(traffic: ConnectionFacts | undefined, page: StatusPage | undefined): Found | undefined {
  const found = traffic?.ports.flatMap(({ port, trickling, states }) =>
    trickling.map((peer) => ({ ...peer, port, open: states['ESTAB'] ?? 0 })),
  );
  const total = found?.reduce((sum, { count }) => sum + count, 0) ?? 0;
  const top = found?.[0];
  if (!found || !top || total < fewReaders || total * 2 < top.open) return undefined;
  const addresses = [...new Set(found.map(({ address }) => address))];
  const readers = slotsOf(page?.scoreboard, 'R');
  return {
    summary: `${total} of ${top.open} connections on port ${top.port} send their request a few bytes at a time, most from ${top.address}.`,
    evidence: [
      {
        kind: 'measure',
        source: 'connections',
        name: `connections of ${top.address} that trickle`,
        value: top.count,
        limit: top.open,
        unit: 'connections',
      },
      ...(page?.scoreboard === undefined
        ? []
        : [statusMeasure('workers reading a request', readers, page.scoreboard.slots)]),
    ],
    facts: {
      count: total,
      port: top.port,
      addresses: addresses.slice(0, 10),
      address: top.address,
      ...(page?.scoreboard === undefined ? {} : { busy: readers }),
    },
  };
}

function byLetters(page: StatusPage | undefined, traffic: ConnectionFacts | undefined): Found | undefined {
  const board = page?.scoreboard;
  const readers = slotsOf(board, 'R');
  if (board === undefined || readers < fewReaders || readers < board.slots * 0.4) return undefined;
  const port = [...(traffic?.ports ?? [])].sort(
    (one, other) => (other.states['ESTAB'] ?? 0) - (one.states['ESTAB'] ?? 0),
  )[0];
  const top = port?.peers[0];
  const few = top !== undefined && top.count * 2 >= (port?.states['ESTAB'] ?? 0);
  return {
    summary: `${readers} of ${board.slots} workers read a request that has not arrived${few ? `, ${top.count} connections come from ${top.address}` : ''}.`,
    certainty: 'likely',
    evidence: [
      statusMeasure('workers reading a request', readers, board.slots),
      ...(few
        ? [
            {
              kind: 'measure' as const,
              source: 'connections',
              name: `connections of ${top.address}`,
              value: top.count,
              limit: port?.states['ESTAB'] ?? top.count,
              unit: 'connections',
            },
          ]
        : []),
    ],
    facts: {
      count: readers,
      limit: board.slots,
      ...(few ? { address: top.address, addresses: [top.address], port: port?.port ?? 0 } : {}),
    },
  };
}
