import { describe, expect, it } from 'vitest';
import { privilegedReads } from '../host/kit/kit.ts';
import type { Layout } from '../model/layout.ts';
import type { LogEntry } from '../model/log-entry.ts';
import { collected } from '../model/outcome.ts';
import { createFollower, errorLogEnd, newEntries } from './follow.ts';

const layout: Layout = {
  family: 'debian',
  unit: 'apache2.service',
  binary: '/usr/sbin/apache2',
  control: '/usr/sbin/apachectl',
  startArguments: [],
  configRoot: '/etc/apache2',
  mainConfig: '/etc/apache2/apache2.conf',
  logDirectory: '/var/log/apache2',
  errorLog: '/var/log/apache2/error.log',
  accessLog: '/var/log/apache2/access.log',
  runUser: 'www-data',
  pidFile: '/run/apache2/apache2.pid',
};

const entry = (raw: string): LogEntry => ({ source: 'error-log', raw, message: raw, continuation: [] });
const entries = (text: string) => Array.from(text).map(entry);
const raws = (list: readonly LogEntry[]) => list.map(({ raw }) => raw).join('');

describe('what is new in a log', () => {
  it.each([
    ['abc', 'abcde', 'de'],
    ['abc', 'abc', ''],
    ['abc', 'cde', 'de'],
    ['aaa', 'aaaa', 'a'],
    ['abcab', 'abcabcab', 'cab'],
    ['abc', 'xyz', 'xyz'],
    ['', 'xy', 'xy'],
  ])('after %j in %j is %j', (before, after, fresh) => {
    expect(raws(newEntries(entries(before), entries(after)))).toBe(fresh);
  });

  it('begins where the first look ended, and is chosen by text', () => {
    const follower = createFollower({ grep: 'x' });
    const look = (text: string) =>
      follower.take(({ id }) =>
        id === 'error-log'
          ? collected({ entries: entries(text), unrecognised: 0 })
          : { status: 'unavailable', reason: 'failed', detail: '' },
      );

    expect(raws(look('abx'))).toBe('');
    expect(raws(look('abxcxd'))).toBe('x');
    expect(raws(follower.taken)).toBe('x');
  });
});

describe('the end of the error log', () => {
  it('needs no right that the error log itself does not need', () => {
    const granted = privilegedReads(layout).map((argv) => argv.join(' '));

    for (const argv of errorLogEnd.privileged(layout)) expect(granted).toContain(argv.join(' '));
  });
});
