import type { MpmSettings } from './mpm-settings.ts';

/** Processes a second that idle server maintenance adds at most (MAX_SPAWN_RATE of prefork, worker and event; the rate doubles from 1). */
const MOST_A_SECOND = 32;

/** How a new generation grows after a reload, by the limits on disk; threads for worker and event, processes for prefork. */
export interface Spare {
  readonly start: number;
  readonly min: number;
  /** As httpd takes it: raised above MinSpare where it is set too low. */
  readonly max: number;
  readonly maxWritten: number;
  /** Size of the step in which workers come and go: ThreadsPerChild, 1 for prefork. */
  readonly step: number;
}

/** Reads StartServers and the spare limits, or httpd's defaults (prefork 5, 5, 10; worker and event 3 processes, 75, 250). */
export function spareOf({ mpm, threadsPerChild, lines }: MpmSettings): Spare {
  const given = (key: string, or: number): number => {
    const text = lines[key]?.args[0] ?? '';
    return /^\d{1,9}$/.test(text) ? Number(text) : or;
  };
  if (mpm === 'prefork') {
    const min = Math.max(1, given('minspareservers', 5));
    const maxWritten = given('maxspareservers', 10);
    return { start: given('startservers', 5), min, max: Math.max(maxWritten, min + 1), maxWritten, step: 1 };
  }
  const min = Math.max(1, given('minsparethreads', 75));
  const maxWritten = given('maxsparethreads', 250);
  const least = min + threadsPerChild + (mpm === 'event' ? 1 : 0);
  const start = given('startservers', 3) * threadsPerChild;
  return { start, min, max: Math.max(maxWritten, least), maxWritten, step: threadsPerChild };
}

/** Seconds until a new generation has as many workers, when idle server maintenance adds 1, 2, 4 … processes each second; zero when it begins with them. */
export function secondsToReach(workers: number, { start, step }: Pick<Spare, 'start' | 'step'>): number {
  let [have, rate, seconds] = [start, 1, 0];
  while (have < workers) {
    have += rate * step;
    rate = Math.min(MOST_A_SECOND, rate * 2);
    seconds += 1;
  }
  return seconds;
}

/** What the spare limits mean for a reload under the present load, and which of them would make it smoother. */
export function spareNotes(settings: MpmSettings, busy: number | undefined): readonly string[] {
  const spare = spareOf(settings);
  const prefork = settings.mpm === 'prefork';
  const [unit, what] = prefork ? ['Servers', 'processes'] : ['Threads', 'threads'];
  const notes = [
    `a reload begins anew with ${spare.start} ${what} (StartServers${prefork ? '' : ` × ${spare.step}`}); while fewer than MinSpare${unit} ${spare.min} are idle, 1, 2, 4 … ${MOST_A_SECOND} processes are added a second`,
  ];
  if (busy !== undefined && busy > 0) notes.push(loadNote(settings, spare, busy));
  if (spare.max !== spare.maxWritten) notes.push(`MaxSpare${unit} ${spare.maxWritten} is taken as ${spare.max}`);
  if (spare.max - spare.min < 2 * spare.step)
    notes.push(
      `MaxSpare${unit} is less than two ${prefork ? 'processes' : 'processes’ threads'} above MinSpare${unit}, so processes end and start with every change of load${prefork ? '' : ', and those that end hold their slots'}: ${spare.min + 2 * spare.step} or more is calmer`,
    );
  notes.push(
    'spare limits make a reload smoother, not safer: room for the old processes comes from ServerLimit and memory',
  );
  return notes;
}

function loadNote({ maxRequestWorkers }: MpmSettings, spare: Spare, busy: number): string {
  const seconds = secondsToReach(Math.min(busy, maxRequestWorkers), spare);
  if (seconds === 0) return `that is enough for the ${busy} busy now`;
  const servers = Math.ceil(Math.min(busy, maxRequestWorkers) / spare.step);
  return `as many as the ${busy} busy now are there after about ${seconds} s; StartServers ${servers} would begin with them`;
}
