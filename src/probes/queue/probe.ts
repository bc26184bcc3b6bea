import { loadProgram } from '../../lib/program.ts';
import { defineProbe } from '../../model/source.ts';
import { ssCommand } from '../ports/local-ports.ts';
import { ConnectionFacts, QueueCounters } from './facts.ts';
import { parseConnections, parseCounters } from './parse.ts';

const connectionProgram = loadProgram(import.meta.dirname, 'connections.sh');

/** Connections of Apache's ports by state and by peer, counted on the host. */
export const connections = defineProbe({
  id: 'connections',
  title: 'Connections on Apache’s ports',
  question: 'who holds the connections, and whether they send anything',
  wants: 'ss(8) on the host',
  facts: ConnectionFacts,
  privileged: (layout) => [ssCommand(layout)],
  section: (layout) => ({
    program: connectionProgram,
    args: [layout.configRoot, layout.mainConfig, ssCommand(layout)[0] ?? 'ss'],
    seconds: 8,
    bytes: 32_000,
  }),
  parse: (text) => parseConnections(text),
});

const counterProgram = loadProgram(import.meta.dirname, 'queue-counters.sh');

/** Whether the kernel drops connections because an accept queue is full. */
export const queueCounters = defineProbe({
  id: 'queue-counters',
  title: 'Accept queue counters',
  question: 'whether the kernel drops connections because nobody accepts them',
  wants: 'a readable /proc/net/netstat',
  facts: QueueCounters,
  section: () => ({ program: counterProgram, args: [], seconds: 4, bytes: 4000 }),
  parse: (text) => parseCounters(text),
});
