import { defineFault } from '../fault.ts';
import { errorLog } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'healthy-old-incident',
  title: 'a healthy server whose log still holds the incident of last week',
  flavour: 'event',
  async provoke(host) {
    const day = (await host.ok("date -d '7 days ago' '+%a %b %d'")).trim();
    const year = (await host.ok("date -d '7 days ago' +%Y")).trim();
    const old = [
      `[${day} 03:12:08.114203 ${year}] [mpm_event:error] [pid 812:tid 812] AH00484: server reached MaxRequestWorkers setting, consider raising the MaxRequestWorkers setting`,
      `[${day} 03:14:40.870911 ${year}] [core:notice] [pid 812:tid 812] AH00052: child pid 2291 exit signal Segmentation fault (11)`,
      `[${day} 03:14:41.903307 ${year}] [core:notice] [pid 812:tid 812] AH00052: child pid 2305 exit signal Segmentation fault (11)`,
      `[${day} 03:20:02.004417 ${year}] [mpm_event:notice] [pid 812:tid 812] AH00491: caught SIGTERM, shutting down`,
    ];
    await host.write('/var/log/apache2/error.log.old', `${old.join('\n')}\n`);
    await host.ok(
      'cd /var/log/apache2 && cat error.log >>error.log.old && cat error.log.old >error.log && rm error.log.old',
    );
  },
  settled: (host) => host.shows(errorLog('AH00052')),
  expect: {
    lead: null,
    found: [],
    absent: notAbout(),
  },
});
