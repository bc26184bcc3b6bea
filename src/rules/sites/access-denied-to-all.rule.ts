import { siteRule, sitesText } from './site-rule.ts';

export const accessDeniedToAll = siteRule({
  id: 'access-denied-to-all',
  title: 'A site that was open answers 403 to everybody',
  severity: 'critical',
  cause:
    'The access log shows that / was answered before, and now it is answered 403: an access rule (AH01630), a folder the server may not read (AH00035, AH00132), or an index file that is gone (AH01276) does it.',
  remedy:
    'The error log names which: look at Require in the part of the configuration that serves the path and at .htaccess, at the modes of the folders, and at DirectoryIndex. Undo what changed last.',
  runbook: 'changes',
  of: 'denied',
  explains: ['client-denied', 'status-page-unavailable'],
  describe: (sites, all) => ({
    summary: `${sitesText(sites, all)}.`,
    ...(sites.some(({ seenByOthers }) => seenByOthers) ? {} : { certainty: 'likely' as const }),
  }),
});
