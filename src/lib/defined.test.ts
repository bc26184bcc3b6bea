import { describe, expect, expectTypeOf, it } from 'vitest';
import { defined } from './defined.ts';

describe('defined', () => {
  it('leaves out what is undefined and nothing else', () => {
    const values = { a: 1, b: undefined, c: null, d: false, e: '', f: 0 };

    expect(Object.keys(defined(values))).toEqual(['a', 'c', 'd', 'e', 'f']);
  });

  it('says so in its type', () => {
    const port: number | undefined = [80].at(0);

    expectTypeOf(defined({ host: 'web-03', port })).toExtend<{ readonly host: string; readonly port?: number }>();
    expect(defined({ host: 'web-03', port })).toEqual({ host: 'web-03', port: 80 });
  });
});
