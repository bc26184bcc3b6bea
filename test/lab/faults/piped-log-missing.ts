import { defineFault } from '../fault.ts';
import { configure } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'piped-log-missing',
  title: 'a piped log program does not exist, then a restart',
  flavour: 'event',
  async provoke(host) {
    await configure(host, 'CustomLog "|/usr/local/bin/rotate-away" combined\n');
    await host.sh('systemctl restart apache2');
  },
  settled: (host) =>
    host.shows(
      'grep -rqE "AH0010[0-9]|rotate-away.*(not found|No such file)" /var/log/apache2/error.log || journalctl -u apache2 -o cat | grep -qE "AH0010[0-9]"',
    ),
  expect: {
    lead: 'piped-log-failed',
    found: ['piped-log-failed'],
    absent: notAbout('configuration', 'service'),
  },
});
