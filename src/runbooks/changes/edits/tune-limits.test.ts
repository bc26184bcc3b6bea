import { describe, expect, it } from 'vitest';
import type { DirectivesFacts } from '../../../probes/config/facts.ts';
import type { Mpm } from '../../../probes/memory/mpm-settings.ts';
import { adjustments, limitsOnDisk } from './limits.ts';
import { editFor, isSet, type Settings } from './server-line.ts';
import { fitLimits } from './tune-limits.ts';

function configured(...lines: readonly string[]): DirectivesFacts {
  const directives = lines.map((text, index) => {
    const [name = '', ...args] = text.split(' ');
    return { name: name.toLowerCase(), args, text, file: '/etc/apache2/a.conf', line: index + 1, sections: [] };
  });
  return { from: 'includes', files: [], unreadable: [], directives };
}

const debian = configured('ThreadLimit 64', 'ThreadsPerChild 25', 'MaxRequestWorkers 150');

function fitted(mpm: Mpm, config: DirectivesFacts, wanted: Settings): Settings | string {
  const found = fitLimits(config, mpm, wanted);
  return found.fits ? found.settings : found.reasons.map(({ why }) => why).join(' | ');
}

describe('httpd’s own sizing rules, in its order', () => {
  it.each<[Mpm, string[], [string, number, number][]]>([
    ['event', ['MaxRequestWorkers 800'], [['MaxRequestWorkers', 800, 400]]],
    ['event', ['MaxRequestWorkers 310'], [['MaxRequestWorkers', 310, 300]]],
    ['event', ['MaxRequestWorkers 10'], [['MaxRequestWorkers', 10, 25]]],
    ['event', ['ThreadsPerChild 100', 'MaxRequestWorkers 192'], [['ThreadsPerChild', 100, 64]]],
    ['event', ['ServerLimit 30000', 'MaxRequestWorkers 100'], [['ServerLimit', 30_000, 20_000]]],
    ['worker', ['ThreadLimit 30000'], [['ThreadLimit', 30_000, 20_000]]],
    ['event', ['ThreadLimit 30000'], []],
    ['prefork', ['MaxRequestWorkers 300'], [['MaxRequestWorkers', 300, 256]]],
    ['prefork', ['ServerLimit 20001', 'MaxRequestWorkers 20001'], []],
    ['event', ['ServerLimit 32'], []],
  ])('%s makes of %j: %j', (mpm, lines, expected) => {
    const found = adjustments(mpm, limitsOnDisk(configured(...lines), mpm));
    expect(found.map(({ name, written, used }) => [name, written, used])).toEqual(expected);
  });

  it('rounds what it has cut already, as one adjustment feeds the next', () => {
    const config = configured('ThreadLimit 64', 'ThreadsPerChild 100', 'ServerLimit 2', 'MaxRequestWorkers 200');
    expect(adjustments('event', limitsOnDisk(config, 'event')).map(({ name, used }) => `${name} ${used}`)).toEqual([
      'ThreadsPerChild 64',
      'MaxRequestWorkers 192',
      'MaxRequestWorkers 128',
    ]);
  });
});

describe('values given by hand', () => {
  it.each<[string, Mpm, DirectivesFacts, Settings, Settings]>([
    ['fit as they are', 'event', debian, { MaxRequestWorkers: '200' }, { MaxRequestWorkers: '200' }],
    [
      'bring ServerLimit along, with room for two generations',
      'event',
      debian,
      { MaxRequestWorkers: '800' },
      { MaxRequestWorkers: '800', ServerLimit: '64' },
    ],
    ['are rounded to whole processes', 'event', debian, { MaxRequestWorkers: '310' }, { MaxRequestWorkers: '300' }],
    [
      'of threads bring ThreadLimit and whole processes along',
      'worker',
      debian,
      { ThreadsPerChild: '100' },
      { ThreadsPerChild: '100', ThreadLimit: '100', MaxRequestWorkers: '100' },
    ],
    [
      'of prefork bring ServerLimit along without slack',
      'prefork',
      configured(),
      { MaxRequestWorkers: '400' },
      { MaxRequestWorkers: '400', ServerLimit: '400' },
    ],
    ['that are no limits pass', 'event', debian, { KeepAliveTimeout: '2' }, { KeepAliveTimeout: '2' }],
  ])('%s', (_what, mpm, config, wanted, expected) => {
    expect(fitted(mpm, config, wanted)).toEqual(expected);
  });

  it.each<[Mpm, Settings, RegExp]>([
    [
      'event',
      { MaxRequestWorkers: '800', ServerLimit: '16' },
      /MaxRequestWorkers 800 is above ServerLimit 16 × ThreadsPerChild 25 = 400: httpd would silently use 400. It takes ServerLimit 32 at least, and 64/,
    ],
    ['event', { ServerLimit: '4' }, /MaxRequestWorkers 150 is above ServerLimit 4 × ThreadsPerChild 25 = 100/],
    [
      'event',
      { MaxRequestWorkers: '10' },
      /below ThreadsPerChild 25, the workers of a single process: httpd would use 25/,
    ],
    ['event', { ThreadsPerChild: '100', ThreadLimit: '64' }, /ThreadsPerChild 100 is above ThreadLimit 64/],
    ['event', { ServerLimit: '20001' }, /ServerLimit 20001 is more than the event MPM can have: httpd would use 20000/],
    ['event', { MaxRequestWorkers: '600000' }, /MaxRequestWorkers 600000 is above ServerLimit 16/],
  ])('of %s that contradict each other are refused with the numbers: %j', (mpm, wanted, expected) => {
    expect(fitted(mpm, debian, wanted)).toMatch(expected);
  });

  it('say where httpd uses spare values otherwise than written', () => {
    const found = fitLimits(debian, 'event', { MinSpareThreads: '75', MaxSpareThreads: '90' });
    expect(found.fits ? found.checks : []).toMatchObject([
      {
        passed: false,
        detail: 'MaxSpareThreads 90 is below MinSpareThreads 75 + ThreadsPerChild 25 + 1: httpd uses 101',
      },
    ]);
  });
});

describe('the line that an edit touches', () => {
  it('is the last one that counts for the whole server, by its 2.2 name too', () => {
    const config = configured('MaxClients 100', 'MaxClients 150');
    expect(editFor(config, 'MaxRequestWorkers', '200')).toMatchObject({ edit: 'set', line: 2 });
  });

  it('is a new one beside the MPM’s others, or in the product’s own file', () => {
    expect(editFor(debian, 'ServerLimit', '64')).toMatchObject({ edit: 'add', line: 3 });
    expect(editFor(debian, 'Timeout', '60')).toEqual({ edit: 'own', name: 'Timeout', value: '60' });
  });

  it('leaves the other stage of RequestReadTimeout as it is', () => {
    const config = configured('RequestReadTimeout header=20-40,minrate=500', 'RequestReadTimeout body=10,minrate=500');
    expect(editFor(config, 'RequestReadTimeout', 'header=10')).toMatchObject({ edit: 'set', line: 1 });
    expect(editFor(config, 'RequestReadTimeout', 'header=10 body=10')).toMatchObject({ edit: 'own' });
    expect(isSet(config, 'RequestReadTimeout', 'body=10,MinRate=500')).toBe(true);
  });

  it('is never one of a virtual host', () => {
    const config = configured('Timeout 60');
    const inVhost = { ...config, directives: config.directives.map((one) => ({ ...one, vhost: '*:80' })) };
    expect(editFor(inVhost, 'Timeout', '30')).toMatchObject({ edit: 'own' });
  });
});
