import { defineFault } from '../fault.ts';
import {
  configure,
  errorLog,
  journal,
  restart,
  SITE_UP,
  serveSites,
  siteText,
  visits,
  writeSites,
} from '../recipes.ts';
import { notAbout } from '../subjects.ts';

const calm = { lead: null, absent: [...notAbout(), 'unexplained-errors'], impact: 'serving' } as const;

/** What httpd says at a level of error or without one, and what nobody has to get up for. */
export const faults = [
  defineFault({
    id: 'healthy-logins-fail',
    title: 'somebody tries passwords on a folder that asks for one',
    flavour: 'event',
    async provoke(host) {
      await host.ok('a2enmod -q auth_basic authn_file; printf "anna:$(openssl passwd -apr1 a)\n" >/etc/apache2/users');
      await configure(
        host,
        '<Location /admin>\nAuthType Basic\nAuthName admin\nAuthUserFile /etc/apache2/users\nRequire user anna\n</Location>\n',
      );
      await restart(host);
      await visits(host);
      await host.ok(
        'for i in $(seq 12); do curl -s -o /dev/null -u "anna:$i" http://127.0.0.1/admin/; curl -s -o /dev/null -u "root$i:x" http://127.0.0.1/admin/; done',
      );
    },
    settled: (host) => host.shows(errorLog('AH01618')),
    expect: { ...calm, found: ['login-failed'] },
  }),
  defineFault({
    id: 'healthy-site-without-folder',
    title: 'a site that nobody asks for has a DocumentRoot that does not exist',
    flavour: 'event',
    async provoke(host) {
      await writeSites(host, 'shop.example');
      await serveSites(
        host,
        `${siteText('shop.example')}${siteText('old.example', 'Redirect / http://shop.example/')}`,
      );
      await visits(host);
    },
    settled: (host) => host.shows(SITE_UP),
    expect: { ...calm, found: ['document-root-missing'] },
  }),
  defineFault({
    id: 'fixed-folder-created',
    title: 'a DocumentRoot was missing when the server started, and was created since',
    flavour: 'event',
    async provoke(host) {
      await serveSites(host, siteText('shop.example'));
      await host.ok('sleep 2');
      await writeSites(host, 'shop.example');
      await visits(host, 60);
    },
    settled: (host) => host.shows(`${SITE_UP} && ${journal('AH00112')}`),
    expect: { ...calm, found: ['document-root-missing'] },
  }),
];
