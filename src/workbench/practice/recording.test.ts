import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defined } from '../../lib/defined.ts';
import { formatRecording, parseRecording, type Recording, withSharedTexts } from './recording.ts';

const like = [
  '#### unit',
  '#### unit: exit 1',
  '\\#### unit',
  '\\\\#### x',
  '\r#### unit',
  '\u2028#### unit',
  ' #### unit',
];
const awkwardLine = fc.constantFrom('', '####', '#### ', '#### unit\r', '\r', '\0', ...like);
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.oneof(awkwardLine, fc.string())).map((lines) => lines.join('\n')),
);
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const line = fc.string({ minLength: 10 }).filter((said) => !said.includes('\n'));
const id = fc.stringMatching(/^[a-z][a-z0-9-]{0,12}$/).filter((one) => one !== 'constructor');

const section = fc
  .record({
    exit: fc.nat(255),
    durationMs: fc.nat(60_000),
    cut: fc.boolean(),
    timedOut: fc.boolean(),
    text,
    asOn: optional(fc.constantFrom('web-01', 'oom-2.6.18')),
  })
  .map(({ asOn, ...own }) => (asOn === undefined ? own : { ...own, text: '', asOn }));

const recordings: fc.Arbitrary<Recording> = fc
  .record({
    origin: line,
    title: optional(line),
    now: optional(line),
    zoneMinutes: optional(fc.integer({ min: -840, max: 840 })),
    sections: fc.dictionary(id, section, { noNullPrototype: true }),
  })
  .map(({ origin, sections, ...rest }) => ({
    origin,
    ...defined(rest),
    sections,
  }));

const held: Recording = parseRecording('origin: laboratory, healthy\n#### version\n2.4\n#### limits: as on web-02\n');

describe('the text of a recording', () => {
  it('gives back every recording to the letter, whatever the host answered', () => {
    fc.assert(
      fc.property(recordings, (recording) => {
        const again = parseRecording(formatRecording(recording));
        expect(again).toEqual(recording);
        expect(Object.keys(again.sections)).toEqual(Object.keys(recording.sections));
      }),
    );
  });

  it('stands as people read it', () => {
    const sections = {
      configtest: { exit: 1, durationMs: 20, cut: false, timedOut: false, text: '#### broken\nSyntax error' },
      cores: { exit: 0, durationMs: 0, cut: true, timedOut: true, text: '' },
      version: { exit: 0, durationMs: 0, cut: false, timedOut: false, text: '', asOn: 'web-01' },
    };
    expect(formatRecording({ origin: 'laboratory, misspelled', zoneMinutes: -60, sections })).toBe(
      [
        'origin: laboratory, misspelled',
        'zoneMinutes: -60',
        '#### configtest: exit 1, 20 ms, no newline at the end',
        '\\#### broken',
        'Syntax error',
        '#### cores: cut, timed out',
        '#### version: as on web-01',
        '',
      ].join('\n'),
    );
  });

  it.each([
    ['origin: laboratory, healthy', /last line/],
    ['origin: laboratory, healthy\nmood: good\n', /line 2 should be one of origin/],
    ['origin: laboratory, healthy\n\\#### unit\n', /line 2 is not a mark/],
    ['origin: laboratory, healthy\n#### unit\n#### unit\n', /line 3 has unit again/],
    ['origin: laboratory, healthy\n#### unit: exit one\n', /line 2 says what nobody knows: exit one/],
    ['origin: laboratory, healthy\nzoneMinutes: late\n', /zoneMinutes/],
    ['#### unit\n', /origin/],
  ])('is refused with its place: %j', (said, why) => {
    expect(() => parseRecording(said)).toThrow(why);
  });

  it('takes a text that it shares from the recording that holds it', () => {
    const sharing = parseRecording('origin: laboratory, misspelled\n#### version: exit 1, as on web-01\n');
    const whole = withSharedTexts(sharing, (name) => (name === 'web-01' ? held : undefined));
    expect(whole.sections['version']).toEqual({ exit: 1, durationMs: 0, cut: false, timedOut: false, text: '2.4\n' });
  });

  it.each(['limits: as on web-01', 'version: as on web-07', 'vhosts: as on web-01'])(
    'refuses to share what the other does not hold itself: %s',
    (mark) => {
      const sharing = parseRecording(`origin: laboratory, misspelled\n#### ${mark}\n`);
      expect(() => withSharedTexts(sharing, (name) => (name === 'web-01' ? held : undefined))).toThrow(
        /does not hold it/,
      );
    },
  );
});
