// == sem 32000 1024000000 500 32000                  kernel.sem: SEMMSL SEMMNS SEMOPM SEMMNI
//        key      semid perms      nsems   uid   gid  cuid  cgid      otime      ctime
//          0          3   600          1    33    33     0     0          0 1795246127
// Versions: /proc/sysvipc/sem of kernels 2.6 to 6.18. Refused: a host without SysV IPC.
import { z } from 'zod';
import { Unrecognised } from '../../model/source.ts';

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
  const owners = new Map<number, number>();
  let arrays = 0;
  let semaphores = 0;
  for (const row of text.matchAll(/^ *-?\d{1,11} +\d{1,11} +\d{1,6} +(\d{1,9}) +(\d{1,10}) +\d+ /gm)) {
    const uid = Number(row[2]);
    arrays += 1;
    semaphores += Number(row[1]);
    owners.set(uid, (owners.get(uid) ?? 0) + 1);
  }
  const sorted = [...owners]
    .map(([uid, count]) => ({ uid, arrays: count }))
    .sort((one, other) => other.arrays - one.arrays);
  return {
    arrays,
    arraysMax: Number(limit[4]),
    semaphores,
    semaphoresMax: Number(limit[2]),
    owners: sorted.slice(0, 10),
    line: limit[0],
  };
}
