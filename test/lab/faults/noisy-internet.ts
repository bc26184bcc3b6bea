import { defineFault } from '../fault.ts';
import { configure, errorLog, restart } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

export const fault = defineFault({
  id: 'noisy-internet',
  title: 'a healthy server that scanners, strangers and slow clients knock on',
  flavour: 'event',
  async provoke(host) {
    await configure(
      host,
      'LogLevel info\n<Location /admin>\nRequire ip 192.0.2.1\n</Location>\nRequestReadTimeout header=1\n',
    );
    await restart(host);
    await host.sh(`for i in 1 2 3; do
      printf 'GET /cgi-bin/.%%%%32%%%%65/.%%%%32%%%%65/bin/sh HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n' | timeout 2 socat - tcp:127.0.0.1:80
      printf 'GET /%%2e%%2e/%%2e%%2e/etc/passwd HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n' | timeout 2 socat - tcp:127.0.0.1:80
      curl -s -m 2 -o /dev/null http://127.0.0.1/admin
      (printf 'GET / HTTP/1.1\\r\\nHost: x\\r\\n'; sleep 3) | timeout 4 socat - tcp:127.0.0.1:80
    done; true`);
  },
  async settled(host) {
    await host.shows(errorLog('AH01630'));
    await host.shows(errorLog('AH01382'));
  },
  expect: {
    lead: null,
    found: ['client-denied', 'probe-traffic', 'client-aborted'],
    absent: notAbout(),
  },
});
