import { defineFault } from '../fault.ts';
import { kernelLog, restart, setUnit } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'php-hog-oom',
  title: 'a PHP script with no memory limit grows until the unit is full and its child is killed (prefork)',
  flavour: 'prefork-php',
  async provoke(host) {
    await setUnit(host, 'MemoryMax=160M');
    await host.write(
      '/var/www/html/export.php',
      "<?php ini_set('memory_limit', '-1'); $rows = []; for ($i = 0; $i < 3_000_000; $i++) $rows[] = str_repeat('x', 200) . $i; echo count($rows);\n",
    );
    await restart(host);
    await host.load({ path: '/', clients: 2, seconds: 600, pauseMs: 200 });
    await host.load({ path: '/export.php', clients: 1, seconds: 600, pauseMs: 1500 });
  },
  settled: (host) => host.shows(kernelLog('Killed process [0-9]+ \\(apache2\\)')),
  expect: {
    lead: 'oom-kill',
    found: ['oom-kill'],
    absent: notAbout('memory'),
  },
});
