import { describe, expect, it } from 'vitest';
import { ruleLines } from './rules.ts';

const wanted = ['/usr/bin/ss -ltnp', '/usr/local/sbin/oncall-facts tls'];

function listing(
  settings = 'env_reset, mail_badpass, secure_path=/usr/sbin\\:/usr/bin, env_keep+="LANG LC_*", !setenv',
  ...more: string[]
): string {
  return `Matching Defaults entries for oncall on web:
    ${settings}

User oncall may run the following commands on web:
    (root) NOEXEC: NOPASSWD: /usr/bin/ss -ltnp
    (root) NOPASSWD: /usr/local/sbin/oncall-facts tls
${more.map((line) => `    ${line}\n`).join('')}`;
}

function wrong(text: string): readonly string[] {
  return ruleLines(text, wanted).flatMap(({ name, outcome, detail }) =>
    outcome === 'ok' ? [] : [`${name}: ${detail}`],
  );
}

describe('the rules that sudo lists', () => {
  it('are right when they are the generated ones', () => {
    expect(wrong(listing())).toEqual([]);
  });

  it.each([
    ['(ALL : ALL) NOPASSWD: /usr/bin/find', 'ALL : ALL /usr/bin/find'],
    ['(root : adm) /usr/bin/ss -ltnp', 'root : adm /usr/bin/ss -ltnp'],
    ['(ALL) NOPASSWD: ALL', 'ALL ALL'],
    ['(www-data) SETENV: NOPASSWD: /bin/sh', 'www-data /bin/sh'],
  ])('are too many with %s', (line, told) => {
    expect(wrong(listing(undefined, line))).toContain(`No rule beyond the generated ones: ${told}`);
  });

  it('are wrong with a tag that lets the environment in, and without the one that keeps programs in', () => {
    const text = listing().replace('NOPASSWD: /usr/local', 'SETENV: NOPASSWD: /usr/local').replace('NOEXEC: ', '');
    expect(wrong(text)).toEqual([
      'Tags of the rules: no NOEXEC on root /usr/bin/ss -ltnp; SETENV on root /usr/local/sbin/oncall-facts tls',
    ]);
  });

  it.each([
    ['env_reset, !env_reset', '!env_reset'],
    ['env_reset, setenv', 'setenv'],
    ['env_reset, closefrom_override', 'closefrom_override'],
    ['env_reset, runchroot=*', 'runchroot=*'],
    ['env_reset, env_keep+=LD_PRELOAD', 'env_keep has LD_PRELOAD'],
    ['env_reset, env_keep+="LANG APACHE_CONFDIR BASH_ENV"', 'env_keep has APACHE_CONFDIR; env_keep has BASH_ENV'],
    ['env_reset, env_keep=*', 'env_keep has *'],
  ])('are wrong where the settings are %s', (settings, told) => {
    expect(wrong(listing(settings))).toEqual([`Settings of sudo: ${told}`]);
  });

  it('are wrong where nothing is granted', () => {
    expect(wrong('Sorry, user oncall may not run sudo on web.')).toEqual([expect.stringContaining('grants nothing')]);
  });
});
