import { expect, it } from 'vitest';
import { unknownSources } from './investigations.ts';

it('asks only for sources that exist', () => {
  expect(unknownSources()).toEqual([]);
});
