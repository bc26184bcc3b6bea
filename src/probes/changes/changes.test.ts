import { describe, expect, it } from 'vitest';
import { Unrecognised } from '../../model/source.ts';
import { readBoots, readPackages } from './parse.ts';

const context = { now: '2026-11-21T12:00:00Z', zoneMinutes: 60 };

describe('package logs', () => {
  it.each([
    [
      '== dpkg\n2026-11-21 08:20:11 upgrade apache2-bin:amd64 2.4.62-1~deb12u2 2.4.71-1~deb12u1\n',
      {
        at: '2026-11-21T07:20:11.000Z',
        action: 'upgrade',
        name: 'apache2-bin',
        from: '2.4.62-1~deb12u2',
        to: '2.4.71-1~deb12u1',
      },
    ],
    [
      '== dpkg\n2026-11-21 08:20:11 install nginx:amd64 <none> 1.22.1-9\n',
      { action: 'install', name: 'nginx', to: '1.22.1-9' },
    ],
    [
      '== rpm\nhttpd-2.4.57-5.el9.x86_64                     Tue Nov 14 10:11:12 2023\n',
      { at: '2023-11-14T09:11:12.000Z', action: 'present', name: 'httpd', to: '2.4.57-5.el9.x86_64' },
    ],
    [
      '== zypp\n2026-01-02 10:00:00|install|apache2|2.4.58-1.1|x86_64||repo-oss|\n',
      { action: 'install', name: 'apache2', to: '2.4.58-1.1' },
    ],
  ])('reads %j', (text, change) => {
    expect(readPackages(text, context).changes).toMatchObject([change]);
  });

  it('does not take a host without a package log for one without changes', () => {
    expect(() => readPackages('== none\n', context)).toThrow(Unrecognised);
    expect(readPackages('== dpkg\n', context).changes).toEqual([]);
  });
});

describe('boots', () => {
  it('reads /proc', () => {
    expect(readBoots('uptime 2627.62\nbtime 1795255573\n')).toMatchObject({
      uptimeSeconds: 2627.62,
      bootedAt: '2026-11-21T10:06:13.000Z',
    });
  });

  it('refuses what is not /proc', () => {
    expect(() => readBoots('uptime NaN')).toThrow(Unrecognised);
  });
});
