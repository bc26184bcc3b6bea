import { existsSync, readFileSync } from 'node:fs';
import { installPackages, missingPackages } from '../support/packages.ts';

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
  await requirePrograms(PROGRAMS);
}

/** Throws {@link LabSkipped} unless we are root. */
export function requireRoot(): void {
  if (process.getuid?.() !== 0) throw new LabSkipped('not root, so no namespaces and no cgroups');
}

/** Installs the Debian packages of these programs (program → package) that are missing; throws {@link LabSkipped} when that fails. */
export async function requirePrograms(programs: Readonly<Record<string, string>>): Promise<void> {
  const packages = missingPackages(programs);
  const problem = await installPackages(packages);
  if (problem !== undefined) throw new LabSkipped(`${packages.join(', ')} missing and not installable: ${problem}`);
}
