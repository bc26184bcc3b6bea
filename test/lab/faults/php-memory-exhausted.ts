import { defineFault } from '../fault.ts';
import { errorLog } from '../recipes.ts';

export const fault = defineFault({
  id: 'php-memory-exhausted',
  title: 'a PHP script runs into memory_limit (mod_php)',
  flavour: 'prefork-php',
  async provoke(host) {
    await host.write(
      '/var/www/html/report.php',
      "<?php ini_set('memory_limit', '8M'); $rows = range(1, 10_000_000); echo count($rows);\n",
    );
    await host.load({ path: '/report.php', clients: 1, seconds: 600, pauseMs: 500 });
  },
  settled: (host) => host.shows(errorLog('Allowed memory size of 8388608 bytes exhausted')),
  expect: {
    lead: 'php-memory-exhausted',
    found: ['php-memory-exhausted'],
    absent: [],
  },
});
