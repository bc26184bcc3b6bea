import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from './fault.ts';

const FOLDER = join(import.meta.dirname, 'faults');

/** Ids of all faults, which are the names of their files. */
export function faultIds(): readonly string[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.slice(0, -'.ts'.length))
    .toSorted();
}

/** Loads one fault; throws with the known ids when there is none of that name. */
export async function findFault(id: string): Promise<Fault> {
  if (!faultIds().includes(id)) throw new Error(`no fault "${id}". Known: ${faultIds().join(', ')}`);
  const module: unknown = await import(join(FOLDER, `${id}.ts`));
  if (!hasFault(module) || module.fault.id !== id)
    throw new Error(`faults/${id}.ts must export "fault" with id "${id}"`);
  return module.fault;
}

/** Loads every fault. */
export function allFaults(): Promise<readonly Fault[]> {
  return Promise.all(faultIds().map(findFault));
}

function hasFault(module: unknown): module is { readonly fault: Fault } {
  return typeof module === 'object' && module !== null && 'fault' in module && typeof module.fault === 'object';
}
