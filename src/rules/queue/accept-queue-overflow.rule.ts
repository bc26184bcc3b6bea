import type { Evidence } from '../../model/finding.ts';
import { defineRule, type Found, notApplicable } from '../../model/rule.ts';
import { logs } from '../../probes/combined/logs.ts';
import type { LogFacts } from '../../probes/logs/facts.ts';
import { latest, quotesOf } from '../../probes/logs/select.ts';
import type { Listener, ListenerFacts } from '../../probes/ports/facts.ts';
import { listeners } from '../../probes/ports/probe.ts';
import type { QueueCounters } from '../../probes/queue/facts.ts';
import { queueCounters } from '../../probes/queue/probe.ts';
import { isApacheHolder } from '../../probes/workers/capacity.ts';
import { quietSince } from '../over/quiet.ts';

export const acceptQueueOverflow = defineRule({
  id: 'accept-queue-overflow',
  title: 'The accept queue is full: new connections time out',
  kind: 'problem',
  answers: ['ports', 'workers', 'connections'],
  over: [quietSince],
  severity: 'critical',
  cause:
    'Connections that no worker accepts wait in the kernel; the queue holds min(ListenBackLog, net.core.somaxconn). When it is full Linux drops new ones silently, so clients see delays and timeouts; only with tcp_abort_on_overflow=1 are they reset. “Connection refused” would mean that nothing listens.',
  remedy:
    'A longer queue serves nobody: find out why workers do not accept. Raise ListenBackLog and somaxconn only for short bursts; it needs a full restart.',
  explains: ['site-failing'],
  reads: {},
  mayRead: { listeners, counters: queueCounters, logs },
  judge({ listeners: sockets, counters, logs: log }) {
    if (sockets === undefined && counters === undefined && log === undefined)
      return notApplicable('neither sockets nor counters seen');
    const full = fullQueue(sockets);
    const dropping = counters?.overflowsInASecond ?? 0;
    const [first, ...rest] = [...queueEvidence(full), ...counterEvidence(counters)];
    if (first === undefined || (full === undefined && dropping === 0)) return byKernel(log);
    const now =
      full === undefined
        ? `drops ${dropping} connections a second`
        : `has ${full.queued} connections waiting on port ${full.port} where ${full.backlog} may wait`;
    return {
      summary: `The kernel ${now}; clients time out.`,
      evidence: [first, ...rest],
      facts: {
        queued: full?.queued,
        backlog: full?.backlog,
        port: full?.port,
        overflows: counters?.overflows,
        overflowsInASecond: counters?.overflowsInASecond,
        somaxconn: counters?.somaxconn,
      },
    };
  },
});

const flooding = /^(?:TCP: )?(?:request_sock_TCPv?6?: )?[Pp]ossible SYN flooding on port (?:\S{0,60}:)?(\d{1,5})\b/;

/** The kernel's own word, once per listening socket: its queue of half-open or waiting connections was full. */
function byKernel(log: LogFacts | undefined): Found | undefined {
  const lines = (log?.entries ?? []).filter(({ program, message }) => {
    const port = program === 'kernel' ? flooding.exec(message.slice(0, 200))?.[1] : undefined;
    return port !== undefined && [80, 443, 8080, 8443].includes(Number(port));
  });
  const evidence = quotesOf(lines, 2);
  if (evidence === undefined) return undefined;
  const port = Number(flooding.exec(lines.at(-1)?.message ?? '')?.[1]);
  return {
    summary: `The kernel's queue of new connections on port ${port} was full: a burst, workers that do not accept, or a SYN flood.`,
    certainty: 'possible',
    evidence,
    facts: { port, count: lines.length },
    at: latest(lines),
  };
}

type Full = Listener & { readonly queued: number; readonly backlog: number };

function isFull(socket: Listener): socket is Full {
  const { queued, backlog, holders } = socket;
  if (queued === undefined || backlog === undefined || backlog === 0 || queued < backlog) return false;
  return holders.length === 0 || holders.some(isApacheHolder);
}

function fullQueue(sockets: ListenerFacts | undefined): Full | undefined {
  return sockets?.listeners.find(isFull);
}

function queueEvidence(full: Full | undefined): Evidence[] {
  if (full === undefined) return [];
  const name = `connections waiting on port ${full.port}`;
  return [
    { kind: 'quote', source: 'listeners', text: full.line },
    { kind: 'measure', source: 'listeners', name, value: full.queued, limit: full.backlog, unit: 'connections' },
  ];
}

function counterEvidence(counters: QueueCounters | undefined): Evidence[] {
  if (!counters?.overflows) return [];
  const dropping = counters.overflowsInASecond ?? 0;
  const [name, value] =
    dropping > 0
      ? ['accept queue overflows within a second', dropping]
      : ['accept queue overflows since boot', counters.overflows];
  return [{ kind: 'measure', source: 'queue-counters', name: String(name), value: Number(value), unit: 'connections' }];
}
