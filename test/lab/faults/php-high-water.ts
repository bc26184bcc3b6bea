import { defineFault } from '../fault.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'php-high-water',
  title: 'PHP children grow once, to the size of the largest script, and stay there',
  flavour: 'prefork-php',
  async provoke(host) {
    await host.write('/var/www/html/big.php', "<?php $a = str_repeat('x', 8 << 20); echo strlen($a);\n");
    await host.requests({ path: '/big.php', clients: 3, requests: 60, seconds: 90 });
  },
  settled: (host) => host.shows('[ "$(grep -c big.php /var/log/apache2/access.log)" -ge 60 ]'),
  expect: {
    lead: null,
    found: [],
    absent: notAbout(),
  },
});
