import { dirname, resolve } from 'node:path';
import { defined } from '../lib/defined.ts';
import { nearestOf } from '../lib/nearest.ts';
import type { Host } from '../model/host.ts';
import { type HostEntry, hostName, type InventoryFile } from './inventory-file.ts';
import type { SshConfig } from './ssh-config.ts';
import { type LocalUser, settingsFor } from './ssh-host.ts';

/** One thing wrong with the inventory, and how to fix it. */
export interface InventoryProblem {
  readonly setting: string;
  readonly problem: string;
  readonly fix: string;
}

/** Everything hosts are made of. */
export interface Sources {
  readonly file: InventoryFile;
  /** The inventory file, for messages and relative paths. */
  readonly path: string;
  readonly config: SshConfig;
  readonly local: LocalUser;
}

interface Resolving extends Sources {
  readonly entries: ReadonlyMap<string, HostEntry>;
  readonly problems: InventoryProblem[];
  readonly warnings: string[];
}

/** Makes hosts of the file's entries and the concrete names of the ssh configuration; an entry overrides the name it shares. */
export function resolveHosts(sources: Sources): {
  hosts: readonly Host[];
  problems: readonly InventoryProblem[];
  warnings: readonly string[];
} {
  const problems: InventoryProblem[] = [];
  const warnings: string[] = [];
  const entries = new Map<string, HostEntry>();
  for (const [index, entry] of sources.file.hosts.entries()) {
    const setting = `${sources.path}: hosts[${index}].name`;
    if (entries.has(entry.name))
      problems.push({ setting, problem: `${entry.name} is there twice`, fix: 'give each host a name of its own' });
    entries.set(entry.name, entry);
  }
  for (const name of sources.config.names) addConfigName(name, entries, warnings);
  const resolving: Resolving = { ...sources, entries, problems, warnings };
  checkGroups(resolving);
  const hosts = [...entries.values()].map((entry) => hostOf(resolving, entry, []));
  if (hosts.length === 0)
    problems.push({
      setting: `${sources.path}: hosts`,
      problem: 'there is no host',
      fix: 'name one under hosts, or set sshConfig: true',
    });
  return { hosts, problems: unique(problems), warnings: [...new Set(warnings)] };
}

function addConfigName(alias: string, entries: Map<string, HostEntry>, warnings: string[]): void {
  const name = hostName.safeParse(alias);
  if (!name.success) warnings.push(`ssh configuration: Host ${alias} is left out: ${name.error.issues[0]?.message}`);
  else if (!entries.has(name.data)) entries.set(name.data, bareEntry(name.data, alias));
}

function hostOf(resolving: Resolving, entry: HostEntry, above: readonly string[]): Host {
  const { file, config, local, warnings } = resolving;
  const settings = settingsFor(config, entry.sshConfigHost ?? entry.name, local);
  warnings.push(...settings.warnings);
  const { warnings: _, proxyJump, agentSocket, ...fromConfig } = settings;
  const jump = jumpOf(resolving, entry, proxyJump, above);
  const useAgent = entry.agent ?? file.defaults.agent ?? true;
  return {
    ...fromConfig,
    ...connectionOf(resolving, entry),
    name: entry.name,
    address: entry.address ?? settings.address,
    groups: groupsOf(file, entry),
    labels: entry.labels,
    fingerprints: entry.fingerprints,
    ...(agentSocket === undefined || !useAgent ? {} : { agentSocket }),
    ...defined({ hostKeyAlias: entry.hostKeyAlias, unit: entry.unit, recorded: entry.recorded, jump }),
  };
}

/** What the entry says, else the file's defaults where the ssh configuration says nothing. */
function connectionOf(resolving: Resolving, entry: HostEntry): Partial<Host> {
  const { config, file } = resolving;
  const isSet = (keyword: string): boolean => config.valuesFor(entry.sshConfigHost ?? entry.name, keyword).length > 0;
  const { defaults } = file;
  const user = entry.user ?? (isSet('user') ? undefined : defaults.user);
  const port = entry.port ?? (isSet('port') ? undefined : defaults.port);
  const identity = entry.identity ?? (isSet('identityfile') ? undefined : defaults.identity);
  const knownHosts = entry.knownHosts ?? (isSet('userknownhostsfile') ? undefined : defaults.knownHosts);
  const full = (path: string): string => fullPath(resolving, path);
  return defined({
    user,
    port,
    identityFiles: identity === undefined ? undefined : identity.map(full),
    knownHostsFiles: knownHosts === undefined ? undefined : knownHosts.map(full),
  });
}

function groupsOf(file: InventoryFile, entry: HostEntry): readonly string[] {
  const named = Object.entries(file.groups).filter(([, members]) => members.includes(entry.name));
  return [...new Set([...entry.groups, ...named.map(([group]) => group)])];
}

/** The last hop is the nearest to the host: `ProxyJump a,b` reaches it through b, and b through a. */
function jumpOf(
  resolving: Resolving,
  entry: HostEntry,
  proxyJump: readonly string[] | undefined,
  above: readonly string[],
): Host | undefined {
  const path = [...above, entry.name];
  const own = entry.jump ?? (proxyJump === undefined ? defaultJump(resolving, entry) : undefined);
  if (own !== undefined) return own === 'none' ? undefined : hopOf(resolving, own, { path, named: true });
  let jump: Host | undefined;
  for (const hop of proxyJump ?? []) jump = hopOf(resolving, hop, { path, named: false, through: jump });
  return jump;
}

/** A default jump host does not jump over itself. */
function defaultJump({ file }: Resolving, { name }: HostEntry): string | undefined {
  return file.defaults.jump?.toLowerCase() === name ? undefined : file.defaults.jump;
}

interface HopPlace {
  /** Hosts that need this hop, the outermost first. */
  readonly path: readonly string[];
  /** True when the inventory names the hop, and so must know it unless it is an address. */
  readonly named: boolean;
  readonly through?: Host | undefined;
}

const hopShape = /^(?:ssh:\/\/)?(?:([^@]+)@)?(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?\/?$/;

function hopOf(resolving: Resolving, hop: string, { path, named, through }: HopPlace): Host | undefined {
  const [, user, bracketed, plain, port] = hopShape.exec(hop) ?? [];
  const target = bracketed ?? plain;
  if (target === undefined) return reportHop(resolving, path, `${hop} is not user@host:port`);
  const name = target.toLowerCase();
  if (path.includes(name))
    return reportHop(resolving, path, `${hop} leads back to a host that needs it`, 'let one of them do without');
  const known = resolving.entries.get(name);
  if (named && known === undefined && user === undefined && !/[.:]/.test(target))
    return reportHop(resolving, path, `${hop} is not in this inventory`, didYouMean(resolving, hop));
  const { jump, ...host } = hostOf(resolving, known ?? bareEntry(name, target), path);
  const before = through ?? jump;
  return {
    ...host,
    ...defined({ user, port: port === undefined ? undefined : Number(port), jump: before }),
  };
}

function bareEntry(name: string, sshConfigHost: string): HostEntry {
  return { name, sshConfigHost, groups: [], labels: {}, fingerprints: [] };
}

function reportHop(
  { path: file, problems }: Resolving,
  path: readonly string[],
  problem: string,
  fix = 'name a host of the inventory, or user@address:port',
): undefined {
  problems.push({ setting: `${file}: hosts: ${path.at(-1)}: jump`, problem, fix });
  return undefined;
}

function checkGroups({ file, path, entries, problems }: Resolving): void {
  for (const [group, members] of Object.entries(file.groups)) {
    for (const member of members.filter((one) => !entries.has(one))) {
      problems.push({
        setting: `${path}: groups.${group}`,
        problem: `${member} is not in this inventory`,
        fix: didYouMean({ entries }, member) ?? 'add it under hosts, or leave it out here',
      });
    }
  }
}

function didYouMean({ entries }: Pick<Resolving, 'entries'>, name: string): string | undefined {
  const near = nearestOf(name, [...entries.keys()]);
  return near.length > 0 ? `did you mean ${near.join(' or ')}?` : undefined;
}

/** Relative to the inventory file; `~` is the home directory. */
function fullPath({ path, local }: Resolving, name: string): string {
  return resolve(dirname(path), name.replace(/^~(?=\/)/, local.home));
}

function unique(problems: readonly InventoryProblem[]): readonly InventoryProblem[] {
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}
