import { describe, expect, it } from 'vitest';
import { mpmSettings } from './mpm-settings.ts';
import { secondsToReach, spareNotes, spareOf } from './spare.ts';

function settings(mpm: string, limits: Readonly<Record<string, string>>) {
  const directives = Object.entries(limits).map(([name, value], index) => ({
    name: name.toLowerCase(),
    args: [value],
    text: `${name} ${value}`,
    file: '/etc/apache2/mods-enabled/mpm.conf',
    line: index + 1,
    sections: [],
  }));
  const read = mpmSettings({ from: 'includes', files: [], unreadable: [], directives }, mpm);
  if (read === undefined) throw new Error(`${mpm} has no limits`);
  return read;
}

describe('spare limits', () => {
  it.each([
    ['prefork', {}, { start: 5, min: 5, max: 10 }],
    ['event', {}, { start: 75, min: 75, max: 250 }],
    ['event', { MinSpareThreads: '75', MaxSpareThreads: '75' }, { max: 101, maxWritten: 75 }],
    ['prefork', { MinSpareServers: '20', MaxSpareServers: '10' }, { max: 21 }],
    ['event', { StartServers: '2', ThreadsPerChild: '25' }, { start: 50 }],
  ])('of %s with %j are what httpd makes of them', (mpm, limits, spare) => {
    expect(spareOf(settings(mpm, limits))).toMatchObject(spare);
  });

  it.each([
    [50, 0],
    [75, 1],
    [125, 2],
    [225, 3],
    [10_000, 17],
  ])('lets a new generation of 50 threads have %i after %i seconds', (workers, seconds) => {
    expect(secondsToReach(workers, { start: 50, step: 25 })).toBe(seconds);
  });

  it('names the StartServers that would begin with the present load', () => {
    const notes = spareNotes(settings('event', { StartServers: '2', MaxRequestWorkers: '150' }), 140).join('\n');

    expect(notes).toContain('the 140 busy now are there after about 3 s; StartServers 6 would begin with them');
  });

  it('warns of limits that lie close together', () => {
    expect(
      spareNotes(settings('event', { MinSpareThreads: '75', MaxSpareThreads: '110' }), undefined).join('\n'),
    ).toContain('125 or more is calmer');
    expect(spareNotes(settings('event', {}), undefined).join('\n')).not.toContain('calmer');
  });
});
