import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apply, editor, freshHost, host, OWN, preview, snapshot } from './editing.ts';
import { down, up } from './lab.ts';
import { SITE_UP } from './recipes.ts';

beforeAll(async () => {
  await up(1);
  await freshHost();
});

afterAll(async () => {
  await down();
});

describe('modules, the MPM, core dumps, the status page', () => {
  it('are switched as a2dismod and a2enmod do', async () => {
    const was = await snapshot();
    const id = await apply('mpm:prefork');
    const ours = await snapshot();
    await host.ok('a2dismod -q mpm_prefork && a2enmod -q mpm_event');
    expect(await snapshot()).toBe(was);
    await host.ok('a2dismod -q mpm_event && a2enmod -q mpm_prefork');
    expect(await snapshot()).toBe(ours);
    expect(await editor('restore', id)).toMatchObject({ exit: 0 });
    expect(await snapshot()).toBe(was);
  });

  it('are refused where another module needs them', async () => {
    await host.ok('a2enmod -q lbmethod_byrequests');
    expect(await editor('preview', 'module:off:proxy_balancer')).toMatchObject({ exit: 64 });
    await host.ok('a2dismod -q lbmethod_byrequests proxy_balancer slotmem_shm');
    await host.ok('a2dismod -q mpm_event && a2enmod -q mpm_prefork php8.2 2>/dev/null || true');
    const { exit, output } = await editor('preview', 'mpm:event');
    if (output.includes('php')) expect([exit, output]).toEqual([64, expect.stringContaining('needs mpm_prefork')]);
    await freshHost();
  });

  it('let a child leave a core where only its account can read it, and take that back', async () => {
    const was = await snapshot();
    const id = await apply('core-dumps:on');
    expect(
      (
        await host.ok(
          'stat -c "%U %a" /var/lib/apache-oncall-cores; systemctl show -p LimitCORE,NeedDaemonReload apache2',
        )
      ).trim(),
    ).toBe('www-data 700\nLimitCORE=infinity\nNeedDaemonReload=no');
    await host.ok('systemctl restart apache2');
    await host.shows(SITE_UP);
    await host.ok('touch /var/lib/apache-oncall-cores/core');
    const { diff } = await preview('core-dumps:off');
    expect(diff).toContain('# core files in /var/lib/apache-oncall-cores stay');
    await host.ok('rm /var/lib/apache-oncall-cores/core');
    const off = await apply('core-dumps:off');
    expect(await snapshot()).toBe(was);
    for (const one of [off, id]) expect(await editor('restore', one)).toMatchObject({ exit: 0 });
    expect(await snapshot()).toBe(was);
  });

  it('find the status page that is there, and make one where none is', async () => {
    expect((await preview('status-page')).diff).toBe('');
    await host.ok(
      'a2dismod -q status && cp -a /etc/apache2/mods-available/status.conf /root/ && : >/etc/apache2/mods-available/status.conf',
    );
    await apply('status-page', 'own:ServerTokens=Prod');
    await host.ok('systemctl restart apache2');
    await host.shows('curl -fsS -m 2 http://127.0.0.1/server-status?auto | grep -q BusyWorkers');
    const { diff } = await preview('own:ServerTokens=Min');
    expect(diff).toContain('-ServerTokens Prod\n+ServerTokens Min\n');
    await host.ok(`echo 'LoadModule x_module /tmp/x.so' >>${OWN}`);
    expect(await editor('preview', 'own:ServerTokens=Min')).toMatchObject({ exit: 69 });
    await freshHost();
  });
});

describe('a layout as Red Hat has it, with this httpd', () => {
  const MODULES = '/etc/httpd/conf.modules.d/00-mpm.conf';

  beforeAll(async () => {
    await host.ok(`systemctl stop apache2; mv /etc/apache2 /etc/was-apache2
      mkdir -p /etc/httpd/conf /etc/httpd/conf.d /etc/httpd/conf.modules.d /etc/sysconfig
      ln -s /usr/lib/apache2/modules /etc/httpd/modules
      ln -s /lib/systemd/system/apache2.service /etc/systemd/system/httpd.service; systemctl daemon-reload`);
    await host.write('/etc/sysconfig/httpd', '# comment\nOPTIONS="-D WANTED -DTOO -f /etc/shadow"\n');
    await host.write('/usr/sbin/httpd', '#!/bin/sh\nexec /usr/sbin/apache2 -d /etc/httpd -f conf/httpd.conf "$@"\n');
    await host.ok('chmod 755 /usr/sbin/httpd');
    const mpms = ['#LoadModule mpm_prefork_module', 'LoadModule mpm_event_module', '# LoadModule mpm_worker_module'];
    const lines = mpms.map((line) => `${line} modules/mod_mpm_${/mpm_(\w+)_module/.exec(line)?.[1]}.so\n`);
    await host.write(MODULES, `# one of these\n${lines.join('\n')}`);
    const base = ['authz_core', 'authz_host', 'reqtimeout', 'status'].map(
      (one) => `LoadModule ${one}_module modules/mod_${one}.so\n`,
    );
    await host.write('/etc/httpd/conf.modules.d/00-base.conf', base.join(''));
    const main =
      'ServerName x\nDefaultRuntimeDir /run\nUser www-data\nGroup www-data\nListen 8077\nErrorLog /var/log/apache2/x\nTimeout 300\n';
    const ends = '<IfDefine !WANTED>\nNonsense\n</IfDefine>\nIncludeOptional conf.d/*.conf\n';
    await host.write('/etc/httpd/conf/httpd.conf', `Include conf.modules.d/*.conf\n${main}${ends}`);
  });

  afterAll(freshHost);

  it('edits, has its own file, switches modules and the MPM, and goes back', async () => {
    const look = 'find /etc/httpd /etc/systemd/system | sort; find /etc/httpd -type f -exec sha256sum {} + | sort';
    const was = await host.ok(look);
    const ids = [
      await apply('set:/etc/httpd/conf/httpd.conf:8:Timeout=60', 'own:KeepAliveTimeout=3', 'core-dumps:on'),
      await apply('module:off:status'),
      await apply('status-page'),
      await apply('mpm:prefork'),
    ];
    expect(
      await host.ok(`grep -h LoadModule ${MODULES} /etc/httpd/conf.modules.d/00-base.conf; cat /etc/httpd/conf.d/*`),
    ).toBe(
      `LoadModule mpm_prefork_module modules/mod_mpm_prefork.so
#LoadModule mpm_event_module modules/mod_mpm_event.so
# LoadModule mpm_worker_module modules/mod_mpm_worker.so
LoadModule authz_core_module modules/mod_authz_core.so
LoadModule authz_host_module modules/mod_authz_host.so
LoadModule reqtimeout_module modules/mod_reqtimeout.so
LoadModule status_module modules/mod_status.so
# Made by apache-oncall, each line after an approval. Take back with it, or by removing a line.
CoreDumpDirectory /var/lib/apache-oncall-cores
ExtendedStatus On
KeepAliveTimeout 3
<Location "/server-status">
    SetHandler server-status
    Require local
</Location>
`,
    );
    expect(await host.ok('ls /etc/systemd/system/httpd.service.d')).toBe('apache-oncall-cores.conf\n');
    for (const id of ids.toReversed())
      expect(await editor('restore', id)).toEqual({ exit: 0, output: `restored ${id}\n` });
    expect(await host.ok(look)).toBe(was);
  });
});
