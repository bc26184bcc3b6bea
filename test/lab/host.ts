import { createHash } from 'node:crypto';
import { closeSync, constants, existsSync, openSync, readFileSync, readlinkSync } from 'node:fs';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { controllers, createGroup, groupDirs, namingDirs, removeGroup } from './cgroups.ts';
import { type CommandResult, detach, must, run } from './command.ts';
import { authorize } from './keys.ts';
import { addressOf, connectHost, disconnectHost, namespaceOf } from './network.ts';
import { type Flavour, lowerLayers } from './rootfs.ts';
import { hostDir, settings } from './settings.ts';

const BOOT = join(import.meta.dirname, 'boot');
const ENTER = join(BOOT, 'enter.sh');
const INIT = join(BOOT, 'init.sh');

/** Starts a host with a fresh disk; returns as soon as its first process runs, see {@link waitUntilReady}. */
export async function bootHost(name: string, index: number, flavour: Flavour, rootfs: string): Promise<void> {
  const dir = hostDir(name);
  const upper = join(dir, 'upper');
  await mkdir(join(dir, 'work'), { recursive: true });
  await mkdir(join(dir, 'mount'), { recursive: true });
  await writeDisk(name, index, upper, rootfs);
  await writeFile(join(dir, 'flavour'), flavour);
  await must(['mkfifo', '-m', '600', kernelLogOf(name)]);
  await createGroup(name);
  await connectHost(name, index);
  const init = [
    INIT,
    name,
    join(dir, 'mount'),
    lowerLayers(rootfs, flavour),
    upper,
    join(dir, 'work'),
    controllers().join(' '),
  ];
  const namespaces = ['--mount', '--uts', '--ipc', '--pid', '--cgroup', '--fork', '--kill-child'];
  const enterNet = ['nsenter', `--net=/run/netns/${namespaceOf(name)}`];
  const boot = [...enterNet, 'unshare', ...namespaces, 'bash', ...init, kernelLogOf(name)];
  // The pipe must have a reader and a writer at all times, or opening it would block journald: the supervisor holds both ends.
  const pipe = openSync(kernelLogOf(name), constants.O_RDWR | constants.O_NONBLOCK);
  detach(['bash', ENTER, pidFile(name), groupDirs(name).join(' '), ...boot], join(dir, 'console.log'), pipe);
  closeSync(pipe);
}

/** What must be on the disk before systemd starts: names, keys, and the sudoers text the host was given. */
async function writeDisk(name: string, index: number, upper: string, rootfs: string): Promise<void> {
  const etc = join(upper, 'etc');
  await mkdir(join(etc, 'ssh'), { recursive: true });
  await writeFile(join(etc, 'hostname'), `${name}\n`);
  await writeFile(join(etc, 'hosts'), `127.0.0.1 localhost\n${addressOf(index)} ${name}\n`);
  const machineId = createHash('md5').update(`${settings.tag} ${name}`).digest('hex');
  await writeFile(join(etc, 'machine-id'), `${machineId}\n`);
  for (const suffix of ['', '.pub']) {
    await copyFile(join(hostDir(name), `host_key${suffix}`), join(etc, 'ssh', `ssh_host_ed25519_key${suffix}`));
  }
  await authorize(upper, rootfs);
  await keep(sudoersOf(name), join(etc, 'sudoers.d/oncall'), 0o440);
  for (const helper of helpers) await keep(helperOf(name, helper), join(upper, 'usr/local/sbin', helper), 0o755);
}

/** Puts what was installed on a host into its fresh disk layer. */
async function keep(kept: string, path: string, mode: number): Promise<void> {
  if (!existsSync(kept)) return;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, await readFile(kept, 'utf8'), { mode });
}

/** Ends a host and removes its network, cgroups and disk; its keys and sudoers text stay for the next boot. */
export async function stopHost(name: string, index: number): Promise<void> {
  killSupervisor(name);
  await removeGroup(name);
  await disconnectHost(name, index);
  for (const part of ['upper', 'work', 'mount', 'supervisor.pid', 'console.log', 'kernel-log']) {
    await rm(join(hostDir(name), part), { recursive: true, force: true });
  }
}

/** Ends the recorded parent of a host's first process, if it still is that; everything inside dies with it. */
export function killSupervisor(name: string): void {
  const pid = supervisorPid(name);
  if (pid !== undefined) process.kill(pid, 'SIGKILL');
}

function supervisorPid(name: string): number | undefined {
  try {
    const pid = Number(readFileSync(pidFile(name), 'utf8'));
    const commandLine = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    // The pid may have been reused: only a command line that names this very host's folder is ours.
    return commandLine.includes(join(hostDir(name), 'upper')) ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the supervisor got as far as writing its pid; the file is empty for a moment first. */
function hasRecordedPid(name: string): boolean {
  return existsSync(pidFile(name)) && readFileSync(pidFile(name), 'utf8') !== '';
}

function initPid(name: string): number | undefined {
  const parent = supervisorPid(name);
  if (parent === undefined) return undefined;
  try {
    if (basename(readlinkSync(`/proc/${parent}/exe`)) !== 'unshare') return undefined;
    const child = Number(readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8').split(' ')[0]);
    return child > 0 ? child : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the first process of a host is alive. */
export function isBooted(name: string): boolean {
  return initPid(name) !== undefined;
}

/** The command that runs `argv` as root inside a host, outside of all its units; throws when the host is not up. */
export function insideHost(name: string, argv: readonly string[]): readonly string[] {
  const pid = initPid(name);
  if (pid === undefined) throw new Error(`${name} is not up`);
  const enter = ['nsenter', '-t', String(pid), '-m', '-u', '-i', '-n', '-p', '-C', '--'];
  const clean = ['env', '-i', 'HOME=/root', 'USER=root', 'LANG=C.UTF-8', 'TERM=dumb', 'SHELL=/bin/bash'];
  const path = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
  // In the host's groups by name only: a host without memory or tasks must not stop the laboratory from looking inside.
  return ['bash', ENTER, '', namingDirs(name).join(' '), ...enter, ...clean, path, ...argv];
}

/** Runs a program as root inside a host without SSH. */
export function execInHost(
  name: string,
  argv: readonly string[],
  timeoutMs = 60_000,
  input?: string,
): Promise<CommandResult> {
  return run(insideHost(name, argv), input === undefined ? { timeoutMs } : { timeoutMs, input });
}

/** Waits until systemd has finished starting and sshd accepts connections; throws with the console text when the host dies. */
export async function waitUntilReady(name: string): Promise<void> {
  const check =
    'state=$(systemctl is-system-running); case $state in running|degraded) ss -Hltn sport = :22 | grep -q LISTEN;; *) false;; esac';
  const end = Date.now() + 90_000;
  let last = 'no first process yet';
  let absent = 0;
  while (Date.now() < end) {
    if (isBooted(name)) {
      const { exit, output } = await execInHost(name, ['bash', '-c', check], 10_000);
      if (exit === 0) return;
      last = output;
    } else if (hasRecordedPid(name) && supervisorPid(name) === undefined && ++absent > 10) {
      // Not at the first look: a process has no command line for a moment while it becomes another program.
      throw new Error(`${name} died while starting:\n${consoleText(name)}`);
    }
    await sleep(50);
  }
  throw new Error(`${name} was not ready after 90 s: ${last}\n${consoleText(name)}`);
}

function consoleText(name: string): string {
  const file = join(hostDir(name), 'console.log');
  return existsSync(file) ? readFileSync(file, 'utf8').slice(-2000) : '';
}

/** The pipe through which a host's journal gets its part of the kernel log. */
export function kernelLogOf(name: string): string {
  return join(hostDir(name), 'kernel-log');
}

/** Where the sudoers text for the bot's user is kept for the next boot of a host. */
export function sudoersOf(name: string): string {
  return join(hostDir(name), 'sudoers');
}

/** The bot's root-owned helpers, by the names of their files. */
const helpers = ['oncall-facts', 'oncall-change'] as const;
export type Helper = (typeof helpers)[number];

/** Where the text of a helper is kept for the next boot of a host. */
export function helperOf(name: string, helper: Helper): string {
  return join(hostDir(name), helper);
}

function pidFile(name: string): string {
  return join(hostDir(name), 'supervisor.pid');
}
