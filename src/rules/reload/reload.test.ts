import { describe, expect, it } from 'vitest';
import type { Directive, DirectivesFacts } from '../../probes/config/facts.ts';
import { collide, listenOverlaps, listensOf } from '../../probes/config/listens.ts';
import type { MemoryFacts, RoomFacts } from '../../probes/memory/facts.ts';
import type { ListenerFacts } from '../../probes/ports/facts.ts';
import { readCertificates } from '../../probes/tls/parse.ts';
import { missingForReload, reloadHazards, unseenForReload } from './hazards.ts';

function listen(spec: string, line = 1): Directive {
  return { name: 'listen', args: [spec], text: `Listen ${spec}`, file: '/etc/apache2/ports.conf', line, sections: [] };
}

function config(...directives: readonly Directive[]): DirectivesFacts {
  return { from: 'includes', files: ['/etc/apache2/ports.conf'], unreadable: [], directives: [...directives] };
}

function sockets(address: string, port: number, program?: string): ListenerFacts {
  const holders = program === undefined ? [] : [{ program, pids: [7] }];
  const line = `LISTEN 0 511 ${address}:${port} *:*`;
  return { holdersVisible: program !== undefined, connections: [], listeners: [{ address, port, holders, line }] };
}

describe('Listen lines', () => {
  it.each([
    ['80', '*', 80],
    ['*:8080', '*', 8080],
    ['127.0.0.1:80', '127.0.0.1', 80],
    ['[::1]:443', '::1', 443],
    ['[2001:DB8::1]:443', '2001:db8::1', 443],
  ])('%s is read', (spec, address, port) => {
    expect(listensOf([listen(spec)])).toMatchObject([{ address, port }]);
  });

  it.each([
    ['*', '127.0.0.1', true],
    ['*', '::1', true],
    ['0.0.0.0', '127.0.0.1', true],
    ['0.0.0.0', '::1', false],
    ['::', '::1', true],
    ['*', '0.0.0.0', false],
    ['0.0.0.0', '::', false],
    ['127.0.0.1', '192.0.2.1', false],
  ])('%s beside %s collides: %s', (one, other, expected) => {
    expect(collide(one, other)).toBe(expected);
    expect(collide(other, one)).toBe(expected);
  });

  it('finds overlaps on the same port only', () => {
    const lines = [listen('80'), listen('127.0.0.1:80', 2), listen('127.0.0.1:8080', 3)];
    expect(listenOverlaps(lines)).toMatchObject([{ port: 80, one: { spec: '80' }, other: { line: 2 } }]);
  });
});

describe('reloadHazards', () => {
  it('has nothing against unchanged Listen lines, whatever way the tools print them', () => {
    for (const address of ['*', '0.0.0.0', '[::]'])
      expect(reloadHazards({ directives: config(listen('80')), listeners: sockets(address, 80, 'apache2') })).toEqual(
        [],
      );
  });

  it.each([
    ['127.0.0.1:80', '*', 'apache2', 'listen-moved'],
    ['80', '127.0.0.1', 'httpd', 'listen-moved'],
    ['8080', '127.0.0.1', 'java', 'listen-taken'],
  ])('Listen %s against a socket on %s of %s is %s', (spec, address, program, id) => {
    const port = Number(/\d+$/.exec(spec)?.[0]);
    const found = reloadHazards({ directives: config(listen(spec)), listeners: sockets(address, port, program) });
    expect(found).toMatchObject([{ id, blocks: true }]);
  });

  it('sees that no Listen line is left', () => {
    expect(reloadHazards({ directives: config() })).toMatchObject([{ id: 'listen-none', blocks: true }]);
  });

  it('takes no configuration that could not be read whole for one without Listen lines', () => {
    expect(reloadHazards({ directives: { ...config(), unreadable: ['/etc/apache2/x.conf'] } })).toEqual([]);
  });

  it('names a pair that does not fit, and lets a program answer for a pass phrase', () => {
    const digest = (letter: string): string => letter.repeat(64);
    const text = `== helper\npair\nat /a.conf:1\ncert /c.pem\nkey /k.pem\ncert-sha256 ${digest('a')}\nkey-sha256 ${digest('b')}\npair\nat /b.conf:1\ncert /d.pem\nkey /e.pem\ncert-sha256 ${digest('c')}\nkey-sha256 encrypted\ntls end\n`;
    const certificates = readCertificates(text);
    const ids = (found: ReturnType<typeof reloadHazards>): string[] => found.map(({ id }) => id);
    expect(ids(reloadHazards({ certificates }))).toEqual(['key-mismatch', 'key-encrypted']);
    const dialog = { ...listen('80'), name: 'sslpassphrasedialog', args: ['exec:/usr/local/bin/phrase'] };
    expect(ids(reloadHazards({ certificates, directives: config(listen('80'), dialog) }))).toEqual(['key-mismatch']);
  });

  it('holds nothing against keys that only root may read', () => {
    const text =
      '== user\npair\nat /a.conf:1\ncert /c.pem\nkey /k.pem\ncert-sha256 missing\nkey-sha256 unreadable\ntls end\n';
    expect(reloadHazards({ certificates: readCertificates(text) })).toEqual([]);
  });

  it('says what it could not look at', () => {
    expect(missingForReload({ directives: config(listen('80')) })).toEqual([
      'configtest',
      'version',
      'certificates',
      'listeners',
      'processes',
    ]);
  });
});

function line(text: string): Directive {
  const [name = '', ...args] = text.split(' ');
  return { name: name.toLowerCase(), args, text, file: '/etc/apache2/a.conf', line: 3, sections: [] };
}

const whyOf = (facts: Parameters<typeof reloadHazards>[0]): string[] =>
  reloadHazards(facts).map(({ id, blocks }) => `${id}${blocks ? '!' : ''}`);

describe('variables of the configuration', () => {
  const server = { servers: [{ pid: 108, names: ['APACHE_LOG_DIR', 'PATH'] }] };
  const listening = line('Listen 80');

  it.each([
    [`CustomLog \${SITE_LOGS}/a.log combined`, ['variable-undefined!']],
    [`Listen \${PORT}`, ['variable-undefined!']],
    [`SSLCertificateFile \${CERTS}/a.pem`, ['variable-undefined!']],
    [`DocumentRoot \${SITE}/htdocs`, ['variable-undefined']],
    [`CustomLog \${APACHE_LOG_DIR}/a.log combined`, []],
    [`LogFormat "%{c}a \${map:key}"`, []],
  ])('%s means %j where the server has only its old environment', (text, expected) => {
    expect(whyOf({ directives: config(listening, line(text)), environment: server })).toEqual(expected);
  });

  it('counts names that the configuration defines itself, and sees through a definition by a missing one', () => {
    const use = line(`CustomLog \${LOGS}/a.log combined`);
    const own = config(listening, line('Define LOGS /srv/logs'), use);
    const through = config(listening, line(`Define LOGS \${SITE}/logs`), use);

    expect(whyOf({ directives: own, environment: server })).toEqual([]);
    expect(whyOf({ directives: through, environment: server })).toEqual(['variable-undefined!', 'variable-undefined']);
  });

  it('sees uses in directives whose text stays on the host', () => {
    const variables = [{ directive: 'include', names: ['SITES'], file: '/etc/apache2/a.conf', line: 9 }];

    expect(whyOf({ directives: { ...config(listening), variables }, environment: server })).toEqual([
      'variable-undefined!',
    ]);
  });

  it('leaves to the syntax check what it misses as well', () => {
    const message = `Config variable \${SITE} is not defined`;
    const entries = [{ source: 'configtest', raw: message, code: 'AH00111', message, continuation: [] }];
    const configtest = { ok: true, privileged: true, errors: [], entries };

    expect(
      whyOf({ directives: config(listening, line(`DocumentRoot \${SITE}`)), environment: server, configtest }),
    ).toEqual([]);
  });

  it('cannot be judged without the environment, which matters only for names that are not the package’s', () => {
    const foreign = config(listening, line(`Include \${SITES}/*.conf`));
    const packaged = config(listening, line(`ErrorLog \${APACHE_LOG_DIR}/error.log`));

    expect(missingForReload({ directives: foreign })).toContain('the environment of the server');
    expect(missingForReload({ directives: packaged })).not.toContain('the environment of the server');
  });
});

describe('logs on disk', () => {
  const target = (state: 'directory' | 'no-directory' | 'no-program' | 'not-executable' | 'unseen', path: string) => ({
    ...config(listen('80')),
    targets: [{ state, path, text: 'CustomLog x', file: '/etc/apache2/a.conf', line: 3 }],
  });
  const fails = { ok: false, errors: [{ reason: 'Cannot access directory', chain: [] }], entries: [] };

  it.each(['directory', 'no-directory', 'no-program', 'not-executable'] as const)('%s ends the server', (state) => {
    expect(whyOf({ directives: target(state, '/srv/x') })).toEqual(['log-target!']);
  });

  it('says a missing folder once when the syntax check says it too', () => {
    expect(whyOf({ directives: target('no-directory', '/srv/x/y.log'), configtest: fails })).toEqual(['syntax!']);
    expect(whyOf({ directives: target('no-program', '/srv/x'), configtest: fails })).toEqual([
      'syntax!',
      'log-target!',
    ]);
  });

  it('does not take what it may not see for wrong', () => {
    const directives = target('unseen', '/var/log/apache2/a/b.log');

    expect(whyOf({ directives })).toEqual([]);
    expect(unseenForReload({ directives })).toContain('logs in /var/log/apache2/a');
  });
});

describe('memory for a second generation', () => {
  const sized = (measuredBy: MemoryFacts['measuredBy'], ...kib: readonly number[]): MemoryFacts => ({
    measuredBy,
    children: kib.map((size, index) => ({ pid: index + 2, kib: size, line: '' })),
    meanKiB: kib.reduce((sum, size) => sum + size, 0) / kib.length,
    p90KiB: Math.max(...kib),
    maxKiB: Math.max(...kib),
    sharedKiB: 0,
    apacheKiB: 0,
  });
  const leaves = (kib: number): RoomFacts => ({
    totalKiB: 8_000_000,
    availableKiB: 4_000_000,
    cgroupLimitKiB: 500_000,
    cgroupUsedKiB: 500_000,
    cgroupAnonKiB: 500_000 - kib,
    cgroup: '/system.slice/apache2.service',
  });
  const limits = (count: number) =>
    config(listen('80'), line(`ServerLimit ${count}`), line(`MaxRequestWorkers ${count}`), line('StartServers 2'));
  const four = [20_000, 40_000, 40_000, 60_000];

  it.each([
    ['room for all', sized('private', ...four), leaves(160_000), 100, []],
    ['room for fresh children only', sized('private', ...four), leaves(60_000), 100, ['memory-headroom']],
    ['room not even for two fresh children', sized('private', ...four), leaves(39_000), 100, ['memory-headroom!']],
    ['no room by RSS', sized('rss', ...four), leaves(1_000), 100, ['memory-headroom']],
    ['no slot for one more process', sized('private', ...four), leaves(1_000), 4, []],
  ])('%s', (_what, memory, room, slots, expected) => {
    expect(whyOf({ directives: limits(slots), memory, room, runningMpm: 'prefork' })).toEqual(expected);
  });

  it('counts only the children that hold a request, where the status page tells', () => {
    const page = {
      answered: true,
      connected: true,
      refused: false,
      page: true,
      balancerWorkers: [],
      growth: [],
      served: [],
    };
    const facts = {
      directives: limits(100),
      memory: sized('private', ...four),
      room: leaves(60_000),
      runningMpm: 'prefork',
    };

    expect(whyOf({ ...facts, page: { ...page, busy: 1 } })).toEqual([]);
    expect(whyOf({ ...facts, page: { ...page, busy: 4 } })).toEqual(['memory-headroom']);
  });

  it('is named where it is not known, and nothing is promised or refused for it', () => {
    expect(unseenForReload({})).toContain('memory for a second generation');
    expect(missingForReload({})).not.toContain('memory for a second generation');
  });
});
