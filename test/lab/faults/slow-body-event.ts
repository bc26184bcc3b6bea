import { defineFault } from '../fault.ts';
import { enableLab, errorLog, FEW_WORKERS } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'slow-body-event',
  title: 'clients that send their body a letter a second fill every worker',
  flavour: 'event',
  async provoke(host) {
    await host.ok('a2dismod -q -f reqtimeout');
    await host.write(
      '/usr/lib/cgi-bin/sink',
      '#!/bin/sh\ncat >/dev/null\nprintf "Content-Type: text/plain\\n\\nok\\n"\n',
    );
    await host.ok(
      'chmod 755 /usr/lib/cgi-bin/sink && a2enmod -q cgid && ln -sf ../conf-available/serve-cgi-bin.conf /etc/apache2/conf-enabled/',
    );
    await enableLab(host, `${FEW_WORKERS.event}ScriptAlias / /usr/lib/cgi-bin/sink/\n`);
    await host.load({ connections: 60, seconds: 600, mode: 'body' });
  },
  settled: (host) => host.shows(errorLog('AH00484')),
  expect: {
    lead: ['slow-clients', 'max-request-workers'],
    found: ['slow-clients'],
    absent: notAbout('capacity'),
  },
});
