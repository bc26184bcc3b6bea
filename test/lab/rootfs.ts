import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './command.ts';
import { debianSuite, LabSkipped } from './machine.ts';
import { settings } from './settings.ts';

/** What a host is set up as: the event MPM, or prefork with mod_php. Both come from one build. */
export type Flavour = 'event' | 'prefork-php';

const BOOT = join(import.meta.dirname, 'boot');
const SCRIPT = join(BOOT, 'build.sh');
const MODULE = join(BOOT, 'mod_lab.c');

/** Gives the folder of the built root file system, building it first when its inputs changed; about a minute, then cached. */
export async function rootFileSystem(): Promise<string> {
  const suite = debianSuite();
  const dir = join(settings.dir, `rootfs-${inputsHash(suite)}`);
  if (existsSync(join(dir, 'complete'))) return dir;
  await mkdir(settings.dir, { recursive: true });
  const lock = join(settings.dir, 'build.lock');
  const build = ['flock', lock, 'bash', SCRIPT, dir, suite, MODULE, ...aptSources(suite)];
  const { exit, output } = await run(build, { timeoutMs: 900_000 });
  if (exit !== 0) throw new LabSkipped(`the root file system could not be built:\n${tail(output)}`);
  return dir;
}

/** The overlay's lower layers for a flavour, topmost first, as mount(8) wants them. */
export function lowerLayers(rootfs: string, flavour: Flavour): string {
  const base = join(rootfs, 'base');
  return flavour === 'event' ? base : `${join(rootfs, flavour)}:${base}`;
}

function inputsHash(suite: string): string {
  const hash = createHash('sha256').update(suite);
  for (const file of [SCRIPT, MODULE]) hash.update(readFileSync(file));
  return hash.digest('hex').slice(0, 12);
}

/** The machine's own apt sources that carry this suite of Debian; third-party ones stay out of the hosts. */
function aptSources(suite: string): readonly string[] {
  const folder = '/etc/apt/sources.list.d';
  const more = existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
  const mentions = new RegExp(`(^|\\s)${suite}(\\s|$)`, 'm');
  const found = ['/etc/apt/sources.list', ...more].filter(
    (file) => /\.(list|sources)$/.test(file) && existsSync(file) && mentions.test(readFileSync(file, 'utf8')),
  );
  if (found.length === 0) throw new LabSkipped(`no apt source on this machine carries ${suite}`);
  return found;
}

function tail(output: string): string {
  return output.trim().split('\n').slice(-5).join('\n');
}
