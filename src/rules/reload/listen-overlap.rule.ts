import { defineRule } from '../../model/rule.ts';
import { listenOverlaps } from '../../probes/config/listens.ts';
import { directives } from '../../probes/config/probe.ts';

export const listenOverlap = defineRule({
  id: 'listen-overlap',
  title: 'Listen lines that cannot both bind',
  kind: 'problem',
  answers: ['ports', 'configtest', 'preflight'],
  severity: 'critical',
  cause:
    'A Listen on all addresses and one on a single address of the same port exclude each other: the second bind fails with "Address already in use" although no other program holds the port. The syntax check says OK; the next start or reload ends the server.',
  remedy:
    'Keep one of the two lines: the one on all addresses serves the single address as well. Moving from one to the other needs a full restart.',
  runbook: 'preflight',
  explains: ['port-conflict', 'reload-unsafe', 'start-failed', 'server-exited', 'unit-failed', 'not-running'],
  reads: { directives },
  judge({ directives: config }) {
    if (config.from === 'files') return undefined;
    const [first, ...more] = listenOverlaps(config.directives);
    if (first === undefined) return undefined;
    const { one, other, port } = first;
    return {
      summary: `Listen ${one.spec} (${one.file}:${one.line}) and Listen ${other.spec} (${other.file}:${other.line}) cannot both bind to port ${port}.`,
      evidence: [
        { kind: 'quote', source: 'directives', text: one.text },
        { kind: 'quote', source: 'directives', text: other.text },
      ],
      facts: {
        port,
        ports: [...new Set([port, ...more.map((overlap) => overlap.port)])],
        addresses: [one.spec, other.spec],
        file: other.file,
        line: other.line,
      },
    };
  },
});
