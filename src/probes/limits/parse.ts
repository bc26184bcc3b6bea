// == pid 215                                                                     (section of the probe; pasted text has none of the == lines)
// Limit                     Soft Limit           Hard Limit           Units
// Max core file size        0                    unlimited            bytes
// Max open files            8192                 8192                 files
// == fds 12
// Versions: kernels 2.6.24 to 6.18. Refused: text without a single limit line.
import { z } from 'zod';
import { defined } from '../../lib/defined.ts';
import { Unrecognised } from '../../model/source.ts';

const Bound = z.union([z.number(), z.literal('unlimited')]);

/** Limits of the running parent, which its children inherit. */
export const LimitFacts = z.object({
  pid: z.number().int().optional(),
  /** By the kernel's name: `Max open files`. */
  values: z.record(z.string(), z.object({ soft: Bound, hard: Bound, unit: z.string(), line: z.string() })),
  /** Descriptors the parent has open; absent without the right to look. */
  fds: z.number().int().optional(),
});
export type LimitFacts = z.infer<typeof LimitFacts>;

const limitLine =
  /^\s*(Max [a-z][a-z /]{2,28}?)\s+(\d{1,20}|unlimited)\s+(\d{1,20}|unlimited)(?:\s+([a-z]{2,12}))?\s*$/;

function bound(text: string | undefined): number | 'unlimited' {
  return text === 'unlimited' ? 'unlimited' : Number(text);
}

function marked(text: string, name: string): number | undefined {
  const value = new RegExp(`^== ${name} (\\d{1,20})`, 'm').exec(text)?.[1];
  return value === undefined ? undefined : Number(value);
}

/**
 * Reads `/proc/PID/limits`, as the `limits` probe prints it or as pasted.
 * @throws {Unrecognised} when no limit is in it.
 */
export function readLimits(text: string): LimitFacts {
  const values: LimitFacts['values'] = {};
  for (const line of text.slice(0, 100_000).split('\n')) {
    const match = limitLine.exec(line.slice(0, 200));
    if (match === null) continue;
    const [, name = '', soft, hard, unit = ''] = match;
    values[name] = { soft: bound(soft), hard: bound(hard), unit, line: line.trim() };
  }
  if (Object.keys(values).length === 0) {
    const denied = /Permission denied/.test(text);
    throw new Unrecognised('no limits of a process are in it', denied ? 'not-permitted' : 'unrecognised');
  }
  const [pid, fds] = [marked(text, 'pid'), marked(text, 'fds')];
  return { values, ...defined({ pid, fds }) };
}
