import { defineRule, notApplicable } from '../../model/rule.ts';
import { listeners } from '../../probes/ports/probe.ts';
import { portAnswers } from '../../probes/sites/port-answers.ts';
import { isApacheHolder } from '../../probes/workers/capacity.ts';
import { statusPage } from '../../probes/workers/probe.ts';

export const notApache = defineRule({
  id: 'not-apache',
  title: 'Something other than Apache answers',
  kind: 'problem',
  answers: ['ports', 'workers', 'preflight'],
  severity: 'notice',
  cause:
    'The answer on this port comes from another server, so looking at Apache alone will not explain what clients see.',
  remedy: 'Find out whether that server is meant to stand in front; if not, see who holds the port.',
  explains: ['site-failing'],
  reads: {},
  mayRead: { page: statusPage, ports: portAnswers, listeners },
  judge({ page, ports: requests, listeners: sockets }) {
    if (page?.otherServer !== undefined)
      return {
        summary: `The status page is ${page.otherServer}’s, not Apache’s.`,
        evidence: [
          page.answerLine === undefined
            ? { kind: 'measure', source: 'status-page', name: 'keys of mod_status found', value: 0, unit: 'keys' }
            : { kind: 'quote', source: 'status-page', text: page.answerLine },
        ],
        facts: { program: page.otherServer },
      };
    if (page === undefined && requests === undefined) return notApplicable('no answer of the server was seen');
    const foreign = requests?.answers.find(
      ({ server, port }) =>
        server !== undefined &&
        !/apache|httpd/i.test(server) &&
        !sockets?.listeners.some((socket) => socket.port === port && socket.holders.some(isApacheHolder)) &&
        sockets?.holdersVisible === true,
    );
    if (foreign?.server === undefined) return undefined;
    return {
      summary: `Port ${foreign.port} is answered by ${foreign.server}.`,
      evidence: [{ kind: 'quote', source: foreign.source, text: foreign.server }],
      facts: { port: foreign.port, program: foreign.server },
    };
  },
});
