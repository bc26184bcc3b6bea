import { defineFault } from '../fault.ts';
import { errorLog } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'php-fatal',
  title: 'a PHP script dies of a fatal error (mod_php)',
  flavour: 'prefork-php',
  async provoke(host) {
    await host.write('/var/www/html/shop.php', '<?php checkout();\n');
    await host.load({ path: '/shop.php', clients: 1, seconds: 600, pauseMs: 500 });
  },
  settled: (host) => host.shows(errorLog('PHP Fatal error:  Uncaught Error: Call to undefined function')),
  expect: {
    lead: 'php-fatal',
    found: ['php-fatal'],
    absent: notAbout('backend'),
  },
});
