import { defineFault, type FaultHost } from '../fault.ts';
import { configure, mountLogs, restart, SITE_UP } from '../recipes.ts';
import { notAbout } from '../subjects.ts';

const LOG = '/var/log/apache2/error.log';
const BACKEND = 'ProxyPass /app/ http://127.0.0.1:9001/\n';

/** Every ErrorLog of the main file and of Debian's site becomes this. */
function logTo(host: FaultHost, value: string): Promise<string> {
  return host.ok(
    `sed -i 's,^\\([[:space:]]*\\)ErrorLog .*,\\1ErrorLog ${value},' /etc/apache2/apache2.conf /etc/apache2/sites-available/000-default.conf`,
  );
}

async function fails(host: FaultHost): Promise<void> {
  await host.requests({ path: '/app/', clients: 2, requests: 60, seconds: 30 });
}

const backendDown = { lead: 'backend-down', found: ['backend-down'], absent: notAbout('backend') };
const healthy = { lead: null, found: [], absent: notAbout(), impact: 'serving' } as const;

/** The log that the server writes is not the file that the layout, or the configuration on disk, names. */
export const faults = [
  defineFault({
    id: 'log-deleted-open',
    title: 'somebody deleted the error log, and a backend refuses',
    flavour: 'event',
    async provoke(host) {
      await configure(host, BACKEND);
      await restart(host);
      await host.ok(`rm ${LOG}`);
      await fails(host);
    },
    settled: (host) => host.shows(`[ ! -e ${LOG} ]`),
    expect: { ...backendDown, found: ['backend-down', 'log-detached'] },
  }),
  defineFault({
    id: 'log-put-aside',
    title: 'the error log was rotated and nobody reloaded: errors of a backend go to the old file',
    flavour: 'event',
    async provoke(host) {
      await configure(host, BACKEND);
      await restart(host);
      await host.ok(`mv ${LOG} ${LOG}.1; install -m 640 -g adm /dev/null ${LOG}`);
      await fails(host);
    },
    settled: (host) => host.shows(`grep -q AH00957 ${LOG}.1`),
    expect: { ...backendDown, found: ['backend-down', 'log-detached'] },
  }),
  defineFault({
    id: 'disk-full-of-deleted-log',
    title: 'the disk of the logs is full of a log that was deleted while it was open',
    flavour: 'event',
    async provoke(host) {
      await mountLogs(host, 'size=8m');
      await restart(host);
      await host.sh('dd if=/dev/zero of=/var/log/apache2/access.log bs=64k oflag=append conv=notrunc 2>/dev/null');
      await host.ok('rm /var/log/apache2/access.log');
    },
    settled: (host) => host.shows('[ "$(df --output=avail /var/log/apache2 | tail -1)" -eq 0 ]'),
    expect: { lead: 'log-detached', found: ['log-detached', 'disk-full'], absent: notAbout('disk'), impact: 'serving' },
  }),
  defineFault({
    id: 'error-log-by-rotatelogs',
    title: 'ErrorLog goes through rotatelogs to a folder of its own, and a backend refuses',
    flavour: 'event',
    async provoke(host) {
      await host.ok(`mkdir -p /srv/weblogs; rm -f ${LOG}`);
      await logTo(host, '"|/usr/bin/rotatelogs -l /srv/weblogs/%Y-errors 86400"');
      await configure(host, BACKEND);
      await restart(host);
      await fails(host);
    },
    settled: (host) => host.shows('cat /srv/weblogs/* | grep -q AH00957'),
    expect: backendDown,
  }),
  defineFault({
    id: 'error-log-to-syslog',
    title: 'ErrorLog is syslog under a name of its own, and a backend refuses',
    flavour: 'event',
    async provoke(host) {
      await logTo(host, 'syslog:local7:shop');
      await configure(host, BACKEND);
      await restart(host);
      await fails(host);
    },
    settled: (host) => host.shows('journalctl -t shop | grep AH00957 >/dev/null'),
    expect: backendDown,
  }),
  defineFault({
    id: 'error-log-by-logger',
    title: 'ErrorLog goes to logger(1), and a backend refuses',
    flavour: 'event',
    async provoke(host) {
      await logTo(host, '"|/usr/bin/logger -t shop -p local1.err"');
      await configure(host, BACKEND);
      await restart(host);
      await fails(host);
    },
    settled: (host) => host.shows('journalctl -t shop | grep AH00957 >/dev/null'),
    expect: backendDown,
  }),
  defineFault({
    id: 'error-log-moved-on-disk',
    title: 'a backend refuses, and the configuration on disk names another error log than the server writes',
    flavour: 'event',
    async provoke(host) {
      await configure(host, BACKEND);
      await restart(host);
      await host.ok('sleep 1.5; mkdir -p /srv/weblogs; echo old >/srv/weblogs/errors');
      await logTo(host, '/srv/weblogs/errors');
      await fails(host);
    },
    settled: (host) => host.shows(`grep -q AH00957 ${LOG}`),
    expect: { ...backendDown, found: ['backend-down', 'recent-config-change'] },
  }),
  defineFault({
    id: 'log-folder-by-envvars',
    title: 'envvars puts APACHE_LOG_DIR elsewhere, and a backend refuses',
    flavour: 'event',
    async provoke(host) {
      await host.ok(
        `mkdir -p /srv/weblogs; sed -i 's,^export APACHE_LOG_DIR=.*,export APACHE_LOG_DIR=/srv/weblogs,' /etc/apache2/envvars`,
      );
      await configure(host, BACKEND);
      await restart(host);
      await fails(host);
    },
    settled: (host) => host.shows('grep -q AH00957 /srv/weblogs/error.log'),
    expect: backendDown,
  }),
  defineFault({
    id: 'healthy-rotatelogs',
    title: 'a healthy server that logs through rotatelogs only',
    flavour: 'event',
    async provoke(host) {
      await host.ok(`mkdir -p /srv/weblogs; rm -f ${LOG}`);
      await logTo(host, '"|/usr/bin/rotatelogs -l /srv/weblogs/%Y-errors 86400"');
      await restart(host);
    },
    settled: (host) => host.shows(SITE_UP),
    expect: healthy,
  }),
  defineFault({
    id: 'healthy-rotated-well',
    title: 'a healthy server whose logs were just rotated, with a reload',
    flavour: 'event',
    async provoke(host) {
      await host.ok(
        'for f in error access; do mv /var/log/apache2/$f.log /var/log/apache2/$f.log.1; done; systemctl reload apache2',
      );
    },
    settled: (host) => host.shows(SITE_UP),
    expect: healthy,
  }),
  defineFault({
    id: 'healthy-config-waiting',
    title: 'a healthy server: a site was added and a file changed after its start, both well',
    flavour: 'event',
    async provoke(host) {
      await host.ok('sleep 1.5; echo "# reviewed" >>/etc/apache2/conf-available/security.conf');
      await host.write(
        '/etc/apache2/sites-enabled/new.conf',
        '<VirtualHost *:80>\nServerName new.example\nDocumentRoot /var/www/html\n</VirtualHost>\n',
      );
    },
    settled: (host) => host.shows(SITE_UP),
    expect: { ...healthy, found: ['recent-config-change'] },
  }),
];
