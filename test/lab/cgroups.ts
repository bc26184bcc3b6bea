import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { settings } from './settings.ts';

const ROOT = '/sys/fs/cgroup';
const WANTED = ['memory', 'pids', 'cpu', 'cpuacct', 'blkio', 'freezer', 'devices', 'systemd', 'unified'];

/** The hierarchies of this machine that hosts get a part of. */
export function controllers(): readonly string[] {
  return WANTED.filter((name) => existsSync(join(ROOT, name, 'cgroup.procs')));
}

/** The directories of one group of this laboratory, one per hierarchy; no name means the whole laboratory. */
export function groupDirs(name?: string): readonly string[] {
  return controllers().map((controller) => join(ROOT, controller, settings.tag, name ?? ''));
}

/** The group of a host in the hierarchies that name processes but do not limit them. */
export function namingDirs(name: string): readonly string[] {
  return groupDirs(name).filter((dir) => /\/(systemd|unified)\//.test(dir));
}

/** Creates a group; the outermost also gets the caps that keep the laboratory from hurting the machine. */
export async function createGroup(name?: string): Promise<void> {
  await Promise.all(groupDirs(name).map((dir) => mkdir(dir, { recursive: true })));
  if (name !== undefined) return;
  writeFileSync(join(ROOT, 'memory', settings.tag, 'memory.limit_in_bytes'), settings.memory);
  writeFileSync(join(ROOT, 'pids', settings.tag, 'pids.max'), settings.tasks);
}

/** Memory in use in MiB and the number of tasks of a host, or undefined when it is gone. */
export function groupUsage(name: string): { readonly mebibytes: number; readonly tasks: number } | undefined {
  try {
    const bytes = Number(readFileSync(join(ROOT, 'memory', settings.tag, name, 'memory.usage_in_bytes'), 'utf8'));
    const tasks = Number(readFileSync(join(ROOT, 'pids', settings.tag, name, 'pids.current'), 'utf8'));
    return { mebibytes: Math.round(bytes / 2 ** 20), tasks };
  } catch {
    return undefined;
  }
}

/** Caps the memory of a host in MiB; lowest is what it uses now. */
export function limitMemory(name: string, mebibytes: number): void {
  writeFileSync(join(ROOT, 'memory', settings.tag, name, 'memory.limit_in_bytes'), `${mebibytes}M`);
}

/** Lets a host have no more tasks than it has when nothing is going on: the least of one second. */
export async function freezeTasks(name: string): Promise<void> {
  const dir = join(ROOT, 'pids', settings.tag, name);
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 20; i++) {
    least = Math.min(least, Number(readFileSync(join(dir, 'pids.current'), 'utf8')));
    await sleep(50);
  }
  writeFileSync(join(dir, 'pids.max'), String(least));
}

/** Ends every process left in a group (only ours are in it) and removes it in all hierarchies. */
export async function removeGroup(name?: string): Promise<void> {
  const dirs = groupDirs(name);
  for (let round = 0; round < 200; round++) {
    const pids = dirs.flatMap(processesBelow);
    if (pids.length === 0) break;
    if (round % 10 === 0) for (const pid of new Set(pids)) kill(pid);
    await sleep(20);
  }
  for (const dir of dirs) await removeTree(dir);
}

function processesBelow(dir: string): readonly number[] {
  const own = readProcesses(join(dir, 'cgroup.procs'));
  return [...own, ...childDirs(dir).flatMap(processesBelow)];
}

function readProcesses(file: string): readonly number[] {
  try {
    // A pid of 0 is a process outside our pid namespace, which we could not end anyway.
    return readFileSync(file, 'utf8')
      .split('\n')
      .map(Number)
      .filter((pid) => pid > 0);
  } catch {
    return [];
  }
}

function childDirs(dir: string): readonly string[] {
  try {
    return readdirSync(dir, { withFileTypes: true })
      .filter((e) => e.isDirectory())
      .map((e) => join(dir, e.name));
  } catch {
    return [];
  }
}

async function removeTree(dir: string): Promise<void> {
  for (const child of childDirs(dir)) await removeTree(child);
  await rmdir(dir).catch(() => undefined);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself in between.
  }
}
