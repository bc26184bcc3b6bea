import { defineFault } from '../fault.ts';
import { configtest, configure, SITE_UP } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'listen-overlap-waiting',
  title: 'an overlapping Listen line waits; the next reload would end the server',
  flavour: 'event',
  async provoke(host) {
    await configure(host, 'Listen 127.0.0.1:80\n');
  },
  async settled(host) {
    await host.shows(configtest('Syntax OK'));
    await host.shows(SITE_UP);
  },
  expect: {
    lead: ['reload-unsafe', 'listen-overlap'],
    found: ['listen-overlap'],
    absent: notAbout('configuration', 'ports'),
  },
});
