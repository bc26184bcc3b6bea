import { hostname as ownHostname, userInfo } from 'node:os';
import { defined } from '../lib/defined.ts';
import type { Host } from '../model/host.ts';
import type { SshConfig } from './ssh-config.ts';

/** Where this program runs, as far as ssh_config(5) refers to it. */
export interface LocalUser {
  readonly home: string;
  readonly user: string;
  readonly uid: number;
  /** SSH_AUTH_SOCK, where an agent is running. */
  readonly agentSocket?: string;
  /** For `IdentityAgent $NAME`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  exists(path: string): boolean;
}

/** The connection settings of a host, before the inventory adds groups, labels and a jump host. */
export type SshSettings = Omit<Host, 'name' | 'groups' | 'labels' | 'fingerprints' | 'jump' | 'unit' | 'recorded'> & {
  /** The words of ProxyJump, nearest to this machine first; absent for a direct connection. */
  readonly proxyJump?: readonly string[];
  readonly warnings: readonly string[];
};

/** Keys ssh(1) tries when no IdentityFile is given, as far as ssh2 can read them. */
const defaultKeys = ['.ssh/id_ed25519', '.ssh/id_ecdsa', '.ssh/id_rsa'];
const defaultKnownHosts = ['.ssh/known_hosts', '.ssh/known_hosts2'];
const globalKnownHosts = ['/etc/ssh/ssh_known_hosts', '/etc/ssh/ssh_known_hosts2'];

/** The settings ssh(1) would use for this name, as ssh_config(5) says: the first value found wins, and IdentityFile adds up. */
export function settingsFor(config: SshConfig, name: string, local: LocalUser): SshSettings {
  const warnings: string[] = [];
  const first = (keyword: string): string | undefined => config.valuesFor(name, keyword)[0]?.[0];
  const user = first('user') ?? local.user;
  const port = portOf(first('port'), name, warnings);
  const address = expand(first('hostname') ?? '%h', { '%': '%', h: name, n: name }, name, warnings);
  const tokens = tokensOf(local, { name, address, user, port });
  const path = (text: string): string => expand(text.replace(/^~(?=\/)/, local.home), tokens, name, warnings);
  const alias = first('hostkeyalias');
  const agentSocket = agentOf(first('identityagent'), isYes(first('identitiesonly')), local, path);
  const proxyJump = proxyJumpOf(config, name);
  for (const keyword of ['proxycommand', 'knownhostscommand', 'certificatefile'])
    if ((first(keyword) ?? 'none') !== 'none') warnings.push(`${name}: ${keyword} is not supported and is ignored`);
  if (/^(?:no|off|accept-new)$/i.test(first('stricthostkeychecking') ?? ''))
    warnings.push(`${name}: StrictHostKeyChecking is always yes here: an unknown key is refused`);
  return {
    address,
    port,
    user,
    identityFiles: identityFilesOf(config, name, local).map(path),
    knownHostsFiles: knownHostsOf(config, name, local).map(path),
    ...defined({ agentSocket, hostKeyAlias: alias, proxyJump }),
    warnings: [...new Set(warnings)],
  };
}

function portOf(text: string | undefined, name: string, warnings: string[]): number {
  if (text === undefined) return 22;
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  warnings.push(`${name}: Port ${text} is not a port; 22 is used`);
  return 22;
}

function identityFilesOf(config: SshConfig, name: string, local: LocalUser): readonly string[] {
  const lines = config.valuesFor(name, 'identityfile');
  const named = lines.flatMap(([file]) => (file === undefined || file.toLowerCase() === 'none' ? [] : [file]));
  if (lines.length > 0) return named;
  return defaultKeys.map((file) => `${local.home}/${file}`).filter((file) => local.exists(file));
}

function knownHostsOf(config: SshConfig, name: string, local: LocalUser): readonly string[] {
  const own =
    config.valuesFor(name, 'userknownhostsfile')[0] ?? defaultKnownHosts.map((file) => `${local.home}/${file}`);
  const global = config.valuesFor(name, 'globalknownhostsfile')[0] ?? globalKnownHosts;
  return [...own, ...global].filter((file) => file.toLowerCase() !== 'none');
}

/** IdentitiesOnly keeps the agent out unless IdentityAgent names one for this host: ssh2 cannot be told which of an agent's keys to use. */
function agentOf(
  named: string | undefined,
  identitiesOnly: boolean,
  local: LocalUser,
  path: (text: string) => string,
): string | undefined {
  if (named === undefined) return identitiesOnly ? undefined : local.agentSocket;
  if (named.toLowerCase() === 'none') return undefined;
  if (named === 'SSH_AUTH_SOCK') return local.agentSocket;
  return named.startsWith('$') ? local.environment[named.slice(1)] : path(named);
}

function proxyJumpOf(config: SshConfig, name: string): readonly string[] | undefined {
  const hops = config.valuesFor(name, 'proxyjump')[0]?.join('').split(',').filter(Boolean);
  return hops === undefined || hops.length === 0 || hops[0]?.toLowerCase() === 'none' ? undefined : hops;
}

function isYes(word: string | undefined): boolean {
  return /^(?:yes|true)$/i.test(word ?? '');
}

type Tokens = Readonly<Record<string, string>>;

function tokensOf(
  { home, user: localUser, uid }: LocalUser,
  { name, address, user, port }: { name: string; address: string; user: string; port: number },
): Tokens {
  const machine = ownHostname();
  return {
    '%': '%',
    d: home,
    h: address,
    i: String(uid),
    l: machine,
    L: machine.split('.')[0] ?? machine,
    n: name,
    p: String(port),
    r: user,
    u: localUser,
  };
}

function expand(text: string, tokens: Tokens, name: string, warnings: string[]): string {
  return text.replace(/%(.)/g, (whole, letter: string) => {
    const value = tokens[letter];
    if (value === undefined) warnings.push(`${name}: ${whole} in "${text}" is not supported and is left as it is`);
    return value ?? whole;
  });
}

/** This process's user; home and agent come from the environment, as for ssh(1). */
export function localUser(
  environment: Readonly<Record<string, string | undefined>>,
  exists: (path: string) => boolean,
): LocalUser {
  const { username, uid, homedir } = userInfo();
  const agentSocket = environment['SSH_AUTH_SOCK'];
  return {
    home: environment['HOME'] ?? homedir,
    user: username,
    uid,
    environment,
    exists,
    ...(agentSocket === undefined || agentSocket === '' ? {} : { agentSocket }),
  };
}
