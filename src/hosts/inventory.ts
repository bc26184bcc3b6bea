import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseDocument } from 'yaml';
import { nearestOf } from '../lib/nearest.ts';
import type { Host } from '../model/host.ts';
import type { Inventory } from '../model/inventory.ts';
import { InventoryFile } from './inventory-file.ts';
import { type InventoryProblem, resolveHosts } from './inventory-hosts.ts';
import { readSshConfig, type SshConfig } from './ssh-config.ts';
import { type LocalUser, localUser } from './ssh-host.ts';

/** The inventory with what only its owner may ask: groups, and what was left out while reading. */
export interface HostInventory extends Inventory {
  readonly groups: readonly string[];
  /** Members of a group in the inventory's order; empty for a group nobody named. */
  group(name: string): readonly Host[];
  readonly warnings: readonly string[];
}

export type LoadedInventory =
  | { readonly ok: true; readonly value: HostInventory }
  | { readonly ok: false; readonly problems: readonly InventoryProblem[] };

type Environment = Readonly<Record<string, string | undefined>>;

const noSshConfig: SshConfig = { names: [], warnings: [], valuesFor: () => [] };

/** Reads an inventory file and the ssh configuration it names; every problem is reported at once, with its place and how to fix it. */
export function loadInventory(path: string, environment: Environment): LoadedInventory {
  const read = readInventoryFile(path);
  if (!read.ok) return read;
  const local = localUser(environment, existsSync);
  const config = sshConfigOf(read.value, path, local);
  const resolved = resolveHosts({ file: read.value, path, config, local });
  if (resolved.problems.length > 0) return { ok: false, problems: resolved.problems };
  return { ok: true, value: inventoryOf(resolved.hosts, [...config.warnings, ...resolved.warnings]) };
}

/** An inventory of hosts that are complete already, such as practice hosts. */
export function inventoryOf(hosts: readonly Host[], warnings: readonly string[] = []): HostInventory {
  const byName = new Map(hosts.map((host) => [host.name, host]));
  const names = [...byName.keys()];
  const groups = [...new Set(hosts.flatMap((host) => host.groups))].sort();
  return {
    hosts,
    groups,
    warnings,
    find: (name) => byName.get(name.toLowerCase()),
    nearest: (name) => nearestOf(name, names),
    group: (name) => hosts.filter((host) => host.groups.includes(name.toLowerCase())),
  };
}

function sshConfigOf({ sshConfig }: InventoryFile, path: string, local: LocalUser): SshConfig {
  if (sshConfig === false) return noSshConfig;
  const named = sshConfig === true ? '~/.ssh/config' : sshConfig;
  return readSshConfig(resolve(dirname(path), named.replace(/^~(?=\/)/, local.home)), local.home);
}

type Read =
  | { readonly ok: true; readonly value: InventoryFile }
  | { readonly ok: false; readonly problems: readonly InventoryProblem[] };

function readInventoryFile(path: string): Read {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    const fix = 'copy config/hosts.example.yml there and name your hosts';
    return { ok: false, problems: [{ setting: path, problem: `cannot be read (${code})`, fix }] };
  }
  const document = parseDocument(text);
  if (document.errors.length > 0) {
    const problems = document.errors.map(({ message }) => message.split('\n')[0] ?? 'not YAML');
    return {
      ok: false,
      problems: problems.map((problem) => ({ setting: path, problem, fix: 'fix the YAML there' })),
    };
  }
  const raw: unknown = document.toJS({ maxAliasCount: 100 });
  const checked = InventoryFile.safeParse(raw ?? {});
  if (checked.success) return { ok: true, value: checked.data };
  const problems = checked.error.issues.map(({ path: place, message }) => ({
    setting: `${path}: ${placeOf(place)}`,
    problem: message,
    fix: 'see config/hosts.example.yml',
  }));
  return { ok: false, problems };
}

/** A place in the file as `hosts[2].port`. */
function placeOf(path: readonly PropertyKey[]): string {
  const text = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
  return text.replace(/^\./, '') || '(top)';
}
