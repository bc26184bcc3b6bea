import type { FaultHost } from './fault.ts';

const EXTRA_CONFIG = '/etc/apache2/conf-enabled/zz-lab.conf';
const DROP_IN = '/etc/systemd/system/apache2.service.d/lab.conf';

/** Few workers, so that a handful of clients fills them. */
export const FEW_WORKERS = {
  event:
    'ServerLimit 2\nThreadsPerChild 5\nMaxRequestWorkers 10\nStartServers 1\nMinSpareThreads 1\nMaxSpareThreads 10\n',
  'prefork-php': 'ServerLimit 5\nMaxRequestWorkers 5\nStartServers 2\nMinSpareServers 1\nMaxSpareServers 3\n',
} as const;

/** Adds configuration that is read last; does not reload. */
export function configure(host: FaultHost, text: string): Promise<void> {
  return host.write(EXTRA_CONFIG, text);
}

/** Restarts Apache and waits until it answers. */
export async function restart(host: FaultHost): Promise<void> {
  await host.ok('systemctl restart apache2');
  await host.shows('curl -fsS -m 2 -o /dev/null http://127.0.0.1/');
}

/** Turns on mod_lab together with more configuration, and restarts. */
export async function enableLab(host: FaultHost, config = ''): Promise<void> {
  await configure(host, config);
  await host.ok('a2enmod -q lab');
  await restart(host);
}

/** Adds `[Service]` settings to the unit; they count from the next start. */
export async function setUnit(host: FaultHost, settings: string): Promise<void> {
  await host.write(DROP_IN, `[Service]\n${settings}\n`);
  await host.ok('systemctl daemon-reload');
}

const BACKEND_ANSWER = {
  hang: 'push @kept, $client;',
  close: 'close $client;',
  truncate: 'print $client "HTTP/1.1 200 OK\\r\\nContent-Length: 1000\\r\\n\\r\\nshort"; close $client;',
} as const;

/** Starts a TCP server on port 9001 of the host that accepts and then hangs, closes, or sends less than it promised. */
export async function startBackend(host: FaultHost, answer: keyof typeof BACKEND_ANSWER): Promise<void> {
  const program = `use IO::Socket::INET; $SIG{PIPE} = "IGNORE";
my $server = IO::Socket::INET->new(LocalAddr => "127.0.0.1", LocalPort => 9001, Listen => 100, ReuseAddr => 1) or die;
while (my $client = $server->accept) { sysread $client, my $request, 4096; ${BACKEND_ANSWER[answer]} }
`;
  await host.write('/usr/local/lib/backend.pl', program);
  await host.ok('systemd-run -q --unit=backend perl /usr/local/lib/backend.pl');
  await host.shows('ss -Hltn sport = :9001 | grep -q LISTEN');
}

/** What the certificate of {@link serveTls} is like. */
export type Certificate = 'valid' | 'expired';

/** Sets up an HTTPS site with a self-signed certificate, key and certificate in /etc/ssl/lab, and restarts. */
export async function serveTls(host: FaultHost, certificate: Certificate = 'valid'): Promise<void> {
  const days = certificate === 'expired' ? -1 : 365;
  await host.ok(`mkdir -p /etc/ssl/lab && cd /etc/ssl/lab && openssl genrsa -out site.key 2048 2>/dev/null && chmod 600 site.key
    openssl req -new -key site.key -subj /CN=localhost -out site.csr
    openssl x509 -req -in site.csr -signkey site.key -days ${days} -out site.pem 2>&1`);
  const tls = 'SSLEngine on\nSSLCertificateFile /etc/ssl/lab/site.pem\nSSLCertificateKeyFile /etc/ssl/lab/site.key';
  await host.write(
    '/etc/apache2/sites-enabled/tls.conf',
    `<VirtualHost *:443>\nDocumentRoot /var/www/html\n${tls}\n</VirtualHost>\n`,
  );
  await restart(host);
}

/** Replaces the key of {@link serveTls} on disk: by one that belongs to no certificate, or by itself with a passphrase. */
export async function replaceKey(host: FaultHost, by: 'foreign' | 'encrypted'): Promise<void> {
  const make = {
    foreign: 'openssl genrsa -out new.key 2048 2>/dev/null',
    encrypted: 'openssl rsa -aes128 -passout pass:secret -in site.key -out new.key 2>/dev/null',
  };
  await host.ok(`cd /etc/ssl/lab && ${make[by]} && chmod 600 new.key && mv new.key site.key`);
}

/** Starts clients in the background whose requests take two minutes each; with `once` each asks only once. */
export function longRequests(host: FaultHost, clients: number, once?: 'once'): Promise<void> {
  const load = { path: '/lab/sleep?120', clients, seconds: 600, timeoutMs: 180_000 };
  return host.load(once === undefined ? load : { ...load, requests: clients });
}

/** Makes nginx want port 80; does not start it. */
export function configureNginx(host: FaultHost): Promise<void> {
  return host.write(
    '/etc/nginx/sites-enabled/default',
    'server { listen 80 default_server; listen [::]:80 default_server; root /var/www/html; }\n',
  );
}

/** Starts an Apache outside the unit, as somebody does from a shell; its pid file is this one in /run/apache2. */
export async function startByHand(host: FaultHost, pidFile: string): Promise<void> {
  await host.ok(`. /etc/apache2/envvars; export APACHE_PID_FILE=/run/apache2/${pidFile}; mkdir -p /run/lock/apache2
    systemd-run -q --scope --slice=user.slice apache2 -k start`);
  await host.shows(`[ -s /run/apache2/${pidFile} ] && [ "$(pgrep -c -x apache2)" -gt 1 ]`);
}

/** Puts the logs on a small file system of their own; `limit` is a tmpfs(5) option such as `size=256k`. */
export async function mountLogs(host: FaultHost, limit: string): Promise<void> {
  await host.ok(`mount -t tmpfs -o ${limit},mode=750 tmpfs /var/log/apache2 && chgrp adm /var/log/apache2`);
}

/** Gives Apache so many file descriptors from its next start on. */
export async function limitFiles(host: FaultHost, count: number): Promise<void> {
  await host.ok(`echo 'APACHE_ULIMIT_MAX_FILES="ulimit -n ${count}"' >>/etc/apache2/envvars`);
}

/** Restarts Apache although the start must fail, as somebody would who did not test first. */
export async function restartIntoFailure(host: FaultHost): Promise<void> {
  const { exit } = await host.sh('systemctl restart apache2');
  if (exit === 0) throw new Error('the restart was expected to fail, but it succeeded');
}

/** Bash text that succeeds when the error log has a line with this extended regular expression. */
export function errorLog(pattern: string): string {
  return `grep -qE ${quote(pattern)} /var/log/apache2/error.log`;
}

/** Like {@link errorLog}, for what systemd's journal has about the unit. */
export function journal(pattern: string): string {
  return `journalctl -u apache2 --no-pager -o cat | grep -E ${quote(pattern)} >/dev/null`;
}

/** Like {@link errorLog}, for the kernel's messages in the journal. */
export function kernelLog(pattern: string): string {
  return `journalctl -k --no-pager -o cat | grep -E ${quote(pattern)} >/dev/null`;
}

/** Like {@link errorLog}, for what configtest says. */
export function configtest(pattern: string): string {
  return `apachectl configtest 2>&1 | grep -E ${quote(pattern)} >/dev/null`;
}

/** Bash text that succeeds when the unit is in this state (`active`, `failed`, `inactive`, …). */
export function unitIs(state: string): string {
  return `[ "$(systemctl show -P ActiveState apache2)" = ${state} ]`;
}

/** Bash text that succeeds when nothing answers on port 80. */
export const SITE_DOWN = '! curl -sS -m 2 -o /dev/null http://127.0.0.1/';

/** Bash text that succeeds when the site answers on port 80. */
export const SITE_UP = 'curl -fsS -m 2 -o /dev/null http://127.0.0.1/';

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Replaces Debian's default site by this text, and restarts. */
export async function serveSites(host: FaultHost, text: string): Promise<void> {
  await host.write('/etc/apache2/sites-enabled/000-default.conf', text);
  await host.ok('systemctl restart apache2');
}

/** A virtual host on port 80 with a folder and a page of its own, and Debian's usual access log. */
export function siteText(name: string, more = ''): string {
  return `<VirtualHost *:80>
ServerName ${name}
DocumentRoot /srv/${name}
<Directory /srv/${name}>
Require all granted
</Directory>
ErrorLog \${APACHE_LOG_DIR}/error.log
CustomLog \${APACHE_LOG_DIR}/${name}.log combined
${more}
</VirtualHost>
`;
}

/** Makes the folder and the page of each such site. */
export async function writeSites(host: FaultHost, ...names: readonly string[]): Promise<void> {
  for (const name of names) await host.write(`/srv/${name}/index.html`, `<h1>${name}</h1>\n`);
}

/** What clients from outside got before: so many requests to `/`, each to its end. */
export async function visits(host: FaultHost, requests = 20): Promise<void> {
  await host.requests({ path: '/', clients: 1, seconds: 20, requests });
}

/** No name server answers, and the host's own name stands nowhere; `tries` is how often each name is asked for, two seconds each. */
export async function deadNames(host: FaultHost, tries: number): Promise<void> {
  await host.ok(
    `sed -i "/$(hostname)/d" /etc/hosts; sed -i 's/^hosts:.*/hosts: files dns/' /etc/nsswitch.conf; rm -f /etc/resolv.conf; printf 'nameserver 192.0.2.1\\noptions timeout:2 attempts:${tries}\\n' >/etc/resolv.conf; ip route replace 192.0.2.1 dev "$(ls /sys/class/net | grep -v '^lo$' | head -n 1)"`,
  );
}

/** So many requests of two clients, to their end. */
export async function traffic(host: FaultHost, path = '/', requests = 60): Promise<void> {
  await host.requests({ path, clients: 2, requests, seconds: 60 });
}
