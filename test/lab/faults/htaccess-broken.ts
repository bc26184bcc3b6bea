import { defineFault } from '../fault.ts';
import { configure, errorLog } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'htaccess-broken',
  title: 'an application left a directive in .htaccess that is not allowed there: every request is answered 500',
  flavour: 'event',
  async provoke(host) {
    await configure(host, '<Directory /var/www/html>\nAllowOverride FileInfo\n</Directory>\n');
    await host.write('/var/www/html/.htaccess', 'Options +FollowSymLinks\n');
    await host.ok('systemctl restart apache2');
    await host.load({ path: '/', clients: 1, seconds: 600, pauseMs: 200 });
  },
  settled: (host) => host.shows(errorLog('htaccess: Options? .*not allowed here')),
  expect: {
    lead: 'htaccess-error',
    found: ['htaccess-error'],
    absent: notAbout(),
  },
});
