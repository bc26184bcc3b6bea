import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, sha256Of } from './canonical-json.ts';
import { isJson, type Json, parseJson, toJson } from './json.ts';

const json = fc.jsonValue().map(toJson);

function shuffled(value: Json): Json {
  if (Array.isArray(value)) return value.map(shuffled);
  if (value === null || typeof value !== 'object') return value;
  const members = Object.entries(value).map(([key, member]): [string, Json] => [key, shuffled(member ?? null)]);
  return Object.fromEntries(members.reverse());
}

describe('canonicalJson', () => {
  it('gives JSON text that means the same value', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(parseJson(canonicalJson(value))).toEqual(value);
      }),
    );
  });

  it('does not depend on the order members were written in', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(canonicalJson(shuffled(value))).toBe(canonicalJson(value));
        expect(sha256Of(shuffled(value))).toBe(sha256Of(value));
      }),
    );
  });

  it('is the same for the text read back', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(canonicalJson(parseJson(canonicalJson(value)))).toBe(canonicalJson(value));
      }),
    );
  });

  it('tells different values apart', () => {
    fc.assert(
      fc.property(json, json, (one, other) => {
        expect(sha256Of(one) === sha256Of(other)).toBe(isDeepStrictEqual(one, other));
      }),
    );
  });

  it.each<[Json, string]>([
    [{ b: 1, a: [true, null, 'x'] }, '{"a":[true,null,"x"],"b":1}'],
    [{ kept: 1, absent: undefined }, '{"kept":1}'],
    [
      { '\u20ac': 1, '\r': 2, '\ud83d\ude02': 3, '1': 4, '\u0080': 5 },
      '{"\\r":2,"1":4,"\u0080":5,"\u20ac":1,"\ud83d\ude02":3}',
    ],
    [[333333333.3333333, 1e30, 4.5, 2e-3, 1e-27, -0], '[333333333.3333333,1e+30,4.5,0.002,1e-27,0]'],
    [[], '[]'],
    [{ cut: '\ud83d' }, '{"cut":"\\ud83d"}'],
  ])('writes %j as RFC 8785 does', (value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  it('matches the published digest of an empty object', () => {
    expect(sha256Of({})).toBe('44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a');
  });
});

describe('toJson', () => {
  it.each([
    ['a date', new Date(0)],
    ['not a number', { a: [Number.NaN] }],
    ['infinity', Number.POSITIVE_INFINITY],
    ['a function', () => 1],
    ['a big integer', 1n],
    ['undefined in an array', [undefined]],
    ['only undefined in an array', Array.from({ length: 2 })],
    ['a map', new Map()],
  ])('refuses %s', (_, value) => {
    expect(isJson(value)).toBe(false);
    expect(() => toJson(value)).toThrow(TypeError);
  });

  it('leaves out members that are undefined', () => {
    expect(toJson({ a: 1, b: undefined })).toStrictEqual({ a: 1 });
  });

  it('keeps a member named __proto__ as a member', () => {
    const value = parseJson('{"__proto__":{"x":1}}');

    expect(canonicalJson(value)).toBe('{"__proto__":{"x":1}}');
  });
});
