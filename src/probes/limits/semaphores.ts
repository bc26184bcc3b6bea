// == sem 32000 1024000000 500 32000                  kernel.sem: SEMMSL SEMMNS SEMOPM SEMMNI
//        key      semid perms      nsems   uid   gid  cuid  cgid      otime      ctime
//          0          3   600          1    33    33     0     0          0 1795246127
// == user www-data 33                                ours: the run user's number, by id(1)
// == count 32000 32000 / == owner 33 31998           ours: arrays and semaphores, and arrays by owner, where the table is longer than what is sent
// Versions: /proc/sysvipc/sem of kernels 2.6 to 6.18. Refused: a host without SysV IPC.
import { z } from 'zod';
import { defined } from '../../lib/defined.ts';
import { Unrecognised } from '../../model/source.ts';

/** Arrays that are listed one by one; SEMMNI is 32000 by default. */
const MOST_LISTED = 2_000;

/** One array: who it belongs to, who made it, and when it was made or set and last used; times in seconds since the epoch, 0 for never used. */
export const SemaphoreArray = z.object({
  id: z.number().int(),
  /** 0 is IPC_PRIVATE, which is what APR asks for; applications use keys of their own. */
  key: z.number().int(),
  /** Permission bits in octal, as the kernel prints them: `600`. */
  mode: z.string(),
  uid: z.number().int(),
  creatorUid: z.number().int(),
  usedAt: z.number().int(),
  changedAt: z.number().int(),
  line: z.string(),
});
export type SemaphoreArray = z.infer<typeof SemaphoreArray>;

/** SysV semaphore arrays in use against the kernel's limits. */
export const SemaphoreFacts = z.object({
  arrays: z.number().int(),
  /** SEMMNI, fourth number of kernel.sem. */
  arraysMax: z.number(),
  semaphores: z.number().int(),
  /** SEMMNS, second number of kernel.sem. */
  semaphoresMax: z.number(),
  /** Arrays by numeric owner, the most first. */
  owners: z.array(z.object({ uid: z.number().int(), arrays: z.number().int() })),
  /** The first of them, in the kernel's order; fewer than `arrays` where there are very many. */
  listed: z.array(SemaphoreArray),
  /** Number of the account that httpd's children run as, where the host knows it. */
  runUid: z.number().int().optional(),
  /** The line with the limits, for quoting. */
  line: z.string(),
});
export type SemaphoreFacts = z.infer<typeof SemaphoreFacts>;

/**
 * Reads the section of the `semaphores` probe.
 * @throws {Unrecognised} when the kernel shows no semaphores.
 */
export function readSemaphores(text: string): SemaphoreFacts {
  const limit = /^== sem (\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})/m.exec(text);
  if (limit === null) throw new Unrecognised('the kernel shows no semaphore limits', 'failed');
  const listed = [...text.matchAll(row)].map(arrayOf);
  const counted = /^== count (\d{1,9}) (\d{1,12})$/m.exec(text);
  const owners = ownersIn(text);
  if (counted === null) for (const { uid } of listed) owners.set(uid, (owners.get(uid) ?? 0) + 1);
  const runUid = /^== user \S{1,64} (\d{1,10})$/m.exec(text)?.[1];
  const sorted = [...owners]
    .map(([uid, count]) => ({ uid, arrays: count }))
    .sort((one, other) => other.arrays - one.arrays);
  return {
    arrays: Number(counted?.[1] ?? listed.length),
    arraysMax: Number(limit[4]),
    semaphores: Number(counted?.[2] ?? listed.reduce((sum, { semaphores }) => sum + semaphores, 0)),
    semaphoresMax: Number(limit[2]),
    owners: sorted.slice(0, 10),
    listed: listed.slice(0, MOST_LISTED),
    ...defined({ runUid: runUid === undefined ? undefined : Number(runUid) }),
    line: limit[0],
  };
}

function ownersIn(text: string): Map<number, number> {
  return new Map(
    [...text.matchAll(/^== owner (\d{1,10}) (\d{1,9})$/gm)].map(([, uid, arrays]) => [Number(uid), Number(arrays)]),
  );
}

const row =
  /^ *(-?\d{1,11}) +(\d{1,11}) +(\d{1,6}) +(\d{1,9}) +(\d{1,10}) +\d{1,10} +(\d{1,10}) +\d{1,10} +(\d{1,12}) +(\d{1,12}) *$/gm;

function arrayOf(found: RegExpExecArray): SemaphoreArray & { readonly semaphores: number } {
  const [line, key, id, mode = '', semaphores, uid, creatorUid, usedAt, changedAt] = found;
  return {
    id: Number(id),
    key: Number(key),
    mode,
    uid: Number(uid),
    creatorUid: Number(creatorUid),
    usedAt: Number(usedAt),
    changedAt: Number(changedAt),
    semaphores: Number(semaphores),
    line: line.trim(),
  };
}
