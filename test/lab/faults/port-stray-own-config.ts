import { defineFault } from '../fault.ts';
import { journal, unitIs } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'port-stray-own-config',
  title: 'an Apache that somebody started for a test, with a configuration of its own, holds port 80',
  flavour: 'event',
  async provoke(host) {
    await host.write(
      '/root/try/httpd.conf',
      `ServerRoot /etc/apache2
PidFile /root/try/httpd.pid
ErrorLog /root/try/error.log
ServerName try
LoadModule mpm_prefork_module /usr/lib/apache2/modules/mod_mpm_prefork.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
Listen 80
User www-data
Group www-data
DocumentRoot /var/www/html
`,
    );
    await host.ok(
      'systemctl stop apache2 && systemd-run -q --scope --slice=user.slice apache2 -f /root/try/httpd.conf -k start',
    );
    await host.sh('systemctl start apache2');
  },
  async settled(host) {
    await host.shows(journal('AH00072'));
    await host.shows(unitIs('failed'));
  },
  expect: {
    lead: ['second-instance', 'port-held-by-other', 'port-conflict'],
    found: ['port-conflict', 'second-instance'],
    absent: notAbout('ports', 'service'),
  },
});
