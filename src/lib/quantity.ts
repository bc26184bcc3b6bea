/** A size in the unit a person would say; `kib` in KiB. */
export function sizeText(kib: number): string {
  if (Math.abs(kib) < 1_024) return `${Math.round(kib)} KiB`;
  const mib = kib / 1_024;
  if (Math.abs(mib) < 10) return `${mib.toFixed(1)} MiB`;
  return Math.abs(mib) < 10_240 ? `${Math.round(mib)} MiB` : `${(mib / 1_024).toFixed(1)} GiB`;
}

/** A length of time in the unit a person would say. */
export function spanText(seconds: number): string {
  if (seconds < 0.5) return 'under 1 s';
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} days`;
}

/** Milliseconds with as many digits as tell something: `0.4 ms`, `12 ms`, `1,204 ms`; never 0. */
export function millisText(ms: number): string {
  if (ms < 0.1) return 'under 0.1 ms';
  return `${ms < 9.95 ? ms.toFixed(1) : countText(ms)} ms`;
}

/** A whole number with a comma after every third digit. */
export function countText(count: number): string {
  return Math.round(count)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');
}
