import { defineFault } from '../fault.ts';
import { configtest, configure, restartIntoFailure } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'config-bad-value',
  title: 'a directive with an impossible value, then a restart',
  flavour: 'event',
  async provoke(host) {
    await configure(host, 'ServerTokens Loud\n');
    await restartIntoFailure(host);
  },
  settled: (host) => host.shows(configtest('AH00526: Syntax error on line 1')),
  expect: {
    lead: 'config-syntax-error',
    found: ['config-syntax-error'],
    absent: notAbout('configuration', 'service'),
  },
});
