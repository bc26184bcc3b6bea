import { defineRule } from '../../model/rule.ts';
import { directives } from '../../probes/config/probe.ts';

export const maxConnectionsPerChildLow = defineRule({
  id: 'max-connections-per-child-low',
  title: 'Children are replaced after very few connections',
  kind: 'problem',
  answers: ['oom', 'memory', 'mpm-settings'],
  severity: 'warning',
  cause:
    'MaxConnectionsPerChild (MaxRequestsPerChild before 2.4) below 100 makes httpd fork all the time, and under event and worker whole processes with running connections are replaced, which fills the scoreboard. It counts connections, not requests.',
  remedy: 'Set it to 1,000 or more, or to 0 when nothing leaks; a graceful restart is enough.',
  explains: ['load-high', 'scoreboard-full'],
  reads: { directives },
  judge({ directives: config }) {
    const line = config.directives.findLast(
      ({ name }) => name === 'maxconnectionsperchild' || name === 'maxrequestsperchild',
    );
    const value = Number(line?.args[0]);
    if (line === undefined || !Number.isInteger(value) || value <= 0 || value >= 100) return undefined;
    return {
      summary: `${line.text} replaces every child after ${value} ${value === 1 ? 'connection' : 'connections'}.`,
      evidence: [{ kind: 'quote', source: 'directives', text: line.text }],
      facts: {
        limit: value,
        directive: line.args.length === 0 ? line.name : (line.text.split(/\s/, 1)[0] ?? line.name),
        file: line.file,
        line: line.line,
      },
    };
  },
});
