import { siteRule, sitesText } from './site-rule.ts';

export const redirectLoop = siteRule({
  id: 'redirect-loop',
  title: 'A site redirects to itself',
  severity: 'critical',
  cause:
    'The redirect of / leads back to the same address, so browsers give up (ERR_TOO_MANY_REDIRECTS): a rewrite to https or to another name whose condition is always true.',
  remedy:
    'Look at Redirect and RewriteRule of that virtual host and its .htaccess: the condition must be false where the redirect leads, such as RewriteCond %{HTTPS} off, or the header that a TLS proxy in front sets.',
  runbook: 'changes',
  of: 'loop',
  explains: [],
  describe: (sites, all) => ({ summary: `${sitesText(sites, all)}.` }),
});
