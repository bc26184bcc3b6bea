import { defineFault } from '../fault.ts';
import { configtest, configure, restartIntoFailure } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'config-unclosed-section',
  title: 'a section that is never closed, then a restart',
  flavour: 'event',
  async provoke(host) {
    await configure(host, '<Directory /srv/www>\nRequire all granted\n');
    await restartIntoFailure(host);
  },
  settled: (host) => host.shows(configtest('Syntax error on line 1')),
  expect: {
    lead: 'config-syntax-error',
    found: ['config-syntax-error'],
    absent: notAbout('configuration', 'service'),
  },
});
