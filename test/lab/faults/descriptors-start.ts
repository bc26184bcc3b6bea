import { defineFault } from '../fault.ts';
import { configure, limitFiles, unitIs } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'descriptors-start',
  title: 'more log files than file descriptors: the start fails',
  flavour: 'event',
  async provoke(host) {
    const sites = Array.from({ length: 60 }, (_, i) => {
      const name = `site${i}.example`;
      return `<VirtualHost *:80>\nServerName ${name}\nErrorLog \${APACHE_LOG_DIR}/${name}.error.log\nCustomLog \${APACHE_LOG_DIR}/${name}.access.log combined\n</VirtualHost>`;
    });
    await configure(host, `${sites.join('\n')}\n`);
    await limitFiles(host, 60);
    await host.sh('systemctl restart apache2');
  },
  async settled(host) {
    await host.shows(unitIs('failed'));
    await host.shows(
      "grep -rqE 'Too many open files' /var/log/apache2/ || journalctl -u apache2 -o cat | grep -q 'Too many open files'",
    );
  },
  expect: {
    lead: 'nofile-exhausted',
    found: ['nofile-exhausted'],
    absent: notAbout('limits', 'service', 'disk'),
  },
});
