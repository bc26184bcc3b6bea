import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chartSvg, type Series } from './line-chart.ts';
import { pngOf } from './png.ts';
import { ticks } from './ticks.ts';

describe('axes', () => {
  it.each([
    [0, 97, 5, [0, 20, 40, 60, 80, 100]],
    [0, 0, 5, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [1_000, 1_400, 8, [1_000, 1_050, 1_100, 1_150, 1_200, 1_250, 1_300, 1_350, 1_400]],
  ])('from %d to %d', (least, most, wanted, values) => {
    expect(ticks(least, most, wanted).values).toEqual(values);
  });

  it('hold every value', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e9, noNaN: true }),
        fc.double({ min: 0, max: 1e9, noNaN: true }),
        (one, other) => {
          const [least, most] = [Math.min(one, other), Math.max(one, other)];
          const axis = ticks(least, most, 6);
          expect(axis.least).toBeLessThanOrEqual(least);
          expect(axis.most * (1 + 1e-6)).toBeGreaterThanOrEqual(most);
          expect(axis.values.length).toBeLessThan(20);
        },
      ),
    );
  });
});

describe('a picture', () => {
  const series: readonly Series[] = [
    {
      name: 'busy',
      points: [
        [0, 1],
        [10, 40],
        [20, 35],
      ],
    },
  ];
  const workers = { title: 'Workers', xLabel: 'seconds', yLabel: 'workers', series };

  /** Width and height as a PNG's header says them. */
  const sizeOf = (bytes: Uint8Array) => {
    const header = Buffer.from(bytes);
    return [header.toString('latin1', 1, 4), header.readUInt32BE(16), header.readUInt32BE(20)];
  };

  it('is a PNG of the size drawn, also with nothing to show', async () => {
    const bytes = await pngOf(chartSvg('web-03', [workers, { ...workers, title: 'Queue', series: [] }]));

    expect(sizeOf(bytes)).toEqual(['PNG', 1_600, 1_496]);
    expect(bytes.length).toBeLessThan(200_000);
  });

  it('draws its words', async () => {
    const [words, none] = await Promise.all(['web-03', ''].map((headline) => pngOf(chartSvg(headline, [workers]))));

    expect(words).not.toEqual(none);
  });

  it('puts every line inside its chart, in a colour of its own', () => {
    const svg = chartSvg('web-03', [{ ...workers, series: [...series, { name: 'idle', points: [[20, 3]] }] }]);
    const lines = [...svg.matchAll(/<polyline points="([^"]*)".*? stroke="([^"]*)"/g)];

    expect(lines.map(([, , colour]) => colour)).toEqual(['#0072b2', '#e69f00']);
    expect(lines[0]?.[1]).toBe('84,257.4 426,76 768,99.3');
  });

  it('takes words for words, whatever is in them', async () => {
    const headline = '<text>&amp;"\'';
    const svg = chartSvg(headline, [{ ...workers, series: [{ name: '</svg>&', points: [[0, 1]] }] }]);

    expect(svg).toContain('>&lt;text>&amp;amp;"\'</text>');
    expect(sizeOf(await pngOf(svg))[0]).toBe('PNG');
  });

  it('cuts words that there is no room for', () => {
    expect(chartSvg('w'.repeat(200), [])).toContain(`${'w'.repeat(55)}…</text>`);
  });
});
