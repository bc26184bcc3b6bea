import type { Family } from '../../model/layout.ts';
import type { Survey } from './facts.ts';

/** Where one distribution keeps httpd; `binaries` first is the usual one. */
export interface Place {
  readonly family: Family;
  readonly binaries: readonly [string, ...string[]];
  readonly control: string;
  readonly unit?: string;
  /** Name for `service`, `rc-service` or `rc.d`, where no systemd runs. */
  readonly service?: string;
  readonly configRoot: string;
  readonly mainConfig: string;
  readonly logDirectory: string;
  readonly errorLog: string;
  readonly accessLog: string;
  readonly runUser: string;
  readonly pidFile: string;
  /** Is this the place when a binary alone does not tell (several families share /usr/sbin/httpd)? */
  fits(survey: Survey): boolean;
}

function logs(
  directory: string,
  error: string,
  access: string,
): Pick<Place, 'logDirectory' | 'errorLog' | 'accessLog'> {
  return { logDirectory: directory, errorLog: `${directory}/${error}`, accessLog: `${directory}/${access}` };
}

function config(root: string, main: string): Pick<Place, 'configRoot' | 'mainConfig'> {
  return { configRoot: root, mainConfig: `${root}/${main}` };
}

function isLike(survey: Survey, ...names: readonly string[]): boolean {
  return [survey.os.id ?? '', ...survey.os.like].some((id) => names.some((name) => id.startsWith(name)));
}

function has(survey: Survey, path: string): boolean {
  return survey.paths.includes(path);
}

/** Packages' layouts, most specific first (facts of the packages themselves: units, -V, maintainers' configuration). */
export const places: readonly [Place, ...Place[]] = [
  {
    family: 'scl',
    binaries: ['/opt/rh/httpd24/root/usr/sbin/httpd'],
    control: '/opt/rh/httpd24/root/usr/sbin/apachectl',
    unit: 'httpd24-httpd.service',
    service: 'httpd24-httpd',
    ...config('/opt/rh/httpd24/root/etc/httpd', 'conf/httpd.conf'),
    ...logs('/var/log/httpd24', 'error_log', 'access_log'),
    runUser: 'apache',
    pidFile: '/opt/rh/httpd24/root/var/run/httpd/httpd.pid',
    fits: (survey) => has(survey, '/opt/rh/httpd24/root/usr/sbin/httpd') && !has(survey, '/usr/sbin/httpd'),
  },
  {
    family: 'docker',
    binaries: ['/usr/local/apache2/bin/httpd'],
    control: '/usr/local/apache2/bin/apachectl',
    ...config('/usr/local/apache2/conf', 'httpd.conf'),
    ...logs('/usr/local/apache2/logs', 'error_log', 'access_log'),
    runUser: 'www-data',
    pidFile: '/usr/local/apache2/logs/httpd.pid',
    fits: (survey) => has(survey, '/usr/local/apache2/bin/httpd'),
  },
  {
    family: 'unknown',
    binaries: ['/opt/bitnami/apache/bin/httpd'],
    control: '/opt/bitnami/apache/bin/apachectl',
    ...config('/opt/bitnami/apache/conf', 'httpd.conf'),
    ...logs('/opt/bitnami/apache/logs', 'error_log', 'access_log'),
    runUser: 'daemon',
    pidFile: '/opt/bitnami/apache/var/run/httpd.pid',
    fits: (survey) => has(survey, '/opt/bitnami/apache/bin/httpd'),
  },
  {
    family: 'freebsd',
    binaries: ['/usr/local/sbin/httpd'],
    control: '/usr/local/sbin/apachectl',
    service: 'apache24',
    ...config('/usr/local/etc/apache24', 'httpd.conf'),
    logDirectory: '/var/log',
    errorLog: '/var/log/httpd-error.log',
    accessLog: '/var/log/httpd-access.log',
    runUser: 'www',
    pidFile: '/var/run/httpd.pid',
    fits: (survey) => isLike(survey, 'freebsd') || has(survey, '/usr/local/etc/apache24/httpd.conf'),
  },
  {
    family: 'suse',
    binaries: ['/usr/sbin/httpd-prefork', '/usr/sbin/httpd-worker', '/usr/sbin/httpd-event', '/usr/sbin/httpd'],
    control: '/usr/sbin/apachectl',
    unit: 'apache2.service',
    service: 'apache2',
    ...config('/etc/apache2', 'httpd.conf'),
    ...logs('/var/log/apache2', 'error_log', 'access_log'),
    runUser: 'wwwrun',
    pidFile: '/run/httpd.pid',
    fits: (survey) => isLike(survey, 'suse', 'sles', 'opensuse'),
  },
  {
    family: 'alpine',
    binaries: ['/usr/sbin/httpd'],
    control: '/usr/sbin/apachectl',
    service: 'apache2',
    ...config('/etc/apache2', 'httpd.conf'),
    ...logs('/var/log/apache2', 'error.log', 'access.log'),
    runUser: 'apache',
    pidFile: '/run/apache2/httpd.pid',
    fits: (survey) => isLike(survey, 'alpine'),
  },
  {
    family: 'unknown',
    binaries: ['/usr/sbin/apache2'],
    control: '/usr/sbin/apache2ctl',
    unit: 'apache2.service',
    service: 'apache2',
    ...config('/etc/apache2', 'httpd.conf'),
    ...logs('/var/log/apache2', 'error_log', 'access_log'),
    runUser: 'apache',
    pidFile: '/run/apache2.pid',
    fits: (survey) => isLike(survey, 'gentoo'),
  },
  {
    family: 'arch',
    binaries: ['/usr/bin/httpd'],
    control: '/usr/bin/apachectl',
    unit: 'httpd.service',
    ...config('/etc/httpd', 'conf/httpd.conf'),
    ...logs('/var/log/httpd', 'error_log', 'access_log'),
    runUser: 'http',
    pidFile: '/run/httpd/httpd.pid',
    fits: (survey) => isLike(survey, 'arch'),
  },
  {
    family: 'unknown',
    binaries: ['/usr/sbin/httpd'],
    control: '/usr/sbin/apachectl',
    unit: 'httpd.service',
    service: 'httpd',
    ...config('/etc/apache2', 'conf/httpd.conf'),
    ...logs('/etc/apache2/logs', 'error_log', 'access_log'),
    runUser: 'nobody',
    pidFile: '/run/apache2/httpd.pid',
    fits: (survey) => has(survey, '/etc/apache2/conf/httpd.conf'),
  },
  {
    family: 'rhel',
    binaries: ['/usr/sbin/httpd', '/usr/sbin/httpd.worker', '/usr/sbin/httpd.event'],
    control: '/usr/sbin/apachectl',
    unit: 'httpd.service',
    service: 'httpd',
    ...config('/etc/httpd', 'conf/httpd.conf'),
    ...logs('/var/log/httpd', 'error_log', 'access_log'),
    runUser: 'apache',
    pidFile: '/run/httpd/httpd.pid',
    fits: (survey) =>
      isLike(survey, 'rhel', 'fedora', 'centos', 'rocky', 'alma', 'ol', 'amzn') ||
      has(survey, '/etc/httpd/conf/httpd.conf'),
  },
  {
    family: 'debian',
    binaries: ['/usr/sbin/apache2'],
    control: '/usr/sbin/apachectl',
    unit: 'apache2.service',
    service: 'apache2',
    ...config('/etc/apache2', 'apache2.conf'),
    ...logs('/var/log/apache2', 'error.log', 'access.log'),
    runUser: 'www-data',
    pidFile: '/run/apache2/apache2.pid',
    fits: () => true,
  },
];
