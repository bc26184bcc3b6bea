import { defineFault } from '../fault.ts';
import { visits } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'app-answers-500',
  title: 'an application answers 500 and logs nothing',
  flavour: 'event',
  async provoke(host) {
    await visits(host);
    await host.write(
      '/etc/apache2/conf-enabled/zz-app.conf',
      '<Location "/">\nRewriteEngine on\nRewriteRule .* - [R=500,L]\n</Location>\n',
    );
    await host.ok('a2enmod -q rewrite; systemctl restart apache2');
    await visits(host);
  },
  settled: (host) => host.shows(`[ "$(curl -sk -m 2 -o /dev/null -w '%{http_code}' http://127.0.0.1/)" = 500 ]`),
  expect: {
    lead: 'site-failing',
    found: ['site-failing'],
    absent: notAbout(),
    impact: 'down',
  },
});
