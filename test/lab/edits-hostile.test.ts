import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostHelper, hostHelperPath } from '../../src/host/oncall-facts/oncall-facts.ts';
import { buildLockScript } from '../../src/hosts/change-script.ts';
import { editorPath } from '../../src/runbooks/changes/helper/editor.ts';
import { apply, editor, freshHost, host, MPM, newId, OWN, preview, SITE, snapshot } from './editing.ts';
import { down, installSudoers, up } from './lab.ts';
import { configureNginx, SITE_UP } from './recipes.ts';

/** Somebody else takes the lock first, and leaves a pipe where the holder's name is read. */
const HOLD =
  'touch /run/lock/apache-oncall.lock; mkfifo /run/lock/apache-oncall.lock.holder; systemd-run -q --unit=holder flock /run/lock/apache-oncall.lock sleep 61; sleep 0.5';

/** Runs a program in its own process group and sends that group SIGTSTP ten times, as Ctrl-Z in a terminal does. */
const STOPPER = `pipe(my $r, my $w); my $pid = fork;
if (!$pid) { setpgrp(0, 0); open STDOUT, ">&", $w; exec @ARGV; }
close $w; for (1 .. 10) { select undef, undef, undef, 0.05; kill "TSTP", -$pid; }
$SIG{ALRM} = sub { print "stopped\\n"; kill "KILL", -$pid; exit 1 }; alarm 20; print while <$r>;`;

beforeAll(async () => {
  await up(1);
  await freshHost();
});

afterAll(async () => {
  await down();
});

describe('what the host’s files could be used for', () => {
  const traps: [string, string, string][] = [
    ['a link out of the folder', 'ln -s /etc/passwd /etc/apache2/conf-enabled/x.conf', 'conf-enabled/x.conf'],
    ['a link to a file that is not read', 'ln -s /etc/apache2/magic /etc/apache2/x.conf', 'x.conf'],
    ['a file that is not read', 'echo Timeout 300 >/etc/apache2/x.conf', 'x.conf'],
    ['a file of somebody else', `echo Timeout 300 >${SITE}; chown oncall ${SITE}`, 'conf-enabled/lab-edit.conf'],
    ['a file that all may write', `echo Timeout 300 >${SITE}; chmod 666 ${SITE}`, 'conf-enabled/lab-edit.conf'],
    [
      'a file that a group may write',
      `echo Timeout 300 >${SITE}; chgrp oncall ${SITE}; chmod 664 ${SITE}`,
      'conf-enabled/lab-edit.conf',
    ],
    ['a file with two names', `echo Timeout 300 >${SITE}; ln ${SITE} /root/second`, 'conf-enabled/lab-edit.conf'],
    [
      'a folder that all may write',
      `echo Timeout 300 >${SITE}; chmod 777 /etc/apache2/conf-enabled`,
      'conf-enabled/lab-edit.conf',
    ],
    ['another directive', `echo ServerName x >${SITE}`, 'conf-enabled/lab-edit.conf'],
    ['a longer name', `echo TimeoutX 300 >${SITE}`, 'conf-enabled/lab-edit.conf'],
    ['a comment', `echo '#Timeout 300' >${SITE}`, 'conf-enabled/lab-edit.conf'],
    ['a line that goes on', `printf 'Timeout \\\\\\n300\\n' >${SITE}`, 'conf-enabled/lab-edit.conf'],
    ['no text', `printf 'Timeout 300\\n\\000' >${SITE}`, 'conf-enabled/lab-edit.conf'],
    ['a configuration that does not load', `printf 'Timeout 300\\nNonsense\\n' >${SITE}`, 'conf-enabled/lab-edit.conf'],
    ['a folder', 'true', 'conf-enabled'],
    ['a pipe', 'mkfifo /etc/apache2/x.conf', 'x.conf'],
  ];

  it.each(traps)('refuses %s', async (_, make, path) => {
    await host.ok(make);
    const was = await snapshot();
    const { exit, output } = await editor('preview', `set:/etc/apache2/${path}:1:Timeout=60`);
    expect([exit === 64 || exit === 69, output.split('\n').length]).toEqual([true, 2]);
    expect(await snapshot()).toBe(was);
    await host.ok(
      `rm -f ${SITE} /etc/apache2/x.conf /etc/apache2/conf-enabled/x.conf /root/second; chmod 755 /etc/apache2/conf-enabled`,
    );
  });

  it('shows nothing of a private file but the line it is about', async () => {
    await host.ok(`printf 'Timeout 300\\nDefine SECRET hunter2' >${SITE}; chmod 600 ${SITE}`);
    expect((await preview(`set:${SITE}:1:Timeout=60`)).diff).not.toContain('hunter2');
    const { diff } = await preview(`add:${SITE}:2:Timeout=60`);
    expect(diff.split('\n').filter((line) => /^[-+][^-+]/.test(line))).toEqual([
      '-(a line that not everybody may read)',
      '+(a line that not everybody may read)',
      '+Timeout 60',
    ]);
    await host.ok(`printf 'Define SECRET hunter2\\r\\nDefine SECRET hunter3' >${SITE}`);
    expect((await preview(`add:${SITE}:2:Timeout=60`)).diff).not.toMatch(/hunter/);
    await host.ok(`rm ${SITE}`);
  });

  it('leaves nothing of a change that was killed while it saved', async () => {
    await apply('own:Timeout=61');
    await host.ok('mkdir -m 700 /var/lib/apache-oncall/.new-00000000000000ff');
    await apply('own:Timeout=62');
    expect(await host.ok('ls -A /var/lib/apache-oncall | grep new || true')).toBe('');
    await host.ok(`rm -f ${OWN} /etc/apache2/conf-enabled/zz-apache-oncall.conf`);
  });

  it('refuses a state folder that is not its own', async () => {
    await host.ok('rm -rf /var/lib/apache-oncall; mkdir /tmp/mine; ln -s /tmp/mine /var/lib/apache-oncall');
    const { result } = await preview('own:Timeout=60');
    expect(await editor('apply', newId(), result, 'own:Timeout=60')).toMatchObject({ exit: 69 });
    await host.ok('rm /var/lib/apache-oncall; mkdir -m 755 /var/lib/apache-oncall');
    expect(await editor('apply', newId(), result, 'own:Timeout=60')).toMatchObject({ exit: 69 });
    await host.ok('rmdir /var/lib/apache-oncall');
    expect(await host.ok('ls -A /tmp/mine')).toBe('');
  });

  it('does not let the caller shorten files or close its descriptors', async () => {
    const { result } = await preview(`set:${MPM}:13:MaxRequestWorkers=125`);
    const limited = `ulimit -f 1; ${editorPath} preview set:${MPM}:13:MaxRequestWorkers=125 2>&1 | tail -1`;
    expect((await host.ok(limited)).trim()).toMatch(
      new RegExp(`^(result ${result}|the size of files is limited for this process)$`),
    );
    const was = await snapshot();
    await host.sh(`${editorPath} preview own:Timeout=60 <&- >&- 2>&-`);
    expect(await snapshot()).toBe(was);
  });
});

describe('the bot’s account', () => {
  it('gets the same answer through sudo, whatever its environment, folder and limits are', async () => {
    await installSudoers('web-1', `oncall ALL=(root) NOPASSWD: ${editorPath}\n`);
    const { result } = await preview('own:Timeout=60');
    await host.ok(
      'printf "id >/tmp/pwned\\n" >/tmp/trap.sh; mkdir -p /tmp/bin; printf "#!/bin/sh\\nid >/tmp/pwned\\n" >/tmp/bin/sed; chmod 755 /tmp/bin/sed',
    );
    const tricks =
      'cd /tmp; ulimit -n 24; PATH=/tmp/bin:$PATH TMPDIR=/tmp IFS=/ ENV=/tmp/trap.sh BASH_ENV=/tmp/trap.sh LC_ALL=tr_TR.UTF-8';
    const { output } = await host.sh(
      `su -s /bin/sh oncall -c '${tricks} sudo -n ${editorPath} preview own:Timeout=60 | tail -1'`,
    );
    expect(output).toBe(`result ${result}\n`);
    const { exit } = await host.sh(
      `su -s /bin/sh oncall -c 'sudo -n ${editorPath} preview own:User=root'; [ -e /tmp/pwned ]`,
    );
    expect(exit).toBe(1);
  });
});

describe('what the bot’s account can do to a process of root', () => {
  beforeAll(async () => {
    await installSudoers('web-1', `oncall ALL=(root) NOPASSWD: ${editorPath}, ${hostHelperPath}\n`);
    await host.write(hostHelperPath, hostHelper);
    await host.ok(`chmod 0755 ${hostHelperPath}`);
  });

  it('may not kill or freeze it through control groups that are its own', async () => {
    const was = await snapshot();
    const script = `export XDG_RUNTIME_DIR=/run/user/$(id -u); systemd-run --user --scope --quiet sudo -n ${editorPath} preview own:Timeout=60`;
    await host.ok('loginctl enable-linger oncall');
    await host.shows('test -S /run/user/$(id -u oncall)/systemd/private');
    const { output } = await host.sh(`su -s /bin/sh oncall -c '${script}'`);
    expect(output).toContain('could kill it half-way');
    expect(await snapshot()).toBe(was);
    await host.ok('loginctl disable-linger oncall');
  });

  it('may not stop it from a terminal', async () => {
    await host.write('/usr/local/lib/stopper.pl', STOPPER);
    const { result } = await preview('own:Timeout=60');
    const { output } = await host.sh(`perl /usr/local/lib/stopper.pl ${editorPath} preview own:Timeout=60`);
    expect(output).toContain(`result ${result}`);
  });

  it('gets its answer where a web developer put a pipe or a device in the place of a key', async () => {
    await host.ok(
      'mkdir -p /home/dev; echo x >/home/dev/c.pem; mkfifo /home/dev/k.pem; ln -s /dev/zero /home/dev/z.pem',
    );
    const pair = (key: string): string =>
      `SSLCertificateFile /home/dev/c.pem\nSSLCertificateKeyFile /home/dev/${key}\n`;
    await host.write(SITE, `<IfModule mod_ssl.c>\n${pair('k.pem')}${pair('z.pem')}</IfModule>\n`);
    const { output } = await host.sh(`timeout 40 ${hostHelperPath} tls`);
    expect(output).toContain('tls end');
    expect(output.match(/key-sha256 unreadable/g)).toHaveLength(2);
    await host.ok(`rm -r ${SITE} /home/dev; [ -z "$(pgrep -x grep)" ]`);
  });
});

describe('the lock of a host, where everybody may make files', () => {
  const LOCK = '/run/lock/apache-oncall.lock';

  it.each([
    ['a pipe', `mkfifo ${LOCK}`, /is not a plain file[\s\S]*}lock 69/],
    ['a link to a file of root', `ln -s /etc/shadow ${LOCK}`, /is not a plain file[\s\S]*}lock 69/],
    ['a link that leads nowhere', `ln -s /tmp/planted ${LOCK}`, /is not a plain file[\s\S]*}lock 69/],
    ['a lock that is held, with a name that is a pipe', HOLD, /somebody who left no name[\s\S]*}lock 75/],
  ])('answers at once where there is %s', async (_, make, expected) => {
    await host.write('/tmp/lock.sh', buildLockScript('0'.repeat(32), 'me'));
    await host.ok(`rm -f ${LOCK}*; ${make}`);
    const { output } = await host.sh("su -s /bin/sh oncall -c 'timeout 10 sh </tmp/lock.sh'");
    expect(output).toMatch(expected);
    await host.ok(`[ ! -e /tmp/planted ] && { systemctl stop holder 2>/dev/null || true; } && rm -f ${LOCK}*`);
  });
});

describe('a port', () => {
  it('is freed by stopping the unit that holds it, and only that one', async () => {
    await host.write(SITE, 'Listen 0.0.0.0:8099\nListen 8088 http\n');
    expect(await editor('release-port', '80', 'nginx.service')).toMatchObject({ exit: 73 });
    expect(await editor('release-port', '22', 'nginx.service')).toMatchObject({
      exit: 73,
      output: 'httpd is not told to listen on port 22\n',
    });
    expect(await editor('release-port', '8099', 'nginx.service')).toMatchObject({ exit: 72 });
    expect(await editor('release-port', '80', 'apache2.service')).toMatchObject({ exit: 74 });
    await configureNginx(host);
    await host.ok('systemctl stop apache2 && systemctl start nginx');
    expect(await editor('release-port', '80', 'cron.service')).toMatchObject({ exit: 73 });
    await host.ok(
      'mkdir -p /etc/systemd/system/needy.service.d; printf "[Unit]\\nBindsTo=nginx.service\\n[Service]\\nExecStart=/bin/sleep 99\\n" >/etc/systemd/system/needy.service; systemctl daemon-reload; systemctl start needy',
    );
    expect(await editor('release-port', '80', 'nginx.service')).toEqual({
      exit: 74,
      output: 'needy.service would stop with nginx.service\n',
    });
    await host.ok('systemctl stop needy; rm -r /etc/systemd/system/needy*; systemctl daemon-reload');
    expect(await editor('release-port', '80', 'nginx.service')).toEqual({
      exit: 0,
      output: 'released 80 nginx.service\n',
    });
    expect((await host.sh('systemctl is-active nginx; ss -Hltn sport = :80')).output.trim()).toBe('inactive');
    expect(await editor('release-port', '80', 'nginx.service')).toMatchObject({ exit: 72 });
    await host.ok('systemctl start apache2');
    await host.shows(SITE_UP);
  });

  it('is not freed when a process only bears another’s pid in its name', async () => {
    await host.ok('systemd-run -q --unit=victim sleep 1000');
    const pid = (await host.ok('systemctl show -P MainPID victim')).trim();
    const program = `use IO::Socket::INET; open my $f, ">", "/proc/self/comm"; print $f "a\\",pid=${pid},x"; close $f;
      my $s = IO::Socket::INET->new(LocalPort => 8088, Listen => 5, ReuseAddr => 1) or die; sleep 1000;`;
    await host.write('/usr/local/lib/liar.pl', program);
    await host.ok('systemd-run -q --unit=liar perl /usr/local/lib/liar.pl');
    await host.shows('ss -Hltn sport = :8088 | grep -q LISTEN');
    const { exit } = await editor('release-port', '8088', 'victim.service');
    expect([exit, (await host.ok('systemctl is-active victim')).trim()]).toEqual([73, 'active']);
    await host.ok(`systemctl stop liar victim; rm ${SITE}`);
  });
});

describe('semaphores', () => {
  const OWNED = `awk 'FNR > 1 && $5 == 33 { print $2 }' /proc/sysvipc/sem | sort -n | tr '\\n' ' '`;

  async function owned(): Promise<string[]> {
    return (await host.ok(OWNED))
      .trim()
      .split(' ')
      .filter((id) => id !== '');
  }

  it('of a server that runs are kept, those of a killed one are removed', async () => {
    await host.write(SITE, 'Mutex sysvsem default\n');
    await host.ok('systemctl restart apache2');
    await host.shows(SITE_UP);
    const dead = await owned();
    expect(dead.length).toBeGreaterThan(0);
    expect(await editor('semaphores', ...dead)).toMatchObject({ exit: 74 });
    await host.ok(
      'sleep 7; systemctl kill -s KILL apache2; sleep 1; systemctl reset-failed apache2; systemctl start apache2',
    );
    await host.shows(SITE_UP);
    const all = await owned();
    const alive = all.filter((id) => !dead.includes(id));
    expect(alive.length).toBeGreaterThan(0);
    expect(await editor('semaphores', dead[0] ?? '', alive[0] ?? '')).toMatchObject({ exit: 74 });
    expect(await owned()).toEqual(all);
    const { exit, output } = await editor('semaphores', ...dead);
    expect([exit, output]).toEqual([0, dead.map((id) => `removed ${id}\n`).join('')]);
    expect(await owned()).toEqual(alive);
    await host.shows(SITE_UP);
  });

  it('of others, or none, are refused; so is everything while an orphan of a dead server lives', async () => {
    await host.ok('ipcmk -S 1');
    const foreign = (await host.ok(`awk 'FNR > 1 && $5 == 0 { print $2 }' /proc/sysvipc/sem | tail -1`)).trim();
    expect(await editor('semaphores', foreign)).toMatchObject({ exit: 73 });
    expect(await editor('semaphores', '2000000000')).toMatchObject({ exit: 73 });
    await host.ok('systemctl stop apache2');
    await host.ok(
      '. /etc/apache2/envvars; mkdir -p /run/lock/apache2; systemd-run -q --scope apache2 -k start; sleep 1; kill -9 $(pgrep -o -x apache2); sleep 1; pgrep -x apache2',
    );
    const { exit, output } = await editor('semaphores', ...(await owned()));
    expect([exit, output]).toEqual([74, expect.stringContaining('without a parent')]);
  });
});
