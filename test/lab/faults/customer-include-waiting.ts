import { defineFault } from '../fault.ts';
import { configtest, SITE_UP } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'customer-include-waiting',
  title: 'an unknown directive in one of many included customer files waits for the next reload',
  flavour: 'event',
  async provoke(host) {
    for (const name of ['anna', 'bert', 'carl'])
      await host.write(
        `/srv/customers/${name}/vhost.conf`,
        `<VirtualHost *:80>\nServerName ${name}.example\nDocumentRoot /var/www/html\n${name === 'bert' ? 'ExpiresActive On\n' : ''}</VirtualHost>\n`,
      );
    await host.write('/etc/apache2/sites-enabled/zz-customers.conf', 'IncludeOptional /srv/customers/*/*.conf\n');
  },
  async settled(host) {
    await host.shows(configtest('bert/vhost.conf'));
    await host.shows(SITE_UP);
  },
  expect: {
    lead: ['config-unknown-directive', 'reload-unsafe'],
    found: ['config-unknown-directive'],
    absent: notAbout('configuration'),
  },
});
