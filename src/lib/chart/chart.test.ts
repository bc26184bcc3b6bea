import fc from 'fast-check';
import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { createCanvas, drawLine, drawText } from './canvas.ts';
import { glyphColumns } from './font.ts';
import { drawCharts, ticks } from './line-chart.ts';
import { encodePng } from './png.ts';

describe('the font', () => {
  it('has eight rows of dots for every printable character', () => {
    const texts = Array.from({ length: 95 }, (_, index) => String.fromCharCode(0x20 + index));
    for (const text of texts)
      expect(
        glyphColumns(text).every((dots) => dots >= 0 && dots <= 255),
        text,
      ).toBe(true);
    expect(new Set(texts.map((text) => glyphColumns(text).join())).size).toBe(95);
  });

  it('draws letters that can be read', () => {
    const canvas = createCanvas(12, 8, [255, 255, 255]);
    drawText(canvas, 'T4', 0, 0, [0, 0, 0], { scale: 1 });
    const rows = Array.from({ length: 7 }, (_, y) =>
      Array.from({ length: 11 }, (_unused, x) => (canvas.pixels[(y * 12 + x) * 4] === 0 ? '#' : '.')).join(''),
    );

    expect(rows).toEqual([
      '#####....#.',
      '#.#.#...##.',
      '..#....#.#.',
      '..#...#..#.',
      '..#...#####',
      '..#......#.',
      '..#......#.',
    ]);
  });
});

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
  it('is a PNG of the size drawn, also with nothing to show', () => {
    const series = [
      {
        name: 'busy',
        points: [
          [0, 1],
          [10, 40],
          [20, 35],
        ] as const,
      },
    ];
    const bytes = encodePng(
      drawCharts('web-03', [
        { title: 'Workers', xLabel: 'seconds', yLabel: 'workers', series },
        { title: 'Queue', xLabel: 'seconds', yLabel: 'waiting', series: [] },
      ]),
    );
    const read = PNG.sync.read(Buffer.from(bytes));

    expect([read.width, read.height]).toEqual([1_000, 648]);
    expect(bytes.length).toBeLessThan(100_000);
  });

  it('leaves out what lies outside', () => {
    const canvas = createCanvas(4, 4, [255, 255, 255]);

    expect(() => drawLine(canvas, [-50, -50], [50, 50], [0, 0, 0])).not.toThrow();
    expect(canvas.pixels[0]).toBeLessThan(255);
  });
});
