import type { DirectivesFacts } from '../../../probes/config/facts.ts';
import type { Mpm } from '../../../probes/memory/mpm-settings.ts';
import { serverLine } from './server-line.ts';

/** The limits of an MPM, as written or by httpd’s defaults. */
export interface Limits {
  readonly ServerLimit: number;
  readonly ThreadLimit: number;
  readonly ThreadsPerChild: number;
  readonly MaxRequestWorkers: number;
}
export type LimitName = keyof Limits;

/** One limit that httpd would not use as written. */
export interface Adjustment {
  readonly name: LimitName;
  readonly written: number;
  readonly used: number;
  /** A clause with the numbers, and the AH code where it is known. */
  readonly why: string;
}

/** MAX_SERVER_LIMIT and MAX_THREAD_LIMIT of each MPM (prefork.c, worker.c, event.c). */
const caps: Readonly<Record<Mpm, { readonly ServerLimit: number; readonly ThreadLimit: number }>> = {
  prefork: { ServerLimit: 200_000, ThreadLimit: 1 },
  worker: { ServerLimit: 20_000, ThreadLimit: 20_000 },
  event: { ServerLimit: 20_000, ThreadLimit: 100_000 },
};

/** Built-in values (mpm_default.h): 256 processes for prefork, 16 of 25 threads for worker and event. */
const defaults: Readonly<Record<Mpm, Limits>> = {
  prefork: { ServerLimit: 256, ThreadLimit: 1, ThreadsPerChild: 1, MaxRequestWorkers: 256 },
  worker: { ServerLimit: 16, ThreadLimit: 64, ThreadsPerChild: 25, MaxRequestWorkers: 400 },
  event: { ServerLimit: 16, ThreadLimit: 64, ThreadsPerChild: 25, MaxRequestWorkers: 400 },
};

/** The most that an MPM takes for a limit, whatever is written. */
export function capOf(mpm: Mpm, name: 'ServerLimit' | 'ThreadLimit'): number {
  return caps[mpm][name];
}

/** The limits on disk for this MPM; a line that is not a number counts as absent, for the syntax check refuses it. */
export function limitsOnDisk(config: DirectivesFacts, mpm: Mpm): Limits {
  const value = (name: LimitName): number => {
    const text = serverLine(config, name)?.args[0] ?? '';
    return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : defaults[mpm][name];
  };
  return {
    ServerLimit: value('ServerLimit'),
    ThreadLimit: mpm === 'prefork' ? 1 : value('ThreadLimit'),
    ThreadsPerChild: mpm === 'prefork' ? 1 : value('ThreadsPerChild'),
    MaxRequestWorkers: value('MaxRequestWorkers'),
  };
}

/** What httpd makes of limits, in the order in which each MPM’s check_config does it: the first adjustment feeds the next. */
export function adjustments(mpm: Mpm, written: Limits): readonly Adjustment[] {
  const found: Adjustment[] = [];
  let used = { ...written };
  const adjust = (name: LimitName, value: number, why: string): void => {
    if (used[name] === value) return;
    found.push({ name, written: written[name], used: value, why });
    used = { ...used, [name]: value };
  };
  const cap = caps[mpm];
  if (used.ServerLimit > cap.ServerLimit)
    adjust('ServerLimit', cap.ServerLimit, `${mpm} takes at most ${cap.ServerLimit} as ServerLimit`);
  if (mpm === 'prefork') {
    if (used.MaxRequestWorkers > used.ServerLimit)
      adjust('MaxRequestWorkers', used.ServerLimit, `it is above ServerLimit ${used.ServerLimit} (AH00180, AH00181)`);
    return found;
  }
  if (used.ThreadLimit > cap.ThreadLimit)
    adjust('ThreadLimit', cap.ThreadLimit, `${mpm} takes at most ${cap.ThreadLimit} as ThreadLimit`);
  if (used.ThreadsPerChild > used.ThreadLimit)
    adjust(
      'ThreadsPerChild',
      used.ThreadLimit,
      `it is above ThreadLimit ${used.ThreadLimit}${code(mpm, 'AH00507, AH00508')}`,
    );
  adjustWorkers(mpm, () => used, adjust);
  return found;
}

function adjustWorkers(
  mpm: Mpm,
  now: () => Limits,
  adjust: (name: LimitName, value: number, why: string) => void,
): void {
  const { ThreadsPerChild: threads, ServerLimit: servers } = now();
  if (now().MaxRequestWorkers < threads)
    adjust('MaxRequestWorkers', threads, `it is below ThreadsPerChild ${threads}${code(mpm, 'AH00511, AH00512')}`);
  const whole = Math.floor(now().MaxRequestWorkers / threads) * threads;
  if (whole !== now().MaxRequestWorkers)
    adjust(
      'MaxRequestWorkers',
      whole,
      `it is not a multiple of ThreadsPerChild ${threads}${code(mpm, 'AH00513, AH00514')}`,
    );
  if (now().MaxRequestWorkers > servers * threads)
    adjust(
      'MaxRequestWorkers',
      servers * threads,
      `it is above ServerLimit ${servers} × ThreadsPerChild ${threads} = ${servers * threads}${code(mpm, 'AH00515, AH00516')}`,
    );
}

/** The codes known are event’s; worker says the same with others. */
function code(mpm: Mpm, codes: string): string {
  return mpm === 'event' ? ` (${codes})` : '';
}

/** Process slots that an MPM with threads should have: under load the old generation of a reload keeps its own until its requests end (AH03490). */
export function roomyServerLimit(mpm: Mpm, workers: number, threads: number): number {
  const processes = Math.ceil(workers / threads);
  return mpm === 'prefork' ? workers : Math.min(caps[mpm].ServerLimit, 2 * processes);
}
