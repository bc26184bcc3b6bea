import { defineFault } from '../fault.ts';
import { serveSites, siteText, visits, writeSites } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

const errorLogOrUp = '[ -s /var/log/apache2/office.example.log ]';

export const fault = defineFault({
  id: 'healthy-office-only',
  title: 'a site that only one network may see',
  flavour: 'event',
  async provoke(host) {
    await writeSites(host, 'office.example');
    await serveSites(
      host,
      siteText('office.example')
        .replace('Require all granted', 'Require ip 10.0.0.0/8\nRequire not ip 10.255.0.1')
        .replace('Require not ip 10.255.0.1', ''),
    );
    await visits(host, 20);
  },
  settled: (host) => host.shows(errorLogOrUp),
  expect: {
    lead: null,
    found: [],
    absent: [
      ...notAbout(),
      'site-failing',
      'access-denied-to-all',
      'content-missing',
      'redirect-loop',
      'certificate-not-reloaded',
      'chain-incomplete',
      'not-reachable-from-outside',
    ],
    impact: 'serving',
  },
});
