import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findFault } from './catalogue.ts';
import { createGroup, freezeTasks, groupDirs, groupUsage, limitMemory, removeGroup } from './cgroups.ts';
import { type CommandResult, detach, must } from './command.ts';
import { type Fault, type FaultHost, until } from './fault.ts';
import {
  bootHost,
  execInHost,
  type Helper,
  helperOf,
  isBooted,
  killSupervisor,
  stopHost,
  sudoersOf,
  waitUntilReady,
} from './host.ts';
import { createHostKey, createIdentity, identityFile, knownHostsFile, writeSshFiles } from './keys.ts';
import { runLoad, startLoad, stopLoad } from './load.ts';
import { prepareMachine, requireRoot } from './machine.ts';
import { addressOf, createHub, narrowPorts, removeNetwork } from './network.ts';
import { type Flavour, rootFileSystem } from './rootfs.ts';
import { hostDir, settings } from './settings.ts';

/** How to reach a host, from inside the hub only. */
export interface LabHost {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  /** The bot's account; the others on every host are `oncall-adm` and `oncall-bare`. */
  readonly user: string;
  readonly identityFile: string;
  readonly knownHostsFile: string;
}

/** More hosts than this run into the kernel's default of 128 inotify instances. */
const MOST_HOSTS = 20;

/** Brings up `count` hosts named web-1 to web-N, replacing whatever this laboratory was before; throws LabSkipped when it cannot. */
export async function up(count: number): Promise<readonly LabHost[]> {
  if (!Number.isInteger(count) || count < 1 || count > MOST_HOSTS)
    throw new Error(`from 1 to ${MOST_HOSTS} hosts, not ${count}`);
  await prepareMachine();
  const rootfs = await rootFileSystem();
  await down();
  await mkdir(join(settings.run, 'hosts'), { recursive: true, mode: 0o700 });
  await Promise.all([createIdentity(), createHub(), createGroup()]);
  await startKernelLogRelay();
  const names = Array.from({ length: count }, (_, i) => `web-${i + 1}`);
  await Promise.all(names.map(prepareHost));
  await writeSshFiles(names);
  await Promise.all(names.map((name) => bootHost(name, indexOf(name), usualFlavour(name), rootfs)));
  await Promise.all(names.map(waitUntilReady));
  return labHosts();
}

async function prepareHost(name: string): Promise<void> {
  await mkdir(hostDir(name), { recursive: true });
  await createHostKey(name);
}

async function startKernelLogRelay(): Promise<void> {
  await createGroup('kernel-log');
  const enter = ['bash', join(import.meta.dirname, 'boot/enter.sh'), '', groupDirs('kernel-log').join(' ')];
  detach(
    [...enter, process.execPath, join(import.meta.dirname, 'kernel-log.ts')],
    join(settings.run, 'kernel-log.log'),
  );
}

/** Ends this laboratory and removes every trace but the cached root file system; also after a crash half-way. */
export async function down(): Promise<void> {
  requireRoot();
  for (const name of hostNames()) killSupervisor(name);
  await removeGroup();
  await removeNetwork();
  await rm(settings.run, { recursive: true, force: true });
}

/** Web-3, web-6, … run prefork with PHP, the others event. */
function usualFlavour(name: string): Flavour {
  return indexOf(name) % 3 === 0 ? 'prefork-php' : 'event';
}

function indexOf(name: string): number {
  return Number(/^web-(\d+)$/.exec(name)?.[1]);
}

function hostNames(): readonly string[] {
  const folder = join(settings.run, 'hosts');
  if (!existsSync(folder)) return [];
  return readdirSync(folder).toSorted((a, b) => indexOf(a) - indexOf(b));
}

function requireHost(name: string): void {
  if (!hostNames().includes(name)) throw new Error(`no host "${name}"; up: ${hostNames().join(', ') || 'none'}`);
}

/** The hosts that are up. */
export async function labHosts(): Promise<readonly LabHost[]> {
  const up = hostNames().filter(isBooted);
  return up.map((name) => ({
    name,
    address: addressOf(indexOf(name)),
    port: 22,
    user: 'oncall',
    identityFile,
    knownHostsFile,
  }));
}

/** Boots one host afresh, with an empty disk layer; about half a second. Gives the flavour it usually has unless told. */
export async function resetHost(name: string, flavour: Flavour = usualFlavour(name)): Promise<void> {
  requireHost(name);
  await stopLoad(name);
  await stopHost(name, indexOf(name));
  await rm(faultFile(name), { force: true });
  await bootHost(name, indexOf(name), flavour, await rootFileSystem());
  await waitUntilReady(name);
}

/** Boots a host afresh in the flavour a fault needs, causes the fault, and waits until it shows. */
export async function provoke(id: string, name: string): Promise<Fault> {
  const fault = await findFault(id);
  if (fault.tier === 'vm') throw new Error(`${id} needs a kernel of its own: use "vm break ${id}"`);
  await resetHost(name, fault.flavour);
  await writeFile(faultFile(name), id);
  const host = faultHost(name, fault.flavour);
  await host.shows('curl -fsS -m 2 -o /dev/null http://127.0.0.1/');
  await fault.provoke(host);
  await fault.settled(host);
  return fault;
}

function faultFile(name: string): string {
  return join(hostDir(name), 'fault');
}

/** Runs a program as root inside a host, without SSH. */
export function exec(name: string, argv: readonly string[], timeoutMs?: number): Promise<CommandResult> {
  requireHost(name);
  return execInHost(name, argv, timeoutMs);
}

/** Installs text as the sudo rules of the bot's account and keeps it over resets; throws when visudo refuses it. */
export async function installSudoers(name: string, text: string): Promise<void> {
  requireHost(name);
  const install =
    'cat >/run/lab/sudoers && visudo -cf /run/lab/sudoers && install -m 0440 /run/lab/sudoers /etc/sudoers.d/oncall';
  const { exit, output } = await execInHost(name, ['bash', '-c', install], 10_000, text);
  if (exit !== 0) throw new Error(`sudoers text refused on ${name}: ${output}`);
  await writeFile(sudoersOf(name), text);
}

/** Installs one of the bot's root-owned helpers and keeps it over resets. */
export async function installHelper(name: string, helper: Helper, text: string): Promise<void> {
  requireHost(name);
  const install = `cat >/usr/local/sbin/${helper} && chmod 0755 /usr/local/sbin/${helper}`;
  const { exit, output } = await execInHost(name, ['bash', '-c', install], 10_000, text);
  if (exit !== 0) throw new Error(`${helper} could not be installed on ${name}: ${output}`);
  await writeFile(helperOf(name, helper), text);
}

/** What a fault may do on a host. */
export function faultHost(name: string, flavour: Flavour): FaultHost {
  const address = addressOf(indexOf(name));
  const sh = (command: string, timeoutMs = 60_000) => execInHost(name, ['bash', '-c', command], timeoutMs);
  return {
    name,
    address,
    flavour,
    sh,
    async ok(command, timeoutMs) {
      const { exit, output } = await sh(command, timeoutMs);
      if (exit !== 0) throw new Error(`${name}: ${command}\nexit ${exit} ${output}`);
      return output;
    },
    async write(path, text) {
      const script = 'mkdir -p "$(dirname "$1")" && cat >"$1"';
      const { exit, output } = await execInHost(name, ['bash', '-c', script, 'write', path], 10_000, text);
      if (exit !== 0) throw new Error(`${name}: writing ${path}: ${output}`);
    },
    load: (load) => startLoad(name, address, load),
    requests: (load) => runLoad(address, load),
    limitMemory: async (mebibytes) => limitMemory(name, mebibytes),
    narrowPorts: (first, last) => narrowPorts(name, first, last),
    freezeTasks: () => freezeTasks(name),
    shows: (command, timeoutMs = 20_000) => until(`${name}: ${command}`, timeoutMs, () => sh(command, 10_000)),
  };
}

/** One line about each host for people. */
export async function statusLines(): Promise<readonly string[]> {
  return Promise.all(
    hostNames().map(async (name) => {
      if (!isBooted(name)) return `${name}  down`;
      const flavour = await readFile(join(hostDir(name), 'flavour'), 'utf8');
      const state = (await execInHost(name, ['systemctl', 'is-active', 'apache2'], 10_000)).output.trim();
      const fault = existsSync(faultFile(name)) ? `broken by ${readFileSync(faultFile(name), 'utf8')}` : '';
      const usage = groupUsage(name);
      return `${name}  ${addressOf(indexOf(name))}  ${flavour.padEnd(11)}  apache2 ${state}  ${usage?.mebibytes} MiB  ${usage?.tasks} tasks  ${fault}`;
    }),
  );
}

/** Fails unless the hosts a command needs are there. */
export async function requireUp(): Promise<void> {
  if (hostNames().length === 0) throw new Error('the laboratory is not up: npm run lab -- up');
  await must(['ip', '-n', `${settings.tag}-hub`, 'link', 'show', 'br0']);
}
