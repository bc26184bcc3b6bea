import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { loadProgram } from '../../lib/program.ts';

const program = loadProgram(import.meta.dirname, 'names.sh');

/** The sites of a dump of virtual hosts (httpd -S) on port 80, as `NAME FILE:LINE`. */
function sitesOf(...lines: readonly string[]): readonly string[] {
  const input = ['*:80                   is a NameVirtualHost', ...lines].join('\n');
  const { stdout } = spawnSync('sh', ['-c', `ports='127.0.0.1 80'\n${program}\nserved`], { input, encoding: 'utf8' });
  const rows = stdout.split('\n').filter((row) => row !== '');
  return [...new Set(rows.map((row) => row.split('\t').slice(2).join(' ')))];
}

const named = (name: string, at: string): string => `         port 80 namevhost ${name} (${at})`;
const wild = (pattern: string): string => `                 wild alias ${pattern}`;

describe('the sites that a dump names', () => {
  it('are those whose names no earlier one takes by an alias with wildcards', () => {
    const dump = [
      named('shop.example', '/a:1'),
      wild('*.shop.example'),
      named('www.shop.example', '/b:1'),
      named('wwwxshop.example', '/c:1'),
    ];

    expect(sitesOf(...dump)).toEqual(['shop.example /a:1', 'wwwxshop.example /c:1']);
  });

  it.each(['a^b', '[', 'a[^]*', '\\*', '(', '+*'])('are all there where an alias is %s', (pattern) => {
    expect(sitesOf(named('a.example', '/a:1'), wild(pattern), named('b.example', '/b:1'))).toEqual([
      'a.example /a:1',
      'b.example /b:1',
    ]);
  });
});
