import { defineFault } from '../fault.ts';
import { configure, journal, restartIntoFailure } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'core-dir-in-private-tmp',
  title: 'CoreDumpDirectory below /tmp: fine for configtest in a shell, gone under PrivateTmp',
  flavour: 'event',
  async provoke(host) {
    await host.ok('install -d -o www-data /tmp/apache-cores');
    await configure(host, 'CoreDumpDirectory /tmp/apache-cores\n');
    await restartIntoFailure(host);
  },
  settled: (host) => host.shows(journal('CoreDumpDirectory /tmp/apache-cores does not exist')),
  expect: {
    lead: 'config-syntax-error',
    found: ['config-syntax-error'],
    absent: notAbout('configuration', 'service'),
  },
});
