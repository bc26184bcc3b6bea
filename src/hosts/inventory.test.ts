import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Host } from '../model/host.ts';
import { type HostInventory, inventoryOf, loadInventory } from './inventory.ts';

let home: string;

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'oncall-inventory-'));
});

afterAll(() => rmSync(home, { recursive: true }));

function write(name: string, text: string): string {
  mkdirSync(dirname(join(home, name)), { recursive: true });
  writeFileSync(join(home, name), text);
  return join(home, name);
}

const environment = () => ({ HOME: home, SSH_AUTH_SOCK: '/run/agent.sock', OTHER_AGENT: '/run/other.sock' });

function load(yaml: string, sshConfig = ''): HostInventory {
  write('.ssh/config', sshConfig);
  const loaded = loadInventory(write('hosts.yml', yaml), environment());
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  return loaded.value;
}

function problems(yaml: string, sshConfig = ''): readonly string[] {
  write('.ssh/config', sshConfig);
  const loaded = loadInventory(write('hosts.yml', yaml), environment());
  return loaded.ok
    ? []
    : loaded.problems.map(({ setting, problem, fix }) => `${setting.replace(`${home}/`, '')}: ${problem} → ${fix}`);
}

const only = (sshConfig: string, name = 'web'): Host | undefined => load('sshConfig: true', sshConfig).find(name);

describe('an inventory file', () => {
  it('is read as the example shows it', () => {
    const loaded = loadInventory('config/hosts.example.yml', environment());

    expect(loaded).toMatchObject({ ok: true });
    const inventory = loaded.ok ? loaded.value : inventoryOf([]);
    expect(inventory.hosts.map(({ name }) => name)).toEqual(['bastion', 'web-01', 'web-02', 'legacy']);
    expect(inventory.find('web-02')).toMatchObject({
      port: 2222,
      user: 'oncall',
      jump: { name: 'bastion', user: 'jump' },
    });
    expect(inventory.group('shop').map(({ name }) => name)).toEqual(['web-01', 'web-02']);
    expect(inventory.find('legacy')).not.toHaveProperty('agentSocket');
  });

  it('makes hosts of the shortest entries', () => {
    const inventory = load('hosts: [{ name: Web-01 }]');

    expect(inventory.find('WEB-01')).toMatchObject({
      name: 'web-01',
      address: 'web-01',
      port: 22,
      agentSocket: '/run/agent.sock',
      identityFiles: [],
      knownHostsFiles: [
        `${home}/.ssh/known_hosts`,
        `${home}/.ssh/known_hosts2`,
        expect.any(String),
        expect.any(String),
      ],
      groups: [],
      labels: {},
      fingerprints: [],
    });
  });

  it('reads paths relative to itself and to the home directory', () => {
    const host = load('hosts: [{ name: a, identity: [keys/one, ~/two, /three], knownHosts: kh }]').find('a');

    expect(host?.identityFiles).toEqual([`${home}/keys/one`, `${home}/two`, '/three']);
    expect(host?.knownHostsFiles).toEqual([`${home}/kh`]);
  });

  it('reports every problem at once, with its place', () => {
    const yaml = `
hosts:
  - { name: 'web 01', port: 70000, unknown: 1 }
  - { name: ok, fingerprints: [MD5:aa], address: 'a b', unit: httpd, user: '-oProxyCommand=x' }
groups: { web: [ok] }
other: true
`;

    expect(problems(yaml).map((problem) => problem.split(': ').slice(0, 2).join(': '))).toEqual([
      'hosts.yml: hosts[0].port',
      'hosts.yml: hosts[0].name',
      'hosts.yml: hosts[0]',
      'hosts.yml: hosts[1].user',
      'hosts.yml: hosts[1].address',
      'hosts.yml: hosts[1].fingerprints[0]',
      'hosts.yml: hosts[1].unit',
      'hosts.yml: (top)',
    ]);
  });

  it.each([
    ['no hosts', 'hosts: []', 'hosts.yml: hosts: there is no host → name one under hosts, or set sshConfig: true'],
    [
      'a name twice',
      'hosts: [{ name: a }, { name: A }]',
      'hosts.yml: hosts[1].name: a is there twice → give each host a name of its own',
    ],
    [
      'an unknown jump host',
      'hosts: [{ name: web-01, jump: bastoin }, { name: bastion }]',
      'hosts.yml: hosts: web-01: jump: bastoin is not in this inventory → did you mean bastion?',
    ],
    [
      'an unknown member',
      'groups: { web: [web-1] }\nhosts: [{ name: web-01 }]',
      'hosts.yml: groups.web: web-1 is not in this inventory → did you mean web-01?',
    ],
    ['broken YAML', 'hosts: [', expect.stringMatching(/^hosts\.yml: .* → fix the YAML there$/)],
  ])('refuses %s', (_, yaml, problem) => {
    expect(problems(yaml)).toEqual([problem]);
  });

  it('refuses jump hosts that need each other', () => {
    const found = problems('hosts: [{ name: a, jump: b }, { name: b, jump: a }]');

    expect(found).toContainEqual(
      'hosts.yml: hosts: b: jump: a leads back to a host that needs it → let one of them do without',
    );
  });

  it('says when it does not exist', () => {
    expect(loadInventory(join(home, 'nowhere.yml'), {})).toMatchObject({
      ok: false,
      problems: [{ problem: 'cannot be read (ENOENT)' }],
    });
  });

  it('gives a default jump host to all but itself', () => {
    const inventory = load('defaults: { jump: gate }\nhosts: [{ name: gate }, { name: a }, { name: b, jump: none }]');

    expect(inventory.hosts.map(({ jump }) => jump?.name)).toEqual([undefined, 'gate', undefined]);
  });

  it('takes a jump host that is not in the inventory itself', () => {
    expect(load("hosts: [{ name: a, jump: 'me@10.0.0.1:2200' }]").find('a')?.jump).toMatchObject({
      address: '10.0.0.1',
      port: 2200,
      user: 'me',
    });
  });
});

describe('an ssh configuration', () => {
  it('makes hosts of concrete names, and overrides nothing an entry says', () => {
    const config =
      'Host Web-01 web-02 *.example.com !no\n  HostName %h.internal\n  User a\n  Port 2222\nHost *\n  User b\n';
    const inventory = load('sshConfig: true\nhosts: [{ name: web-02, port: 22, groups: [x] }]', config);

    expect(inventory.hosts.map(({ name, address, port, user }) => [name, address, port, user])).toEqual([
      ['web-02', 'web-02.internal', 22, 'a'],
      ['web-01', 'Web-01.internal', 2222, 'a'],
    ]);
  });

  it('is stronger than the defaults of the inventory, and weaker than the entry', () => {
    const yaml =
      'sshConfig: true\ndefaults: { user: d, port: 1 }\nhosts: [{ name: a }, { name: b, user: e }, { name: c }]';
    const inventory = load(yaml, 'Host a b\n  User s\n');

    expect(inventory.hosts.map(({ user, port }) => `${user}:${port}`)).toEqual(['s:1', 'e:1', 'd:1']);
  });

  it('takes the settings of another Host', () => {
    const inventory = load(
      'sshConfig: true\nhosts: [{ name: web, sshConfigHost: old }]',
      'Host old\n  HostName 10.0.0.4\n',
    );

    expect(inventory.find('web')?.address).toBe('10.0.0.4');
  });

  it('lets the first value win, and adds identity files up', () => {
    const host = only(
      'Host web\n Port 1\n IdentityFile ~/a\nHost w*\n Port 2\n IdentityFile %d/%h-%r-%%\n User u\nHost *\n HostName real\n',
    );

    expect(host).toMatchObject({ port: 1, address: 'real', identityFiles: [`${home}/a`, `${home}/real-u-%`] });
  });

  it.each([
    ['Host=web\nPort=2200', 2200],
    ['Host web\n  port = 2200', 2200],
    ['Host "web"\n\tPORT\t"2200" # why', 2200],
    ['Host web !web\n Port 2200\nHost web\n Port 3', 3],
    ['Host * !web\n Port 2200\nHost web\n Port 3', 3],
    ['Host web\nMatch all\n Port 2200', 2200],
    ['Host web\nMatch host web\n Port 1\nHost w?b\n Port 2200', 2200],
    ['Port 2200\nHost web', 2200],
    ['Host web\n Port none', 22],
  ])('reads %j', (config, port) => {
    expect(only(config)?.port).toBe(port);
  });

  it('follows Include, inside and outside of a Host, no deeper than 16', () => {
    write('.ssh/conf.d/10-a', 'Host inner\n  Port 10\n');
    write('.ssh/conf.d/20-b', 'Host *\n  User included\n');
    write('.ssh/only-web', 'Port 77\n');
    write('.ssh/loop', 'Include loop\n');
    const inventory = load(
      'sshConfig: true',
      'Include conf.d/*\nHost web\n  Include only-web\nInclude ~/.ssh/loop\nHost other\n',
    );

    expect(inventory.hosts.map(({ name, port, user }) => [name, port, user])).toEqual([
      ['inner', 10, 'included'],
      ['web', 77, 'included'],
      ['other', 22, 'included'],
    ]);
    expect(inventory.warnings).toContainEqual(expect.stringContaining('Include is nested deeper than 16'));
  });

  it('resolves chains of jump hosts through itself', () => {
    const config =
      'Host web\n ProxyJump a,me@b:2200\nHost a\n HostName 10.0.0.1\nHost b\n HostName 10.0.0.2\n ProxyJump ignored\nHost one\n ProxyJump b\nHost ignored\n';
    const inventory = load('sshConfig: true', config);

    expect(inventory.find('web')?.jump).toMatchObject({
      address: '10.0.0.2',
      port: 2200,
      user: 'me',
      jump: { address: '10.0.0.1' },
    });
    expect(inventory.find('web')?.jump?.jump).not.toHaveProperty('jump');
    expect(inventory.find('one')?.jump).toMatchObject({ address: '10.0.0.2', jump: { name: 'ignored' } });
    expect(only('Host web\n ProxyJump none\nHost *\n ProxyJump gate\n')).not.toHaveProperty('jump');
    expect(only('Host web\n ProxyJump ssh://u@[fe80::1]:2200\n')?.jump).toMatchObject({
      address: 'fe80::1',
      port: 2200,
    });
  });

  it.each([
    ['', '/run/agent.sock'],
    ['IdentityAgent none', undefined],
    ['IdentityAgent ~/my.sock', 'HOME/my.sock'],
    ['IdentityAgent SSH_AUTH_SOCK', '/run/agent.sock'],
    ['IdentityAgent $OTHER_AGENT', '/run/other.sock'],
    ['IdentitiesOnly yes', undefined],
    ['IdentitiesOnly yes\n IdentityAgent /a.sock', '/a.sock'],
  ])('chooses the agent by %j', (config, socket) => {
    expect(only(`Host web\n ${config}`)?.agentSocket).toBe(socket?.replace('HOME', home));
  });

  it('takes known hosts files and the alias', () => {
    const host = only('Host web\n UserKnownHostsFile ~/one %d/two\n GlobalKnownHostsFile none\n HostKeyAlias fleet\n');

    expect(host).toMatchObject({ knownHostsFiles: [`${home}/one`, `${home}/two`], hostKeyAlias: 'fleet' });
  });

  it('warns of what it leaves out', () => {
    const config =
      'Host web\n ProxyCommand nc %h\n StrictHostKeyChecking no\n IdentityFile %C\nHost a@b\nMatch exec true\n User x\n';

    expect(load('sshConfig: true', config).warnings.map((text) => text.replaceAll(`${home}/`, ''))).toEqual([
      '.ssh/config:6: Match exec true is not supported; the settings below it are ignored',
      expect.stringContaining('Host a@b is left out'),
      'web: proxycommand is not supported and is ignored',
      'web: StrictHostKeyChecking is always yes here: an unknown key is refused',
      'web: %C in "%C" is not supported and is left as it is',
    ]);
  });

  it('may be missing', () => {
    const inventory = load('sshConfig: nowhere\nhosts: [{ name: a }]');

    expect(inventory.hosts).toHaveLength(1);
    expect(inventory.warnings).toEqual([`${home}/nowhere: cannot be read (ENOENT)`]);
  });
});

describe('an inventory', () => {
  const host = (name: string, groups: readonly string[] = []): Host => ({
    name,
    address: name,
    port: 22,
    user: 'u',
    groups,
    labels: {},
    identityFiles: [],
    knownHostsFiles: [],
    fingerprints: [],
  });
  const inventory = inventoryOf([host('web-01', ['web']), host('web-02', ['web', 'x']), host('db-01', ['db'])]);

  it('finds hosts and groups whatever the case', () => {
    expect(inventory.find('WEB-01')?.name).toBe('web-01');
    expect(inventory.find('web')).toBeUndefined();
    expect(inventory.groups).toEqual(['db', 'web', 'x']);
    expect(inventory.group('Web').map(({ name }) => name)).toEqual(['web-01', 'web-02']);
    expect(inventory.group('none')).toEqual([]);
  });

  it('knows what somebody may have meant', () => {
    expect(inventory.nearest('wbe-01')).toContain('web-01');
    expect(inventory.nearest('web')).toEqual(['web-01', 'web-02']);
    expect(inventory.nearest('something-else')).toEqual([]);
  });
});
