import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const includes = /^\. (\.{1,2}\/\S+\.sh)\n/gm;
const commentOrBlank = /^[ \t]*(?:#.*)?\n/gm;

/** A shell program as people read it, all of it: each line `. ./part.sh` is replaced by that file. `folder` is that of the module beside it, which reads it once, when it is loaded. */
export function readProgram(folder: string, file: string): string {
  const path = join(folder, file);
  return readFileSync(path, 'utf8').replaceAll(includes, (_, part: string) => readProgram(dirname(path), part));
}

/** A shell program as it is sent: without lines that are blank or only a comment, of which no string or here-document of the programs has any (a test asks bash's own parser). */
export function loadProgram(folder: string, file: string): string {
  return readProgram(folder, file).replaceAll(commentOrBlank, '');
}
