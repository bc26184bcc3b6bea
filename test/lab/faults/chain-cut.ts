import { defineFault } from '../fault.ts';
import { restart, SITE_UP, serveTls } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'chain-cut',
  title: 'a public certificate is served without its intermediate',
  flavour: 'event',
  async provoke(host) {
    await serveTls(host);
    await host.ok(`cd /etc/ssl/lab && openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 900 -subj "/CN=Lab Intermediate" 2>/dev/null
      printf 'authorityInfoAccess=caIssuers;URI:http://ca.example/ca.crt\nsubjectAltName=DNS:localhost\n' >ext
      openssl x509 -req -in site.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 90 -extfile ext -out site.pem 2>&1`);
    await restart(host);
  },
  settled: (host) => host.shows(SITE_UP),
  expect: {
    lead: 'chain-incomplete',
    found: ['chain-incomplete'],
    absent: notAbout(),
    impact: 'serving',
  },
});
