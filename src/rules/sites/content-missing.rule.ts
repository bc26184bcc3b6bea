import { siteRule, sitesText } from './site-rule.ts';

export const contentMissing = siteRule({
  id: 'content-missing',
  title: 'What a site served is gone',
  severity: 'critical',
  cause:
    'The access log shows that / was answered before, and now it is answered 404: the document root, the release it points to or the route to the application is gone.',
  remedy:
    'Look at DocumentRoot with `namei -l`: after a release switch the link often leads nowhere. Put the release back, or point the link to one that exists; a reload is not needed for that.',
  runbook: 'changes',
  of: 'missing',
  explains: ['document-root-missing', 'status-page-unavailable'],
  describe: (sites, all) => ({
    summary: `${sitesText(sites, all)}.`,
    ...(sites.some(({ seenByOthers }) => seenByOthers) ? {} : { certainty: 'likely' as const }),
  }),
});
