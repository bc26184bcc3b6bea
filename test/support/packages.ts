import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

/** The packages that would bring the programs this machine lacks. */
export function missingPackages(
  packages: Readonly<Record<string, string>>,
  programs: readonly string[] = Object.keys(packages),
): readonly string[] {
  const missing = programs.filter((program) => !isInstalled(program));
  return [...new Set(missing.flatMap((program) => packages[program] ?? []))];
}

/** Installs Debian packages; what stood in the way, or nothing when they are there. */
export async function installPackages(packages: readonly string[]): Promise<string | undefined> {
  if (packages.length === 0) return undefined;
  if (process.getuid?.() !== 0) return 'only root can install it';
  try {
    await promisify(execFile)('flock', ['/run/lock/oncall-test-packages', 'sh', '-c', installing, 'sh', ...packages], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
      maxBuffer: 16 * 1024 * 1024,
    });
    return undefined;
  } catch (error) {
    return lastLine(error);
  }
}

/** The lists of packages are fetched where there are none, or none that are still good. */
const installing = `install() { apt-get -qq -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "$@"; }
install "$@" 2>/dev/null || { apt-get -qq -o DPkg::Lock::Timeout=300 update && install "$@"; }`;

/** Whether a program is there, also one for root. */
export function isInstalled(program: string): boolean {
  const path = `${process.env['PATH'] ?? ''}${delimiter}/usr/sbin${delimiter}/sbin`;
  return path.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** The last line of an error's text, which is where package tools say why. */
function lastLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.trim().split('\n').at(-1) ?? text;
}
