import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const src = join(import.meta.dirname, '../../src');

/** One import as it is written, type imports included: from a file of `src` to another (or out of it, with `../`), or to a package. */
export interface Import {
  readonly from: string;
  readonly to: string;
  readonly isPackage: boolean;
}

/** Every source file below `src` but the tests, relative to it. */
export const files: readonly string[] = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .map((file) => file.split('\\').join('/'))
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .sort();

const written =
  /^\s*(?:import|export)\s[^'";]*?from\s*'([^']+)'|^\s*import\s*'([^']+)'|\b(?:import|typeof import)\('([^']+)'\)/gm;

/** Every import of these files. */
export const imports: readonly Import[] = files.flatMap((from) =>
  [...readFileSync(join(src, from), 'utf8').matchAll(written)].map((match): Import => {
    const specifier = match[1] ?? match[2] ?? match[3] ?? '';
    if (!specifier.startsWith('.')) return { from, to: specifier, isPackage: true };
    return { from, to: normalize(join(dirname(from), specifier)), isPackage: false };
  }),
);

/** Circles between the groups that `groupOf` puts files in, each as one path with an import for every step; a file in no group does not count. */
export function circles(groupOf: (file: string) => string | undefined): readonly string[] {
  const steps = new Map<string, Map<string, Import>>();
  for (const one of imports.filter(({ isPackage }) => !isPackage)) {
    const [from, to] = [groupOf(one.from), groupOf(one.to)];
    if (from === undefined || to === undefined || from === to) continue;
    const known = steps.get(from) ?? new Map<string, Import>();
    steps.set(from, known.has(to) ? known : known.set(to, one));
  }
  const stepText = ({ from, to }: Import): string =>
    groupOf(from) === from ? from : `${groupOf(from)} (${from} imports ${to})`;
  const found: string[] = [];
  const told = new Set<string>();
  for (const start of [...steps.keys()].sort()) {
    const path = told.has(start) ? undefined : shortestWayBack(start, steps);
    if (path === undefined) continue;
    for (const { from } of path) told.add(groupOf(from) ?? '');
    found.push([...path.map(stepText), start].join(' → '));
  }
  return found;
}

function shortestWayBack(
  start: string,
  steps: ReadonlyMap<string, ReadonlyMap<string, Import>>,
): readonly Import[] | undefined {
  const open: { at: string; path: readonly Import[] }[] = [{ at: start, path: [] }];
  const seen = new Set<string>();
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    for (const [to, one] of steps.get(next.at) ?? []) {
      const path = [...next.path, one];
      if (to === start) return path;
      if (!seen.has(to)) open.push({ at: to, path });
      seen.add(to);
    }
  }
  return undefined;
}
