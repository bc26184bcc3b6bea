import type { Instant } from '../../model/finding.ts';

/** How long before `now`: ` (4 min before)`; empty when a moment cannot be read, or within the same second. */
export function beforeNow(at: Instant, now: Instant | undefined): string {
  const passed = now === undefined ? Number.NaN : Date.parse(now) - Date.parse(at);
  return passed >= 1_000 ? ` (${duration(passed)} before)` : '';
}

/** A length of time in the unit a person would say. */
export function duration(ms: number): string {
  const seconds = ms / 1_000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (seconds < 99.5) return `${Math.round(seconds)} s`;
  if (seconds < 99.5 * 60) return `${Math.round(seconds / 60)} min`;
  return seconds < 48 * 3_600 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} days`;
}
