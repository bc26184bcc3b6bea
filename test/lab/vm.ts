import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findFault } from './catalogue.ts';
import { type CommandResult, detach, run } from './command.ts';
import { type Fault, type FaultHost, until } from './fault.ts';
import type { LabHost } from './lab.ts';
import { runLoad } from './load.ts';
import { LabSkipped, requirePrograms } from './machine.ts';
import { rootFileSystem } from './rootfs.ts';
import { settings } from './settings.ts';

/** One machine with a kernel of its own: cgroup v2, its own kernel log, memory and pids. Slow (qemu without KVM), so only for what needs it. */
const RUN = `${settings.run}-vm`;
const PROGRAMS = {
  'qemu-system-x86_64': 'qemu-system-x86',
  busybox: 'busybox-static',
  depmod: 'kmod',
  cpio: 'cpio',
  mke2fs: 'e2fsprogs',
};

/** Builds the disk image from the root file system of the hosts, once; gives its folder. Needs root. */
export async function buildVm(): Promise<string> {
  await requirePrograms(PROGRAMS);
  const rootfs = await rootFileSystem();
  const dir = join(settings.dir, basename(rootfs).replace('rootfs', 'vm'));
  if (existsSync(join(dir, 'complete'))) return dir;
  const script = join(import.meta.dirname, 'boot/vm-image.sh');
  const build = ['flock', join(settings.dir, 'build.lock'), 'bash', script, dir, join(rootfs, 'base')];
  const { exit, output } = await run(build, { timeoutMs: 600_000 });
  if (exit !== 0)
    throw new LabSkipped(`the disk image could not be built:\n${output.trim().split('\n').slice(-5).join('\n')}`);
  return dir;
}

/** Boots the machine with a fresh disk, replacing the one that ran before; resolves when it can be logged in to. */
export async function vmUp(memoryMebibytes = 512): Promise<void> {
  const image = await buildVm();
  await vmDown();
  await mkdir(RUN, { recursive: true, mode: 0o700 });
  const [ssh, http] = [await freePort(), await freePort()];
  await writeFile(join(RUN, 'http-port'), String(http));
  await writeFile(join(RUN, 'ssh-port'), String(ssh));
  await writeFile(join(RUN, 'image'), image);
  await writeFile(join(RUN, 'known_hosts'), `vm-1 ${readFileSync(join(image, 'known_key'), 'utf8')}`);
  await writeFile(join(RUN, 'ssh_config'), sshConfig(image, ssh));
  const enter = ['bash', join(import.meta.dirname, 'boot/enter.sh'), join(RUN, 'qemu.pid'), ''];
  detach([...enter, ...qemu(image, memoryMebibytes, ssh, http)], join(RUN, 'console.log'));
  await until('login to vm-1', 180_000, () =>
    vmExec(['systemctl', 'is-system-running', '--wait'], 20_000).then(degradedIsUp),
  );
}

function degradedIsUp(result: CommandResult): CommandResult {
  return result.output.trim() === 'degraded' ? { ...result, exit: 0 } : result;
}

function qemu(image: string, memory: number, ssh: number, http: number): readonly string[] {
  const kernel =
    'console=ttyS0 quiet panic=-1 mitigations=off random.trust_cpu=on systemd.show_status=0 net.ifnames=0 transparent_hugepage=never';
  const forward = `hostfwd=tcp:127.0.0.1:${ssh}-:22,hostfwd=tcp:127.0.0.1:${http}-:80`;
  const machine = `qemu-system-x86_64 -accel tcg,thread=multi -cpu max -machine q35 -smp 1 -m ${memory} -nographic -no-reboot -snapshot`;
  // restrict=on: nothing inside can reach this machine or anything beyond it.
  const network = `-netdev user,id=n0,restrict=on,${forward} -device virtio-net-pci,netdev=n0 -device virtio-rng-pci`;
  const boot = ['-kernel', join(image, 'vmlinuz'), '-initrd', join(image, 'initrd.gz'), '-append', kernel];
  return [
    ...machine.split(' '),
    ...network.split(' '),
    ...boot,
    '-drive',
    `file=${join(image, 'disk.img')},if=virtio,format=raw`,
  ];
}

function sshConfig(image: string, port: number): string {
  const lines = [
    `HostName 127.0.0.1`,
    `Port ${port}`,
    'User root',
    'HostKeyAlias vm-1',
    `IdentityFile "${join(image, 'id_ed25519')}"`,
    'IdentitiesOnly yes',
    `UserKnownHostsFile "${join(RUN, 'known_hosts')}"`,
    'StrictHostKeyChecking yes',
    'ConnectTimeout 20',
  ];
  return `Host vm-1\n${lines.map((line) => `  ${line}\n`).join('')}`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  const { promise, resolve } = Promise.withResolvers<number>();
  server.once('listening', () => {
    const address = server.address();
    resolve(typeof address === 'object' && address !== null ? address.port : 0);
  });
  const port = await promise;
  server.close();
  return port;
}

/** The OpenSSH call that reaches the machine, as root unless the arguments say `-l USER`. */
export function vmSsh(args: readonly string[]): readonly string[] {
  return ['ssh', '-F', join(RUN, 'ssh_config'), 'vm-1', ...args];
}

function vmExec(argv: readonly string[], timeoutMs: number, input?: string): Promise<CommandResult> {
  const quoted = argv.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
  return run(vmSsh([quoted]), input === undefined ? { timeoutMs } : { timeoutMs, input });
}

/** Ends the machine, if it is the one we started, and removes its state. */
export async function vmDown(): Promise<void> {
  try {
    const pid = Number(readFileSync(join(RUN, 'qemu.pid'), 'utf8'));
    if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(join(settings.dir, 'vm-'))) process.kill(pid, 'SIGKILL');
    while (existsSync(`/proc/${pid}`)) await sleep(50);
  } catch {
    // It was not up.
  }
  await rm(RUN, { recursive: true, force: true });
}

/** Boots the machine afresh, causes a fault of the `vm` tier, and waits until it shows. */
export async function vmProvoke(id: string): Promise<Fault> {
  const fault = await findFault(id);
  if (fault.tier !== 'vm') throw new Error(`${id} does not need the machine: use "break HOST ${id}"`);
  await vmUp();
  const host = vmHost();
  await fault.provoke(host);
  await fault.settled(host);
  return fault;
}

/** How to reach the machine, from this machine and not from the hub; its key is known under the alias of its name. */
export function vmLabHost(): LabHost {
  return {
    name: 'vm-1',
    address: '127.0.0.1',
    port: Number(readFileSync(join(RUN, 'ssh-port'), 'utf8')),
    user: 'oncall',
    identityFile: join(readFileSync(join(RUN, 'image'), 'utf8'), 'id_ed25519'),
    knownHostsFile: join(RUN, 'known_hosts'),
  };
}

/** Installs text as the sudo rules of the bot's account on the machine; throws when visudo refuses it. */
export async function installVmSudoers(text: string): Promise<void> {
  const install = 'cat >/run/sudoers && visudo -cf /run/sudoers && install -m 0440 /run/sudoers /etc/sudoers.d/oncall';
  const { exit, output } = await vmExec(['bash', '-c', install], 30_000, text);
  if (exit !== 0) throw new Error(`sudoers text refused on vm-1: ${output}`);
}

/** Installs the bot's root-owned helper on the machine. */
export async function installVmHelper(text: string): Promise<void> {
  const install = 'cat >/usr/local/sbin/oncall-facts && chmod 0755 /usr/local/sbin/oncall-facts';
  const { exit, output } = await vmExec(['bash', '-c', install], 30_000, text);
  if (exit !== 0) throw new Error(`the helper could not be installed on vm-1: ${output}`);
}

function vmHost(): FaultHost {
  const address = `127.0.0.1:${readFileSync(join(RUN, 'http-port'), 'utf8')}`;
  const sh = (command: string, timeoutMs = 120_000) => vmExec(['bash', '-c', command], timeoutMs);
  const unsupported = () => Promise.reject(new Error('not on the machine of the VM tier'));
  return {
    name: 'vm-1',
    address,
    flavour: 'event',
    sh,
    async ok(command, timeoutMs) {
      const { exit, output } = await sh(command, timeoutMs);
      if (exit !== 0) throw new Error(`vm-1: ${command}\nexit ${exit} ${output}`);
      return output;
    },
    async write(path, text) {
      const { exit, output } = await vmExec(
        ['bash', '-c', 'mkdir -p "$(dirname "$1")" && cat >"$1"', 'write', path],
        30_000,
        text,
      );
      if (exit !== 0) throw new Error(`vm-1: writing ${path}: ${output}`);
    },
    load: unsupported,
    requests: (load) => runLoad(address, load, 'here'),
    limitMemory: unsupported,
    narrowPorts: unsupported,
    freezeTasks: unsupported,
    shows: (command, timeoutMs = 120_000) => until(`vm-1: ${command}`, timeoutMs, () => sh(command, 60_000)),
  };
}
