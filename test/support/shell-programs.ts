import { readFileSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import { loadProgram, readProgram } from '../../src/lib/program.ts';
import { root } from '../../tools/registry.ts';
import { shellFiles } from '../../tools/shell-files.ts';

/** Files that stand inside others, by a line `. ./part.sh`. */
const parts: ReadonlySet<string> = new Set(
  shellFiles.flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/^\. (\S+)$/gm)].map(([, part = '']) =>
      normalize(join(dirname(file), part)),
    ),
  ),
);

/** One program of the product: the file it begins with, as it is written with its parts, and as it is sent. */
export interface ShellProgram {
  readonly file: string;
  readonly written: string;
  readonly sent: string;
}

/** Every program that can run on a host; each shell file is one of these or a part of one. */
export const shellPrograms: readonly ShellProgram[] = shellFiles
  .filter((file) => !parts.has(file))
  .map((file) => {
    const place = [join(root, dirname(file)), basename(file)] as const;
    return { file, written: readProgram(...place), sent: loadProgram(...place) };
  });
