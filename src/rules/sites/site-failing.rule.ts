import { siteRule, sitesText } from './site-rule.ts';

export const siteFailing = siteRule({
  id: 'site-failing',
  title: 'A site answers with a server error, or not at all',
  severity: 'critical',
  cause:
    'The bot’s own request on the host, to / with the name of the site, was answered with 5xx, or not at all: users get the same. Where no line of a log goes with it, the application gives this answer by itself, or what it waits for does not come.',
  remedy:
    'Look at the application’s own log at this moment, and at what changed last. `curl -v --resolve NAME:PORT:127.0.0.1 URL` on the host repeats the request.',
  runbook: 'logs',
  of: 'failing',
  explains: ['error-rate-high', 'status-page-unavailable'],
  describe: (sites, all) => ({ summary: `${sitesText(sites, all)}.` }),
});
