import { defineFault } from '../fault.ts';
import { SITE_UP } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'instance-failed',
  title: 'another instance of Apache failed beside a healthy main one',
  flavour: 'event',
  async provoke(host) {
    await host.ok('mkdir /etc/apache2-shop; systemctl start apache2@shop.service || true');
  },
  settled: (host) => host.shows(SITE_UP),
  expect: {
    lead: 'instance-failed',
    found: ['instance-failed'],
    absent: notAbout(),
  },
});
