import { cutText } from '../hostile-text.ts';
import { numberText, type Ticks, ticks } from './ticks.ts';

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

/** The background is opaque, so that the picture reads the same in a chat's light and dark mode. */
const colours = { paper: '#ffffff', ink: '#1d1c1d', faint: '#616061', grid: '#e6e7ea', axis: '#9a9ba0' } as const;

/** Told apart by people who do not tell red from green (Okabe and Ito). */
const palette = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#d55e00', '#56b4e9', '#787878', '#b4aa28'] as const;

const size = { width: 800, height: 340, headline: 68, left: 84, right: 32, top: 76, bottom: 78 } as const;

/** More samples than this stand so close that dots would hide the line. */
const MOST_DOTS = 40;

/** Charts below each other under a headline, as the text of an SVG picture. */
export function chartSvg(headline: string, charts: readonly LineChart[]): string {
  const height = size.headline + charts.length * size.height;
  const drawn = charts.map(
    (chart, index) => `<g transform="translate(0 ${size.headline + index * size.height})">${drawChart(chart)}</g>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${height}" font-size="17">`,
    `<rect width="100%" height="100%" fill="${colours.paper}"/>`,
    text(headline, { x: size.right, y: 44, most: 56, weight: 700, size: 24 }),
    ...drawn,
    '</svg>',
  ].join('\n');
}

interface Area {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function drawChart({ title, xLabel, yLabel, series, counts = false }: LineChart): string {
  const points = series.flatMap((one) => one.points);
  const xs = ticks(Math.min(...points.map(([x]) => x)), Math.max(...points.map(([x]) => x)), 8);
  const ys = ticks(0, Math.max(counts ? 5 : 0, ...points.map(([, y]) => y)), 5);
  const area = areaOf(xs, ys);
  const middle = { x: (area.left + area.right) / 2, y: (area.top + area.bottom) / 2, anchor: 'middle' } as const;
  return [
    text(title, { x: size.right, y: 22, most: 50, weight: 700, size: 19, after: yLabel }),
    drawLegend(series),
    ...drawGrid(area, xs, ys),
    text(xLabel, { x: area.right, y: area.bottom + 44, most: 80, anchor: 'end', fill: colours.faint }),
    points.length === 0 ? text('nothing was seen', { ...middle, most: 80, fill: colours.faint }) : '',
    ...series.map((one, index) => drawSeries(one, area, colourOf(index))),
  ].join('\n');
}

function areaOf(xs: Ticks, ys: Ticks): Area {
  const [left, right] = [size.left, size.width - size.right];
  const [top, bottom] = [size.top, size.height - size.bottom];
  const x = (value: number) => round(left + ((value - xs.least) / (xs.most - xs.least)) * (right - left));
  const y = (value: number) => round(bottom - ((value - ys.least) / (ys.most - ys.least)) * (bottom - top));
  return { left, right, top, bottom, x, y };
}

function drawGrid({ left, right, bottom, x, y }: Area, xs: Ticks, ys: Ticks): readonly string[] {
  const { faint, grid, axis } = colours;
  return [
    ...ys.values.flatMap((value) => [
      `<path d="M${left} ${y(value)}H${right}" stroke="${grid}"/>`,
      text(numberText(value), { x: left - 12, y: y(value) + 6, most: 12, anchor: 'end', fill: faint }),
    ]),
    ...xs.values.flatMap((value) => [
      `<path d="M${x(value)} ${bottom}v6" stroke="${axis}"/>`,
      text(numberText(value), { x: x(value), y: bottom + 24, most: 12, anchor: 'middle', fill: faint }),
    ]),
    `<path d="M${left} ${bottom}H${right}" stroke="${axis}"/>`,
  ];
}

function drawSeries({ points }: Series, { x, y }: Area, colour: string): string {
  const places = points.map(([px, py]) => [x(px), y(py)] as const);
  const dots = places.length > MOST_DOTS ? places.slice(-1) : places;
  return [
    `<polyline points="${places.join(' ')}" fill="none" stroke="${colour}" stroke-width="2.5" stroke-linejoin="round" stroke-linecap="round"/>`,
    ...dots.map(([px, py]) => `<circle cx="${px}" cy="${py}" r="3.5" fill="${colour}"/>`),
  ].join('');
}

/** A dot in each line's colour before its name, as one text from the left, so that nothing has to be measured. */
function drawLegend(series: readonly Series[]): string {
  const entries = series.map(
    ({ name }, index) =>
      `<tspan dx="${index === 0 ? 0 : 22}" fill="${colourOf(index)}" font-size="30" dy="3">•</tspan><tspan dx="5" dy="-3">${escaped(cutText(name, 20))}</tspan>`,
  );
  return `<text x="${size.right}" y="50" fill="${colours.ink}">${entries.join('')}</text>`;
}

interface TextOptions {
  readonly x: number;
  readonly y: number;
  /** What is longer is cut; about as many characters as there is room for. */
  readonly most: number;
  readonly anchor?: 'middle' | 'end';
  readonly weight?: 700;
  readonly size?: number;
  readonly fill?: string;
  /** Words that follow in the ordinary face. */
  readonly after?: string;
}

function text(
  words: string,
  { x, y, most, anchor, weight, size: pixels, fill = colours.ink, after }: TextOptions,
): string {
  const attributes = [
    `x="${x}" y="${y}" fill="${fill}"`,
    anchor === undefined ? '' : ` text-anchor="${anchor}"`,
    weight === undefined ? '' : ` font-weight="${weight}"`,
    pixels === undefined ? '' : ` font-size="${pixels}"`,
  ].join('');
  const rest =
    after === undefined
      ? ''
      : `<tspan dx="8" font-weight="400" font-size="17" fill="${colours.faint}">${escaped(after)}</tspan>`;
  return `<text ${attributes}>${escaped(cutText(words, most))}${rest}</text>`;
}

function escaped(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

function round(pixels: number): number {
  return Number(pixels.toFixed(1));
}

function colourOf(index: number): string {
  return palette[index % palette.length] ?? colours.ink;
}
