import { glyph, glyphColumns, textWidth } from './font.ts';

/** Red, green and blue, 0 to 255 each. */
export type Colour = readonly [red: number, green: number, blue: number];

/** A picture in memory; positions are pixels from the top left corner. */
export interface Canvas {
  readonly width: number;
  readonly height: number;
  /** Four bytes per pixel: red, green, blue, opacity. */
  readonly pixels: Uint8Array;
}

/** A picture of one colour. */
export function createCanvas(width: number, height: number, background: Colour): Canvas {
  const pixels = new Uint8Array(width * height * 4);
  for (let at = 0; at < pixels.length; at += 4) pixels.set([...background, 255], at);
  return { width, height, pixels };
}

/** Fills a rectangle; what lies outside the picture is left out. */
export function fillBox(
  canvas: Canvas,
  left: number,
  top: number,
  width: number,
  height: number,
  colour: Colour,
): void {
  for (let y = Math.round(top); y < Math.round(top + height); y += 1)
    for (let x = Math.round(left); x < Math.round(left + width); x += 1) blend(canvas, x, y, colour, 1);
}

/** A straight line with soft edges. */
export function drawLine(
  canvas: Canvas,
  from: readonly [x: number, y: number],
  to: readonly [x: number, y: number],
  colour: Colour,
  thickness = 2,
): void {
  const reach = thickness / 2 + 1;
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const length = dx * dx + dy * dy;
  const left = Math.max(0, Math.floor(Math.min(from[0], to[0]) - reach));
  const right = Math.min(canvas.width - 1, Math.ceil(Math.max(from[0], to[0]) + reach));
  const top = Math.max(0, Math.floor(Math.min(from[1], to[1]) - reach));
  const bottom = Math.min(canvas.height - 1, Math.ceil(Math.max(from[1], to[1]) + reach));
  for (let y = top; y <= bottom; y += 1) {
    for (let x = left; x <= right; x += 1) {
      const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - from[0]) * dx + (y - from[1]) * dy) / length));
      const distance = Math.hypot(x - from[0] - along * dx, y - from[1] - along * dy);
      const cover = Math.min(1, Math.max(0, thickness / 2 + 0.5 - distance));
      if (cover > 0) blend(canvas, x, y, colour, cover);
    }
  }
}

/** Text in the built-in font, `scale` pixels per dot; `align` says which part of the text stands at `x`. */
export function drawText(
  canvas: Canvas,
  text: string,
  x: number,
  y: number,
  colour: Colour,
  { scale = 2, align = 'left' }: { readonly scale?: number; readonly align?: 'left' | 'middle' | 'right' } = {},
): void {
  const width = textWidth(text) * scale;
  let left = x - { left: 0, middle: width / 2, right: width }[align];
  for (const character of text) {
    for (const [column, dots] of glyphColumns(character).entries())
      for (let row = 0; row < glyph.height; row += 1)
        if ((dots >> row) & 1)
          fillBox(canvas, Math.round(left) + column * scale, y + row * scale, scale, scale, colour);
    left += (glyph.width + glyph.gap) * scale;
  }
}

function blend({ width, height, pixels }: Canvas, x: number, y: number, colour: Colour, cover: number): void {
  if (x < 0 || y < 0 || x >= width || y >= height) return;
  const at = (y * width + x) * 4;
  for (const [channel, value] of colour.entries())
    pixels[at + channel] = Math.round((pixels[at + channel] ?? 0) * (1 - cover) + value * cover);
}
