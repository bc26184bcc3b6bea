import { type Canvas, type Colour, createCanvas, drawLine, drawText, fillBox } from './canvas.ts';
import { textWidth } from './font.ts';

/** One line of a chart; its points in the order they are joined. */
export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** One chart with its words; axes begin at zero unless all x are larger. */
export interface LineChart {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly series: readonly Series[];
  /** Values are counts, so the axis has no fractions. */
  readonly counts?: boolean;
}

const white: Colour = [255, 255, 255];
const ink: Colour = [40, 44, 52];
const faint: Colour = [110, 116, 126];
const grid: Colour = [226, 229, 234];
/** Told apart by people who do not tell red from green (Okabe and Ito). */
const palette: readonly Colour[] = [
  [0, 114, 178],
  [230, 159, 0],
  [0, 158, 115],
  [204, 121, 167],
  [213, 94, 0],
  [86, 180, 233],
  [120, 120, 120],
  [180, 170, 40],
];

const size = { width: 1_000, height: 300, left: 90, right: 24, top: 58, bottom: 54 } as const;

/** Charts below each other in one picture, under a headline. */
export function drawCharts(headline: string, charts: readonly LineChart[]): Canvas {
  const canvas = createCanvas(size.width, 48 + charts.length * size.height, white);
  drawText(canvas, cutTo(headline, size.width - 2 * size.right), size.right, 16, ink);
  for (const [index, chart] of charts.entries()) drawChart(canvas, chart, 48 + index * size.height);
  return canvas;
}

function drawChart(canvas: Canvas, { title, xLabel, yLabel, series, counts = false }: LineChart, top: number): void {
  const points = series.flatMap((one) => one.points);
  const xs = ticks(Math.min(...points.map(([x]) => x)), Math.max(...points.map(([x]) => x)), 8);
  const highest = Math.max(counts ? 5 : 0, ...points.map(([, y]) => y));
  const ys = ticks(0, highest, 5);
  const area = {
    left: size.left,
    right: size.width - size.right,
    top: top + size.top,
    bottom: top + size.height - size.bottom,
  };
  drawText(canvas, cutTo(`${title} (${yLabel})`, size.width - 2 * size.right), size.right, top + 6, ink);
  drawLegend(canvas, series, top);
  const x = (value: number) => area.left + ((value - xs.least) / (xs.most - xs.least)) * (area.right - area.left);
  const y = (value: number) => area.bottom - ((value - ys.least) / (ys.most - ys.least)) * (area.bottom - area.top);
  for (const value of ys.values) {
    fillBox(canvas, area.left, y(value), area.right - area.left, 1, grid);
    drawText(canvas, numberText(value), area.left - 8, y(value) - 7, faint, { align: 'right' });
  }
  for (const value of xs.values) {
    fillBox(canvas, x(value), area.bottom, 1, 6, faint);
    drawText(canvas, numberText(value), x(value), area.bottom + 10, faint, { align: 'middle' });
  }
  fillBox(canvas, area.left, area.bottom, area.right - area.left, 1, faint);
  drawText(canvas, xLabel, area.right, area.bottom + 34, faint, { align: 'right' });
  if (points.length === 0)
    drawText(canvas, 'nothing was seen', (area.left + area.right) / 2, (area.top + area.bottom) / 2 - 8, faint, {
      align: 'middle',
    });
  for (const [index, one] of series.entries())
    drawSeries(
      canvas,
      one.points.map(([px, py]) => [x(px), y(py)]),
      colourOf(index),
    );
}

function drawSeries(canvas: Canvas, points: readonly (readonly [x: number, y: number])[], colour: Colour): void {
  for (const [index, point] of points.entries()) {
    const before = points[index - 1];
    if (before !== undefined) drawLine(canvas, before, point, colour);
    fillBox(canvas, point[0] - 2, point[1] - 2, 4, 4, colour);
  }
}

function drawLegend(canvas: Canvas, series: readonly Series[], top: number): void {
  let right = size.width - size.right;
  for (const [index, { name }] of [...series.entries()].reverse()) {
    const text = cutTo(name, 200);
    right -= textWidth(text) * 2;
    drawText(canvas, text, right, top + 32, ink);
    fillBox(canvas, right - 16, top + 34, 10, 10, colourOf(index));
    right -= 34;
  }
}

function colourOf(index: number): Colour {
  return palette[index % palette.length] ?? ink;
}

/** Round values that span from `least` to `most`, about as many as wanted; never empty, and never without extent. */
export function ticks(
  least: number,
  most: number,
  wanted: number,
): { readonly least: number; readonly most: number; readonly values: readonly number[] } {
  const from = Number.isFinite(least) ? least : 0;
  const to = Number.isFinite(most) && most - from > Math.max(1, from) * 1e-6 ? most : from + 1;
  const rough = (to - from) / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((one) => one >= rough) ?? rough;
  const first = Math.floor(from / step) * step;
  const count = Math.max(1, Math.ceil((to - first) / step - 1e-9));
  return {
    least: first,
    most: first + count * step,
    values: Array.from({ length: count + 1 }, (_, index) => Number((first + index * step).toPrecision(12))),
  };
}

function numberText(value: number): string {
  if (Math.abs(value) >= 1_000_000) return `${Number((value / 1_000_000).toPrecision(3))}M`;
  return Math.abs(value) >= 10_000
    ? `${Number((value / 1_000).toPrecision(3))}k`
    : String(Number(value.toPrecision(4)));
}

function cutTo(text: string, pixels: number): string {
  const most = Math.floor(pixels / 12);
  return Array.from(text).length <= most
    ? text
    : `${Array.from(text)
        .slice(0, most - 3)
        .join('')}...`;
}
