import { defineRule, type Found, notApplicable, type Verdict } from '../../model/rule.ts';
import { logs } from '../../probes/combined/logs.ts';
import type { LogFacts } from '../../probes/logs/facts.ts';
import { latest, quotesOf } from '../../probes/logs/select.ts';
import { listeners } from '../../probes/ports/probe.ts';
import type { ListedParent } from '../../probes/processes/facts.ts';
import { processes } from '../../probes/processes/probe.ts';
import type { UnitFacts } from '../../probes/service/facts.ts';
import { unit } from '../../probes/service/probe.ts';

export const secondInstance = defineRule({
  id: 'second-instance',
  title: 'An Apache runs outside the unit',
  kind: 'problem',
  answers: ['ports', 'preflight'],
  over: { never: 'it is found only while it is so' },
  severity: 'warning',
  cause:
    'Somebody started an Apache by hand, or a parent was killed and left its workers (orphans, adopted by PID 1). They hold the ports and the old configuration, systemd does not know them, and a start of the unit fails or, with the same pid file, stops them.',
  remedy:
    'See what it serves first: it may be the only one answering. Then stop that Apache by its own pid file or control program with its own arguments, and start the unit. Do not kill by name.',
  explains: ['port-conflict', 'port-held-by-other', 'start-failed', 'site-failing'],
  reads: {},
  mayRead: { processes, listeners, logs, unit },
  judge({ processes: facts, listeners: sockets, logs: all, unit: service }) {
    if (facts === undefined) return alreadyRunning(all, service);
    const stray = facts.parents.filter(({ role }) => role === 'stray');
    const orphans = facts.parents.filter(({ role }) => role === 'orphan');
    const [first] = [...stray, ...orphans];
    if (first === undefined) return undefined;
    const pids = [...stray, ...orphans].map(({ pid }) => pid);
    const family = new Set([...stray, ...orphans].flatMap(({ pid, children }) => [pid, ...children]));
    const held = (sockets?.listeners ?? []).filter(({ holders }) =>
      holders.some((holder) => holder.pids.some((pid) => family.has(pid))),
    );
    const ports = [...new Set(held.map(({ port }) => port))].sort((one, other) => one - other);
    const line = facts.processes.find(({ pid }) => pid === first.pid)?.line ?? '';
    const server = facts.parents.find(({ role }) => role === 'server');
    return {
      summary: `${describe(stray, orphans)}${ports.length === 0 ? '' : `, holding port ${ports.join(', ')}`}; ${server === undefined ? 'the unit itself has no Apache' : `the server looked after is ${server.pid}`}.`,
      certainty: facts.origin === 'proc' ? 'certain' : 'likely',
      evidence: [
        { kind: 'quote', source: 'processes', text: line },
        ...held.slice(0, 2).map((socket) => ({ kind: 'quote' as const, source: 'listeners', text: socket.line })),
      ],
      facts: { pid: first.pid, pids, ports, count: pids.length, orphans: orphans.length },
    };
  },
});

/** A unit that failed to start because httpd met its own pid file in use. */
function alreadyRunning(all: LogFacts | undefined, service: UnitFacts | undefined): Found | Verdict | undefined {
  if (all === undefined) return notApplicable('neither processes nor logs are known');
  const met = all.entries.filter(({ client, message }) => client === undefined && running.test(message.slice(0, 200)));
  const failed =
    service?.active === 'failed' ||
    all.entries.some(({ program, message }) => program === 'systemd' && message.startsWith('Failed to start '));
  const evidence = quotesOf(met, 2);
  const pid = Number(running.exec(met.at(-1)?.message ?? '')?.[1]);
  if (evidence === undefined || !failed) return undefined;
  return {
    summary: `An Apache outside the unit already runs (pid ${pid}), so the unit cannot start one.`,
    certainty: 'likely',
    severity: 'critical',
    explains: ['start-failed', 'unit-failed', 'not-running', 'port-conflict'],
    evidence,
    facts: { pid, pids: [pid], count: 1, unit: service?.unit },
    at: latest(met),
  };
}

const running = /^(?:httpd|apache2)[\w.-]{0,20} \(pid (\d{1,10})\) already running/;

function describe(stray: readonly ListedParent[], orphans: readonly ListedParent[]): string {
  const parts = [
    ...(stray.length === 0
      ? []
      : [
          `${stray.length === 1 ? 'an Apache' : `${stray.length} Apaches`} outside the unit (parent ${pidList(stray)})`,
        ]),
    ...(orphans.length === 0
      ? []
      : [`${orphans.length} ${orphans.length === 1 ? 'worker' : 'workers'} without a parent (${pidList(orphans)})`]),
  ];
  const text = `${parts.join(' and ')} ${stray.length + orphans.length === 1 ? 'runs' : 'run'}`;
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

function pidList(parents: readonly ListedParent[]): string {
  return `${parents
    .slice(0, 5)
    .map(({ pid }) => pid)
    .join(', ')}${parents.length > 5 ? ', …' : ''}`;
}
