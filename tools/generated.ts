import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { registries, registryText, root, ruleIdsText, verbsText } from './registry.ts';

/** A file this repository makes from its own code. */
export interface Generated {
  /** Relative to the repository. */
  readonly path: string;
  readonly text: string;
}

/** The lists of all probes, rules, findings, investigations and changes. */
export async function registryFiles(): Promise<readonly Generated[]> {
  const lists = await Promise.all(
    registries.map(async (registry) => {
      const path = `${registry.folder}/index.ts`;
      return { path, text: formatted(path, await registryText(registry)) };
    }),
  );
  return [...lists, { path: idsPath, text: formatted(idsPath, ruleIdsText()) }];
}

const idsPath = 'src/model/finding-ids.ts';
const verbsPath = 'src/model/verbs.ts';

/** The list of all verbs, which is made from those lists, so they have to be written before it is. */
export async function verbFiles(): Promise<readonly Generated[]> {
  return [{ path: verbsPath, text: formatted(verbsPath, await verbsText()) }];
}

/** What the root-owned helpers read of the program's own tables; written before the pages, whose making reads it. */
export async function helperFiles(): Promise<readonly Generated[]> {
  const { settingsScript } = await import('./settings-script.ts');
  return [{ path: 'src/host/oncall-change/settings.sh', text: settingsScript() }];
}

/** The pages; what they show is imported only now, for it imports the list. */
export async function pages(): Promise<readonly Generated[]> {
  const [{ changesPage }, { checksPage }, { commandsPage }, { helpersPage }, { techniquesPage }, { usagePage }] =
    await Promise.all([
      import('./changes-page.ts'),
      import('./checks-page.ts'),
      import('./commands-page.ts'),
      import('./helpers-page.ts'),
      import('./techniques-page.ts'),
      import('./usage-page.ts'),
    ]);
  return [
    { path: 'docs/changes.md', text: changesPage() },
    { path: 'docs/checks.md', text: checksPage() },
    { path: 'docs/commands.md', text: commandsPage() },
    { path: 'docs/helpers.md', text: helpersPage() },
    { path: 'docs/techniques.md', text: techniquesPage() },
    { path: 'docs/usage.md', text: usagePage() },
  ];
}

/** True when the file on disk is not what would be written now. */
export function isStale({ path, text }: Generated): boolean {
  try {
    return readFileSync(join(root, path), 'utf8') !== text;
  } catch {
    return true;
  }
}

function formatted(path: string, text: string): string {
  const program = join(root, 'node_modules/.bin/biome');
  const biome = spawnSync(program, ['check', '--write', `--stdin-file-path=${path}`], {
    cwd: root,
    input: text,
    encoding: 'utf8',
  });
  if (biome.status !== 0) throw new Error(biome.stderr);
  return biome.stdout;
}
