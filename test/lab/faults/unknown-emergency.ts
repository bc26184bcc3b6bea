import { defineFault } from '../fault.ts';
import { configure, errorLog } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'unknown-emergency',
  title: 'a module that nobody knows answers every request with 500 and logs an emergency of its own',
  flavour: 'event',
  async provoke(host) {
    await host.write(
      '/etc/apache2/sky.lua',
      'function falls(r)\n  r:emerg("AH09999: the sky is falling, exiting")\n  return 500\nend\n',
    );
    await host.ok('a2enmod -q lua');
    await configure(host, 'LuaHookFixups /etc/apache2/sky.lua falls\n');
    await host.ok('systemctl restart apache2');
    await host.load({ path: '/', clients: 1, seconds: 600, pauseMs: 200 });
  },
  settled: (host) => host.shows(errorLog('the sky is falling')),
  expect: {
    lead: ['unexplained-errors', 'site-failing'],
    found: ['unexplained-errors'],
    absent: notAbout(),
  },
});
