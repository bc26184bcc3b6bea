import { PNG } from 'pngjs';
import type { Canvas } from './canvas.ts';

/** The picture as a PNG file. */
export function encodePng({ width, height, pixels }: Canvas): Uint8Array {
  const png = new PNG({ width, height });
  png.data.set(pixels);
  return PNG.sync.write(png);
}
