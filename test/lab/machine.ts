import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { must } from './command.ts';

/** The laboratory cannot run on this machine; the program says so and ends with 77. */
export class LabSkipped extends Error {
  override readonly name = 'LabSkipped';
}

/** Exit code of a test that did not run, as automake defines it. */
export const SKIPPED_EXIT = 77;

const PROGRAMS: Readonly<Record<string, string>> = {
  mmdebstrap: 'mmdebstrap',
  unshare: 'util-linux',
  nsenter: 'util-linux',
  setpriv: 'util-linux',
  flock: 'util-linux',
  ip: 'iproute2',
  ssh: 'openssh-client',
  'ssh-keygen': 'openssh-client',
};

/** The version of Debian this machine runs, as in its sources, e.g. `bookworm`. */
export function debianSuite(): string {
  const release = readFileSync('/etc/os-release', 'utf8');
  const suite = /^VERSION_CODENAME=(\w+)$/m.exec(release)?.[1];
  if (!/^ID=debian$/m.test(release) || suite === undefined) throw new LabSkipped('this machine does not run Debian');
  return suite;
}

/** Checks what hosts need and installs the Debian packages that are missing; throws {@link LabSkipped} with the reason. */
export async function prepareMachine(): Promise<void> {
  requireRoot();
  debianSuite();
  for (const controller of ['memory', 'pids', 'systemd']) {
    if (!existsSync(`/sys/fs/cgroup/${controller}/cgroup.procs`)) {
      throw new LabSkipped(
        `no cgroup v1 hierarchy "${controller}" on this machine (the VM tier needs none: lab -- vm)`,
      );
    }
  }
  await installPackages(missingPackages(PROGRAMS));
}

/** Throws {@link LabSkipped} unless we are root. */
export function requireRoot(): void {
  if (process.getuid?.() !== 0) throw new LabSkipped('not root, so no namespaces and no cgroups');
}

/** The packages that would bring the programs (program → package) this machine lacks. */
export function missingPackages(programs: Readonly<Record<string, string>>): readonly string[] {
  const missing = Object.entries(programs).filter(([program]) => !isInstalled(program));
  return [...new Set(missing.map(([, name]) => name))];
}

function isInstalled(program: string): boolean {
  const path = `${process.env['PATH'] ?? ''}${delimiter}/usr/sbin${delimiter}/sbin`;
  return path.split(delimiter).some((dir) => existsSync(join(dir, program)));
}

/** Installs Debian packages with apt; throws {@link LabSkipped} when that fails. */
export async function installPackages(packages: readonly string[]): Promise<void> {
  if (packages.length === 0) return;
  const apt = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-qq', '-o', 'DPkg::Lock::Timeout=120'];
  try {
    await must([...apt, 'update'], { timeoutMs: 180_000 });
    await must([...apt, 'install', '-y', '--no-install-recommends', ...packages], { timeoutMs: 300_000 });
  } catch (error) {
    throw new LabSkipped(`${packages.join(', ')} missing and not installable: ${lastLine(error)}`);
  }
}

/** The last line of an error's text, which is where package tools say why. */
export function lastLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.trim().split('\n').at(-1) ?? text;
}
