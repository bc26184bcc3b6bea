import { describe, expect, it } from 'vitest';
import { columns } from './columns.ts';
import { countText, sizeText, spanText } from './quantity.ts';

describe('columns', () => {
  it('put numbers right and words left', () => {
    expect(
      columns([
        ['pid', 'size', 'what'],
        ['7', '1.2 MiB', 'child'],
        ['4711', '?', ''],
      ]),
    ).toEqual([' pid     size  what', '   7  1.2 MiB  child', '4711        ?']);
  });

  it('are nothing for nothing', () => {
    expect(columns([])).toEqual([]);
  });
});

describe('quantities', () => {
  it.each([
    [sizeText(500), '500 KiB'],
    [sizeText(1_536), '1.5 MiB'],
    [sizeText(20_480), '20 MiB'],
    [sizeText(20 * 1_048_576), '20.0 GiB'],
    [spanText(90), '90 s'],
    [spanText(900), '15 min'],
    [spanText(90_000), '25 h'],
    [countText(1_234_567), '1,234,567'],
    [countText(999), '999'],
  ])('%s is %s', (text, wanted) => {
    expect(text).toBe(wanted);
  });
});
