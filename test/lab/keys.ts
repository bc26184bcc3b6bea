import { readFileSync } from 'node:fs';
import { chmod, chown, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { must } from './command.ts';
import { addressOf, inHub } from './network.ts';
import { hostDir, settings } from './settings.ts';

/** The accounts of every host. Only the laboratory itself uses `admin`; the bot logs in as one of the others. */
export const USERS = ['admin', 'oncall', 'oncall-adm', 'oncall-bare'] as const;

/** Private key that opens every account of {@link USERS}. */
export const identityFile: string = join(settings.run, 'id_ed25519');
/** OpenSSH known_hosts with the keys of all hosts. */
export const knownHostsFile: string = join(settings.run, 'known_hosts');
const sshConfigFile = join(settings.run, 'ssh_config');

/** Creates the key the laboratory logs in with. */
export async function createIdentity(): Promise<void> {
  await must(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', 'laboratory', '-f', identityFile]);
}

/** Creates the host key of one host; it outlives reboots of that host. */
export async function createHostKey(name: string): Promise<void> {
  await must(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', join(hostDir(name), 'host_key')]);
}

/** Lets {@link identityFile} into every account, by writing the home folders of a host that is about to boot. */
export async function authorize(upper: string, rootfs: string): Promise<void> {
  const passwd = readFileSync(join(rootfs, 'base/etc/passwd'), 'utf8');
  const publicKey = readFileSync(`${identityFile}.pub`, 'utf8');
  for (const user of USERS) {
    const [uid, gid] = idsOf(passwd, user);
    const folder = join(upper, 'home', user, '.ssh');
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(join(folder, 'authorized_keys'), publicKey);
    for (const path of [join(upper, 'home', user), folder, join(folder, 'authorized_keys')])
      await chown(path, uid, gid);
    await chmod(folder, 0o700);
  }
}

function idsOf(passwd: string, user: string): readonly [number, number] {
  const match = new RegExp(`^${user}:[^:]*:(\\d+):(\\d+):`, 'm').exec(passwd);
  if (match === null) throw new Error(`the root file system has no user ${user}`);
  return [Number(match[1]), Number(match[2])];
}

/** Writes known_hosts and an ssh_config in which every host goes by its name. */
export async function writeSshFiles(names: readonly string[]): Promise<void> {
  const known = names.map((name, i) => `${name},${addressOf(i + 1)} ${publicHostKey(name)}\n`);
  await writeFile(knownHostsFile, known.join(''));
  const common = [
    'Host *',
    '  User admin',
    `  IdentityFile "${identityFile}"`,
    '  IdentitiesOnly yes',
    `  UserKnownHostsFile "${knownHostsFile}"`,
    '  StrictHostKeyChecking yes',
    '  ConnectTimeout 10',
  ];
  const hosts = names.map((name, i) => `Host ${name}\n  HostName ${addressOf(i + 1)}\n  HostKeyAlias ${name}`);
  await writeFile(sshConfigFile, `${[...common, ...hosts].join('\n')}\n`);
}

function publicHostKey(name: string): string {
  return readFileSync(join(hostDir(name), 'host_key.pub'), 'utf8')
    .split(' ')
    .slice(0, 2)
    .join(' ');
}

/** The OpenSSH call that reaches the hosts; arguments as for ssh(1). */
export function sshCommand(args: readonly string[]): readonly string[] {
  return inHub(['ssh', '-F', sshConfigFile, ...args]);
}
