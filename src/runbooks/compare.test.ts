import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareProfiles } from './compare.ts';
import type { Profile } from './profile.ts';

function profile(host: string, items: Readonly<Record<string, string>> | undefined): Profile {
  return {
    host,
    aspects: { Version: items === undefined ? { why: 'no answer' } : { items: new Map(Object.entries(items)) } },
  };
}

describe('a comparison', () => {
  it('says what differs, the common value first, and what a host lacks', () => {
    const [aspect] = compareProfiles([
      profile('web-03', { server: '2.4.57', mpm: 'event' }),
      profile('web-01', { server: '2.4.62', mpm: 'event', extra: 'x' }),
      profile('web-02', { server: '2.4.62', mpm: 'event', extra: 'x' }),
    ]);

    expect(aspect).toEqual({
      title: 'Version',
      same: 1,
      unseen: [],
      differences: [
        {
          item: 'extra',
          variants: [
            { value: 'x', hosts: ['web-01', 'web-02'] },
            { value: null, hosts: ['web-03'] },
          ],
        },
        {
          item: 'server',
          variants: [
            { value: '2.4.62', hosts: ['web-01', 'web-02'] },
            { value: '2.4.57', hosts: ['web-03'] },
          ],
        },
      ],
    });
  });

  it('never takes what could not be seen for equal or for missing', () => {
    expect(compareProfiles([profile('web-01', { mpm: 'event' }), profile('web-02', undefined)])).toEqual([
      { title: 'Version', same: 0, differences: [], unseen: [{ host: 'web-02', why: 'no answer' }] },
    ]);
  });

  it('finds no difference between a host and itself, whatever it is like', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string()), (items) => {
        const [aspect] = compareProfiles([profile('a', items), profile('b', items)]);
        expect(aspect?.differences).toEqual([]);
        expect(aspect?.same).toBe(Object.keys(items).length);
      }),
    );
  });
});
