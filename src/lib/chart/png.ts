import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { initWasm, Resvg } from '@resvg/resvg-wasm';

/** Pixels per unit of the drawing: sharp on screens with two pixels per point, and where a chat enlarges it. */
const SCALE = 2;

/** WebAssembly rather than the native build: one file for every platform, and it reaches nothing but its own memory. */
const RENDERER = import.meta.resolve('@resvg/resvg-wasm/index_bg.wasm');

const FONTS = [
  import.meta.resolve('@expo-google-fonts/pt-sans/400Regular/PTSans_400Regular.ttf'),
  import.meta.resolve('@expo-google-fonts/pt-sans/700Bold/PTSans_700Bold.ttf'),
];

let loading: Promise<Uint8Array[]> | undefined;

/** An SVG text as a PNG file, in a font that comes along: the same on a server without any. */
export async function pngOf(svg: string): Promise<Uint8Array> {
  loading ??= load();
  const fontBuffers = await loading;
  const drawing = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: SCALE },
    font: { fontBuffers, defaultFontFamily: 'PT Sans' },
  });
  const image = drawing.render();
  try {
    return image.asPng();
  } finally {
    image.free();
    drawing.free();
  }
}

/** Makes the renderer ready, which can be done once per process, and gives the fonts. */
async function load(): Promise<Uint8Array[]> {
  await initWasm(bytesOf(RENDERER));
  return Promise.all(FONTS.map(bytesOf));
}

async function bytesOf(url: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await readFile(fileURLToPath(url)));
}
