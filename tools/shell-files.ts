import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { loadProgram } from '../src/lib/program.ts';
import { root } from './registry.ts';

/** Every shell file of the product, relative to the repository, sorted. */
export const shellFiles: readonly string[] = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.sh'))
  .map((file) => `src/${file.split('\\').join('/')}`)
  .sort();

const fileOfText = new Map(
  shellFiles.map((file) => [loadProgram(join(root, dirname(file)), basename(file)), file] as const),
);

/**
 * The file that a program's text is from, relative to the repository.
 * @throws {Error} for a text that is in no file: what runs on a host is never built.
 */
export function fileOfProgram(text: string): string {
  const file = fileOfText.get(text);
  if (file === undefined) throw new Error(`this program is in no .sh file: ${text.slice(0, 80)}`);
  return file;
}
