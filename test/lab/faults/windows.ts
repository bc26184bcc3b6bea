import { defineFault, type FaultHost } from '../fault.ts';
import { configure, errorLog, restart, SITE_UP } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

const LOG = '/var/log/apache2/error.log';

/** A backend that refuses 150 requests; the error log has their errors. */
async function refuses(host: FaultHost, more = ''): Promise<void> {
  await configure(host, `ProxyPass /app/ http://127.0.0.1:9001/\n${more}`);
  await restart(host);
  await host.requests({ path: '/app/', clients: 2, requests: 150, seconds: 30 });
  await host.shows(errorLog('\\(111\\)Connection refused: AH00957'));
}

/** Lines at the end of the error log, by awk's printf; a second after whatever was before, for they bear no fraction of one. */
async function noise(host: FaultHost, lines: number, format: string, log = LOG): Promise<void> {
  const stamp = `$(date '+%a %b %d %H:%M:%S.000000 %Y')`;
  await host.ok(
    `sleep 1.1; awk -v at="${stamp}" 'BEGIN { for (i = 0; i < ${lines}; i++) printf "[%s] ${format}\\n", at, i }' >>${log}`,
    60_000,
  );
}

const SCANNED = '[core:info] [pid 9:tid 9] [client 192.0.2.7:40000] AH00128: File does not exist: /var/www/html/.env%d';

const backendDown = { lead: 'backend-down', found: ['backend-down'], absent: notAbout('backend') };

/** What is in the log, but not at its end. */
export const faults = [
  defineFault({
    id: 'errors-before-noise',
    title: 'the errors of a backend are followed by 2 MB of notices from a scanner',
    flavour: 'event',
    async provoke(host) {
      await refuses(host);
      await noise(host, 14_000, SCANNED);
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
    title: 'a module of its own reports an emergency once, before 100,000 errors of a favicon',
    flavour: 'event',
    async provoke(host) {
      await noise(host, 1, '[payments:emerg] [pid 9:tid 9] PAY0007: the ledger is closed, all orders are refused (%d)');
      await noise(
        host,
        100_000,
        '[core:error] [pid 9:tid 9] [client 192.0.2.7:40000] AH00037: Symbolic link not allowed or link target not accessible: /var/www/html/f%d.ico',
      );
    },
    settled: (host) => host.shows(SITE_UP),
    expect: { lead: 'unexplained-errors', found: ['unexplained-errors'], absent: notAbout(), impact: 'serving' },
  }),
  defineFault({
    id: 'rare-fatal-among-warnings',
    title: 'PHP dies a few times, between 20,000 warnings that bear the same code',
    flavour: 'event',
    async provoke(host) {
      const said = (text: string): string =>
        `[proxy_fcgi:error] [pid 9:tid 9] [client 192.0.2.7:40000] AH01071: Got error \\047PHP message: PHP ${text} %d\\047`;
      await noise(
        host,
        5,
        said('Fatal error:  Uncaught Error: Call to undefined function checkout() in /srv/shop.php:7'),
      );
      await noise(host, 20_000, said('Warning:  Undefined array key 3 in /srv/list.php on line'));
    },
    settled: (host) => host.shows(SITE_UP),
    expect: { lead: 'php-fatal', found: ['php-fatal'], absent: notAbout('backend'), impact: 'serving' },
  }),
  defineFault({
    id: 'errors-without-level-before-noise',
    title: 'the errors of a backend bear no level, by ErrorLogFormat, and 2 MB of lines without weight follow',
    flavour: 'event',
    async provoke(host) {
      await refuses(host, 'ErrorLogFormat "[%t] [%P] %E: %M"\n');
      await noise(host, 30_000, '[9] AH00128: File does not exist: /var/www/html/.env%d');
    },
    settled: (host) => host.shows(SITE_UP),
    expect: backendDown,
  }),
  defineFault({
    id: 'site-errors-before-noise',
    title:
      'the log of a site has 1 GB, nearly all of it a hole, the errors of its backend, and 4 MB of noise behind them',
    flavour: 'event',
    async provoke(host) {
      const log = '/var/log/apache2/shop.log';
      await host.ok(`truncate -s 1G ${log}`);
      await host.write(
        '/etc/apache2/sites-enabled/000-default.conf',
        `<VirtualHost *:80>\nDocumentRoot /var/www/html\nProxyPass /app/ http://127.0.0.1:9001/\nErrorLog ${log}\n</VirtualHost>\n`,
      );
      await restart(host);
      await host.requests({ path: '/app/', clients: 2, requests: 150, seconds: 30 });
      await host.shows(`tail -c 100000 ${log} | grep -q AH00957`);
      await noise(host, 28_000, SCANNED, log);
    },
    settled: (host) => host.shows(SITE_UP),
    expect: backendDown,
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
    id: 'log-rotated-and-packed',
    title: 'the log was rotated and packed at once, right behind the errors of a backend',
    flavour: 'event',
    async provoke(host) {
      await refuses(host);
      await host.ok(`mv ${LOG} ${LOG}.1; systemctl reload apache2; gzip ${LOG}.1`);
    },
    settled: (host) => host.shows(SITE_UP),
    expect: backendDown,
  }),
  defineFault({
    id: 'failures-before-a-scanner',
    title: 'a rule answers half of the requests 503, and 9,000 requests for what is not there follow',
    flavour: 'event',
    async provoke(host) {
      await configure(host, 'Redirect 503 /shop/\n');
      await restart(host);
      await host.requests({ path: '/shop/cart', clients: 2, requests: 150, seconds: 30 });
      await host.requests({ path: '/', clients: 2, requests: 150, seconds: 30 });
      await host.ok(
        `awk -v at="$(date '+%d/%b/%Y:%H:%M:%S %z')" 'BEGIN { for (i = 0; i < 9000; i++) printf "192.0.2.7 - - [%s] \\"GET /.env%d HTTP/1.1\\" 404 196 \\"-\\" \\"scan\\"\\n", at, i }' >>/var/log/apache2/access.log`,
      );
    },
    settled: (host) => host.shows('tail -1 /var/log/apache2/access.log | grep -q env8999'),
    expect: { lead: 'error-rate-high', found: ['error-rate-high'], absent: notAbout(), impact: 'degraded' },
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
