import { describe, expect, it } from 'vitest';
import type { Directive, DirectivesFacts } from '../config/facts.ts';
import type { ListenerFacts } from '../ports/facts.ts';
import { readCertificates } from '../tls/parse.ts';
import { missingForReload, reloadHazards } from './hazards.ts';
import { collide, listenOverlaps, listensOf } from './listen.ts';

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
