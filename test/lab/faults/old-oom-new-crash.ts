import { defineFault } from '../fault.ts';
import { enableLab, errorLog } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'old-oom-new-crash',
  title: 'the log still holds the full workers of last week; today a module crashes',
  flavour: 'event',
  async provoke(host) {
    const day = (await host.ok("date -d '6 days ago' '+%a %b %d'")).trim();
    const year = (await host.ok("date -d '6 days ago' +%Y")).trim();
    const old = [
      `[${day} 21:02:08.114203 ${year}] [mpm_event:error] [pid 644:tid 644] AH00484: server reached MaxRequestWorkers setting, consider raising the MaxRequestWorkers setting`,
      `[${day} 21:14:40.870911 ${year}] [core:notice] [pid 644:tid 644] AH00052: child pid 1291 exit signal Killed (9)`,
      `[${day} 21:20:02.004417 ${year}] [mpm_event:notice] [pid 644:tid 644] AH00491: caught SIGTERM, shutting down`,
    ];
    await host.write('/var/log/apache2/older', `${old.join('\n')}\n`);
    await host.ok('cd /var/log/apache2 && cat older error.log >both && cat both >error.log && rm older both');
    await enableLab(host);
    await host.load({ path: '/lab/crash', clients: 1, seconds: 600, pauseMs: 1500 });
  },
  settled: (host) => host.shows(errorLog('AH00052: child pid [0-9]+ exit signal Segmentation fault')),
  expect: {
    lead: 'segfault',
    found: ['segfault'],
    absent: notAbout('crashes'),
  },
});
