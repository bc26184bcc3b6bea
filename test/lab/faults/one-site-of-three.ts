import { defineFault } from '../fault.ts';
import { serveSites, siteText, visits, writeSites } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'one-site-of-three',
  title: 'one of three sites answers 503, the others are well',
  flavour: 'event',
  async provoke(host) {
    await writeSites(host, 'one.example', 'two.example', 'three.example');
    await host.ok('a2enmod -q rewrite');
    const sick = siteText('two.example', 'RewriteEngine on\nRewriteRule .* - [R=503,L]');
    await serveSites(host, siteText('one.example') + sick + siteText('three.example'));
    await visits(host);
  },
  settled: (host) =>
    host.shows(`[ "$(curl -sk -m 2 -o /dev/null -w '%{http_code}' -H "Host: two.example" http://127.0.0.1/)" = 503 ]`),
  expect: {
    lead: 'site-failing',
    found: ['site-failing'],
    absent: notAbout(),
    impact: 'degraded',
  },
});
