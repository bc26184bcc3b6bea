import type { Measure } from '../../model/finding.ts';
import { defineRule, type Found, notApplicable } from '../../model/rule.ts';
import { connections } from '../../probes/queue/probe.ts';
import { statusMeasure } from '../../probes/workers/capacity.ts';
import { type Reading, readingRequests, type Trickle, tricklingRequests } from '../../probes/workers/held.ts';
import { statusPage } from '../../probes/workers/probe.ts';
import { slotsOf } from '../../probes/workers/scoreboard.ts';
import type { StatusPage } from '../../probes/workers/status-facts.ts';

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
  explains: [
    'max-request-workers',
    'near-max-request-workers',
    'accept-queue-overflow',
    'status-page-unavailable',
    'site-failing',
  ],
  reads: {},
  mayRead: { page: statusPage, connections },
  judge({ page, connections: traffic }) {
    if (page === undefined && traffic === undefined) return notApplicable('neither status page nor connections seen');
    const trickle = tricklingRequests(traffic);
    if (trickle !== undefined) return byTrickle(trickle, page);
    const reading = readingRequests(page, traffic);
    return reading === undefined ? undefined : byLetters(reading, page);
  },
});

function byTrickle({ count, port, open, addresses, top, text }: Trickle, page: StatusPage | undefined): Found {
  const slots = page?.scoreboard?.slots;
  const readers = slots === undefined ? undefined : slotsOf(page?.scoreboard, 'R');
  return {
    summary: text,
    evidence: [
      peerMeasure(`connections of ${top.address} that trickle`, top.count, open),
      ...(readers === undefined ? [] : [statusMeasure('workers reading a request', readers, slots)]),
    ],
    facts: { count, port, addresses: addresses.slice(0, 10), address: top.address, busy: readers },
  };
}

function byLetters({ workers, text, peer }: Reading, page: StatusPage | undefined): Found {
  const slots = page?.scoreboard?.slots;
  return {
    summary: text,
    certainty: 'likely',
    evidence: [
      statusMeasure('workers reading a request', workers, slots),
      ...(peer === undefined ? [] : [peerMeasure(`connections of ${peer.address}`, peer.count, peer.open)]),
    ],
    facts: {
      count: workers,
      limit: slots,
      address: peer === undefined ? undefined : peer.address,
      addresses: peer === undefined ? undefined : [peer.address],
      port: peer === undefined ? undefined : peer.port,
    },
  };
}

function peerMeasure(name: string, value: number, limit: number): Measure {
  return { kind: 'measure', source: 'connections', name, value, limit, unit: 'connections' };
}
