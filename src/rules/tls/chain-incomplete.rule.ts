import { defineRule } from '../../model/rule.ts';
import { sites } from '../../probes/sites/probe.ts';

/** openssl verify(1): the issuer is not known, and with a single certificate sent it cannot become known. */
const issuerUnknown: readonly number[] = [20, 21];

export const chainIncomplete = defineRule({
  id: 'chain-incomplete',
  title: 'The intermediate certificate is not sent',
  kind: 'problem',
  answers: ['tls'],
  severity: 'warning',
  cause:
    'The server sends its own certificate without that of its issuer. Browsers often know the issuer from elsewhere; curl, libraries and some phones refuse the connection.',
  remedy:
    'Put the issuer’s certificate behind the site’s own in the file of SSLCertificateFile (fullchain.pem), or name it in SSLCertificateChainFile; then reload.',
  runbook: 'tls',
  reads: { sites },
  judge({ sites: { sites: asked } }) {
    const cut = asked.flatMap(({ url, certificate }) => {
      if (certificate === undefined) return [];
      const { chain, verify, subject, issuer, issuerPublished } = certificate;
      const alone = chain === 1 && verify !== undefined && issuerUnknown.includes(verify) && subject !== issuer;
      return alone && issuerPublished ? [{ url, certificate }] : [];
    });
    const [first] = cut;
    if (first === undefined) return undefined;
    const { lines, issuer } = first.certificate;
    return {
      summary: `${first.url} sends its certificate alone, without that of its issuer${issuer === undefined ? '' : ` (${issuer})`}.`,
      certainty: 'likely',
      evidence: [{ kind: 'quote', source: 'sites', text: lines['verify'] ?? lines['chain'] ?? first.url }],
      facts: { count: cut.length, sites: cut.map(({ url }) => url), issuer },
    };
  },
});
