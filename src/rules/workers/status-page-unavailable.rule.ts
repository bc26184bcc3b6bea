import { defineRule } from '../../model/rule.ts';
import { portAnswers } from '../../probes/sites/port-answers.ts';
import { statusPage } from '../../probes/workers/probe.ts';

export const statusPageUnavailable = defineRule({
  id: 'status-page-unavailable',
  title: 'mod_status cannot be read',
  kind: 'hygiene',
  answers: ['workers'],
  severity: 'notice',
  cause:
    'The status request needs a free worker and mod_status enabled for localhost. A saturated server accepts it and never answers; 403 and 404 mean that it is not enabled or not allowed for this address.',
  remedy:
    'If the server hangs, treat that as the finding. Otherwise enable mod_status with `Require local`, and ExtendedStatus On, outside the incident.',
  reads: { page: statusPage },
  mayRead: { ports: portAnswers },
  judge({ page, ports: requests }) {
    if (page.page || page.otherServer !== undefined || page.answerLine === undefined) return undefined;
    const server = requests?.answers.find(({ url }) => page.url?.startsWith(url))?.server;
    if (server !== undefined && !/apache|httpd/i.test(server)) return undefined;
    const what = page.answered
      ? `answered with HTTP ${page.http ?? '?'} instead of the status page`
      : page.refused
        ? 'refused the status request'
        : 'did not answer the status request in time';
    return {
      summary: `Apache ${what}; what its workers do is not known.`,
      evidence: [{ kind: 'quote', source: 'status-page', text: page.answerLine }],
      facts: {
        reason: page.answered ? 'not-enabled' : page.refused ? 'refused' : 'timeout',
        http: page.http,
      },
      ...(page.answered ? { runbook: 'enable-status' } : {}),
    };
  },
});
