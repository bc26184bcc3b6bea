import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from './fault.ts';

const FOLDER = join(import.meta.dirname, 'faults');

let loaded: Promise<ReadonlyMap<string, Fault>> | undefined;

/** Finds one fault; throws with the known ids when there is none of that name. */
export async function findFault(id: string): Promise<Fault> {
  const faults = await load();
  const fault = faults.get(id);
  if (fault === undefined) throw new Error(`no fault "${id}". Known: ${[...faults.keys()].join(', ')}`);
  return fault;
}

/** Every fault, ordered by id. */
export async function allFaults(): Promise<readonly Fault[]> {
  return [...(await load()).values()];
}

function load(): Promise<ReadonlyMap<string, Fault>> {
  loaded ??= readFolder();
  return loaded;
}

/** A file exports one `fault` and bears its id, or exports several as `faults`. */
async function readFolder(): Promise<ReadonlyMap<string, Fault>> {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.ts'));
  const all = (await Promise.all(files.map(readFaults))).flat();
  const byId = new Map(all.map((fault) => [fault.id, fault]));
  if (byId.size < all.length) {
    const twice = all.filter((fault) => byId.get(fault.id) !== fault).map(({ id }) => id);
    throw new Error(`two faults have the same id: ${twice.join(', ')}`);
  }
  return new Map([...byId].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

async function readFaults(file: string): Promise<readonly Fault[]> {
  const module: unknown = await import(join(FOLDER, file));
  if (hasFaults(module)) return module.faults;
  if (hasFault(module) && `${module.fault.id}.ts` === file) return [module.fault];
  throw new Error(`faults/${file} must export "fault" with the file's name as its id, or several "faults"`);
}

function hasFault(module: unknown): module is { readonly fault: Fault } {
  return typeof module === 'object' && module !== null && 'fault' in module && typeof module.fault === 'object';
}

function hasFaults(module: unknown): module is { readonly faults: readonly Fault[] } {
  return typeof module === 'object' && module !== null && 'faults' in module && Array.isArray(module.faults);
}
