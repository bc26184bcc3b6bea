import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Capture, Unrecognised } from '../../model/source.ts';
import { directiveArguments } from './arguments.ts';
import { environment } from './environment.ts';
import { configTree, configtest, directives, modules, vhosts } from './probe.ts';
import { nearestDirective, providerOf } from './providers.ts';

function capture(source: string, text: string, exit = 0): Capture {
  return { source, text, exit, durationMs: 1, cut: false };
}

describe('configtest', () => {
  it('takes the innermost file and line of nested includes', () => {
    const text =
      "apache2: Syntax error on line 222 of /etc/apache2/apache2.conf: Syntax error on line 1 of /etc/apache2/conf-enabled/zz-lab.conf: Syntax error on line 1 of /etc/apache2/extra/outer.conf: Syntax error on line 3 of /etc/apache2/extra/inner.conf: </VirtualHost> without matching <VirtualHost> section\nAction 'configtest' failed.\n";
    const facts = configtest.read(capture('configtest', text, 1), {});
    expect(facts.ok).toBe(false);
    expect(facts.errors).toMatchObject([
      {
        file: '/etc/apache2/extra/inner.conf',
        line: 3,
        reason: '</VirtualHost> without matching <VirtualHost> section',
      },
    ]);
    expect(facts.errors[0]?.chain).toHaveLength(4);
  });

  it('takes the reason from the next line, and who ran it from the marker', () => {
    const text =
      "== user\nAH00526: Syntax error on line 31 of /etc/apache2/sites-enabled/default-ssl.conf:\nSSLCertificateFile: file '/etc/ssl/certs/a.pem' does not exist or is empty\n";
    expect(configtest.read(capture('configtest', text, 1), {})).toMatchObject({
      privileged: false,
      errors: [{ line: 31, reason: "SSLCertificateFile: file '/etc/ssl/certs/a.pem' does not exist or is empty" }],
    });
  });

  it.each([
    'Syntax OK',
    '== root\r\nSyntax OK\r\n',
    '$ apachectl configtest\nAH00558: x: Could not reliably determine\nSyntax OK\n',
  ])('reads %j as good', (text) => {
    expect(configtest.read(capture('configtest', text), {}).ok).toBe(true);
  });

  it('says nothing of a configuration that this user may not read', () => {
    const text =
      "== user\napache2: Could not open configuration file /root/try/httpd.conf: Permission denied\nAction '-f /root/try/httpd.conf -t' failed.\n";
    expect(() => configtest.read(capture('configtest', text, 1), {})).toThrow(
      expect.objectContaining({ reason: 'not-permitted' }),
    );
  });

  it.each(['', 'sudo: a password is required\n', 'hello\n'])('refuses %j', (text) => {
    expect(() => configtest.read(capture('configtest', text, 1), {})).toThrow(Unrecognised);
  });
});

describe('directives', () => {
  const text = `== root
Included configuration files:
  (*) /etc/apache2/apache2.conf
    (3) /etc/apache2/mods-enabled/mpm_event.load
    (4) /etc/apache2/sites-enabled/a.conf
== files
F /etc/apache2/apache2.conf
D 1 Define ROOT /srv
D 2 Timeout 300
D 5 <IfModule mpm_prefork_module>
D 6 MaxRequestWorkers 150
D 7 </IfModule>
D 8 <IfModule event.c>
D 9 MaxRequestWorkers 400
D 10 </IfModule>
F /etc/apache2/mods-enabled/mpm_event.load
D 1 LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
F /etc/apache2/sites-enabled/a.conf
D 1 <VirtualHost *:443>
D 2 ErrorLog "\${ROOT}/log/a b.log"
D 3 <Location /x>
D 4 LimitRequestBody 0
D 5 </Location>
D 6 </VirtualHost>
U /etc/apache2/secret.conf
`;

  it('follows includes in order and leaves out what no loaded module enables', () => {
    const facts = directives.read(capture('directives', text), {});
    expect(facts.directives.map(({ name, args }) => [name, args[0]])).toEqual([
      ['define', 'ROOT'],
      ['timeout', '300'],
      ['loadmodule', 'mpm_event_module'],
      ['errorlog', '/srv/log/a b.log'],
      ['limitrequestbody', '0'],
      ['maxrequestworkers', '400'],
    ]);
    expect(facts.directives[4]).toMatchObject({ vhost: '*:443', sections: ['Location /x'], line: 4 });
    expect(facts.unreadable).toEqual(['/etc/apache2/secret.conf']);
  });

  it('reads uses of variables and troubled logs only of what is in effect', () => {
    const more = `${text
      .replace('D 6 MaxRequestWorkers 150', 'D 6 CustomLog "|/opt/off" common\nV 66 documentroot OFF')
      .replace(
        'D 2 Timeout 300',
        'D 2 Timeout 300\nV 3 include SITES BASE',
      )}T no-program 6 /etc/apache2/apache2.conf\t/opt/off
T directory 2 /etc/apache2/sites-enabled/a.conf\t/srv/log
T strange 2 /etc/apache2/sites-enabled/a.conf\t/srv/log
`;
    const facts = directives.read(capture('directives', more), {});

    expect(facts.variables).toEqual([
      { directive: 'include', names: ['SITES', 'BASE'], file: '/etc/apache2/apache2.conf', line: 3 },
    ]);
    expect(facts.targets).toMatchObject([{ state: 'directory', path: '/srv/log', line: 2 }]);
  });

  it('says that it may not look when no file is readable', () => {
    expect(() => directives.read(capture('directives', '== user\n== files\n== guessed\nU /etc/x.conf\n'), {})).toThrow(
      expect.objectContaining({ reason: 'not-permitted' }),
    );
  });
});

describe('directiveArguments', () => {
  it.each([
    ['ErrorLog "|/usr/bin/rotatelogs -l /var/log/x 86400"', ['ErrorLog', '|/usr/bin/rotatelogs -l /var/log/x 86400']],
    [`CustomLog logs/a "%h \\"%r\\""`, ['CustomLog', 'logs/a', '%h "%r"']],
    ["ServerName  'a b'", ['ServerName', 'a b']],
  ])('splits %s', (text, words) => {
    expect(directiveArguments(text)).toEqual(words);
  });
});

describe('unknown directives', () => {
  it.each([
    ['RewriteEngine', 'mod_rewrite'],
    ['order', 'mod_access_compat'],
    ['KeepAlvie', undefined],
  ])('%s comes from %s', (directive, module) => {
    expect(providerOf(directive)).toBe(module);
  });

  it.each([
    ['KeepAlvie', 'KeepAlive'],
    ['ServrName', 'ServerName'],
    ['Xyzzy', undefined],
  ])('%s is near %s', (word, name) => {
    expect(nearestDirective(word)).toBe(name);
  });
});

describe('every reader', () => {
  it('refuses damaged text in no other way than Unrecognised', () => {
    const piece = fc.constantFrom(
      'Syntax error on line 1 of /a: ',
      'AH00526: ',
      'F /etc/a\n',
      'D 1 <VirtualHost *:80>\n',
      'D 2 Listen 80\n',
      '    (1) /etc/b\n',
      '== root\n',
      ' ssl_module (shared)\n',
      '*:80   a (/etc/x:1)\n',
      'tree 00\n',
      '\u0000',
      '\n',
    );
    const texts = fc.array(fc.oneof(piece, fc.string()), { maxLength: 20 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(texts, (text) => {
        for (const probe of [configtest, modules, vhosts, directives, configTree, environment])
          try {
            probe.read(capture(probe.id, text), {});
          } catch (error) {
            expect(error).toBeInstanceOf(Unrecognised);
          }
      }),
      { numRuns: 200 },
    );
  });
});

describe('environment', () => {
  it('keeps names, and reads the servers apart', () => {
    const text =
      '== helper\nvariable 12 PATH\nvariable 12 A_B\nvariable 99 PATH\nvariable 12 not=this\nenvironment 2\n';

    expect(environment.read(capture('environment', text), {})).toEqual({
      servers: [
        { pid: 12, names: ['A_B', 'PATH'] },
        { pid: 99, names: ['PATH'] },
      ],
    });
  });

  it.each([
    ['== user\n', 'not-permitted'],
    ['== helper\nvariable 12 PATH\n', 'failed'],
  ])('refuses %j: %s', (text, reason) => {
    expect(() => environment.read(capture('environment', text), {})).toThrow(expect.objectContaining({ reason }));
  });
});
