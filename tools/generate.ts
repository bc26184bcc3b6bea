import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Generated, helperFiles, isStale, pages, registryFiles, verbFiles } from './generated.ts';
import { root } from './registry.ts';

/** Writes every generated file; with `--check` nothing is written and a stale file fails the run. */
const check = process.argv.includes('--check');

/** Whether one of these files was not as it would be written now. */
function writeStale(files: readonly Generated[]): boolean {
  const stale = files.filter(isStale);
  for (const { path, text } of stale) {
    if (check) {
      console.error(`${path} is stale: run npm run generate`);
      process.exitCode = 1;
    } else {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
      console.log(`wrote ${path}`);
    }
  }
  return stale.length > 0;
}

// The pages import the lists, and a module that was loaded stays as it was: after a list or a table was written they are made by another process.
const old = writeStale(await registryFiles()) || writeStale(await verbFiles()) || writeStale(await helperFiles());
if (old && !check)
  process.exitCode = spawnSync(process.execPath, [import.meta.filename], { stdio: 'inherit' }).status ?? 1;
else writeStale(await pages().catch(told));

function told(error: unknown): readonly Generated[] {
  console.error(error);
  console.error('Where a rule or a verb lacks something, `npm run types` names the file and what it lacks.');
  process.exitCode = 1;
  return [];
}
