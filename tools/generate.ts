import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Generated, isStale, pages, registryFiles } from './generated.ts';
import { root } from './registry.ts';

/** Writes every generated file; with `--check` nothing is written and a stale file fails the run. */
const check = process.argv.includes('--check');

function settle(files: readonly Generated[]): void {
  for (const { path, text } of files.filter(isStale)) {
    if (check) {
      console.error(`${path} is stale: run npm run generate`);
      process.exitCode = 1;
    } else {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
      console.log(`wrote ${path}`);
    }
  }
}

settle(await registryFiles());
settle(await pages());
