import { it } from 'vitest';
import { installPackages, isInstalled, missingPackages } from './packages.ts';

/** Programs that tests run, and the Debian package that brings each. */
const packageOf = {
  bash: 'bash',
  busybox: 'busybox',
  chromium: 'chromium',
  curl: 'curl',
  dash: 'dash',
  flock: 'util-linux',
  mksh: 'mksh',
  ps: 'procps',
  prlimit: 'util-linux',
  setpriv: 'util-linux',
  shellcheck: 'shellcheck',
  'ssh-agent': 'openssh-client',
  'ssh-keygen': 'openssh-client',
  sshd: 'openssh-server',
  sudo: 'sudo',
} as const;

type Program = keyof typeof packageOf;

/**
 * Which of these programs the tests of this file can run, to be awaited at the top of it. What is missing is installed where we are root on Debian.
 * Where that fails, CI fails; elsewhere a skipped test says what did not run.
 */
export async function installed<P extends Program>(...programs: readonly P[]): Promise<ReadonlySet<string>> {
  const problem = await installPackages(missingPackages(packageOf, programs));
  const lacking = programs.filter((program) => !isInstalled(program));
  if (lacking.length > 0 && process.env['CI'] !== undefined) {
    throw new Error(`these tests need ${lacking.join(', ')}: ${problem ?? 'not where programs are'}`);
  }
  for (const program of lacking) {
    process.stderr.write(`\nTests that need ${program} did NOT run: ${problem ?? 'it is not where programs are'}.\n`);
    it.skip(`did NOT run: needs ${program}`);
  }
  return new Set(programs.filter(isInstalled));
}
