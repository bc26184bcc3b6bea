import { defineFault, type FaultHost } from '../fault.ts';
import { configure, errorLog, restart, SITE_UP } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

const LOG = '/var/log/apache2/error.log';

/** A backend that refuses 150 requests; the error log has their errors. */
async function refuses(host: FaultHost): Promise<void> {
  await configure(host, 'ProxyPass /app/ http://127.0.0.1:9001/\n');
  await restart(host);
  await host.requests({ path: '/app/', clients: 2, requests: 150, seconds: 30 });
  await host.shows(errorLog('\\(111\\)Connection refused: AH00957'));
}

/** Lines at the end of the error log, by awk's printf. */
async function noise(host: FaultHost, lines: number, format: string): Promise<void> {
  const stamp = `$(date '+%a %b %d %H:%M:%S.000000 %Y')`;
  await host.ok(
    `awk -v at="${stamp}" 'BEGIN { for (i = 0; i < ${lines}; i++) printf "[%s] ${format}\\n", at, i }' >>${LOG}`,
    60_000,
  );
}

const backendDown = { lead: 'backend-down', found: ['backend-down'], absent: notAbout('backend') };

/** What is in the log, but not at its end. */
export const faults = [
  defineFault({
    id: 'errors-before-noise',
    title: 'the errors of a backend are followed by 2 MB of notices from a scanner',
    flavour: 'event',
    async provoke(host) {
      await refuses(host);
      await noise(
        host,
        14_000,
        '[core:info] [pid 9:tid 9] [client 192.0.2.7:40000] AH00128: File does not exist: /var/www/html/.env%d',
      );
    },
    settled: (host) => host.shows(SITE_UP),
    expect: backendDown,
  }),
  defineFault({
    id: 'errors-before-binary',
    title: 'the errors of a backend are followed by 500 kB that are no text',
    flavour: 'event',
    async provoke(host) {
      await refuses(host);
      await host.ok(`head -c 500000 /dev/urandom >>${LOG}`);
    },
    settled: (host) => host.shows(SITE_UP),
    expect: backendDown,
  }),
  defineFault({
    id: 'errors-before-one-long-line',
    title: 'the errors of a backend are followed by a line of 1 MB',
    flavour: 'event',
    async provoke(host) {
      await refuses(host);
      await host.ok(`head -c 1000000 /dev/zero | tr '\\0' x >>${LOG}`);
    },
    settled: (host) => host.shows(SITE_UP),
    expect: backendDown,
  }),
  defineFault({
    id: 'rare-error-among-many',
    title: 'a module of its own reports an emergency once, before 30,000 errors of a favicon',
    flavour: 'event',
    async provoke(host) {
      await noise(host, 1, '[payments:emerg] [pid 9:tid 9] PAY0007: the ledger is closed, all orders are refused (%d)');
      await noise(
        host,
        30_000,
        '[core:error] [pid 9:tid 9] [client 192.0.2.7:40000] AH00037: Symbolic link not allowed or link target not accessible: /var/www/html/f%d.ico',
      );
    },
    settled: (host) => host.shows(SITE_UP),
    expect: { lead: 'unexplained-errors', found: ['unexplained-errors'], absent: notAbout(), impact: 'serving' },
  }),
  defineFault({
    id: 'log-rotated-just-now',
    title: 'the log was rotated right behind the errors of a backend',
    flavour: 'event',
    async provoke(host) {
      await refuses(host);
      await host.ok(`mv ${LOG} ${LOG}.1; systemctl reload apache2`);
    },
    settled: (host) => host.shows(SITE_UP),
    expect: backendDown,
  }),
  defineFault({
    id: 'healthy-huge-log',
    title: 'a healthy server whose error log has 3 GB, nearly all of it a hole',
    flavour: 'event',
    async provoke(host) {
      await host.ok(`truncate -s 3G ${LOG}; systemctl reload apache2`);
    },
    settled: (host) => host.shows(SITE_UP),
    expect: { lead: null, found: [], absent: notAbout(), impact: 'serving' },
  }),
];
