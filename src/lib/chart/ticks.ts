/** Where an axis begins and ends, and the values that are written on it. */
export interface Ticks {
  readonly least: number;
  readonly most: number;
  readonly values: readonly number[];
}

/** Round values that span from `least` to `most`, about as many as wanted; never empty, and never without extent. */
export function ticks(least: number, most: number, wanted: number): Ticks {
  const from = Number.isFinite(least) ? least : 0;
  const to = Number.isFinite(most) && most - from > Math.max(1, from) * 1e-6 ? most : from + 1;
  const rough = (to - from) / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((one) => one >= rough) ?? rough;
  const first = Math.floor(from / step) * step;
  const count = Math.max(1, Math.ceil((to - first) / step - 1e-9));
  return {
    least: first,
    most: first + count * step,
    values: Array.from({ length: count + 1 }, (_, index) => Number((first + index * step).toPrecision(12))),
  };
}

/** A value as an axis has room for it: `12.5k`, `3M`. */
export function numberText(value: number): string {
  if (Math.abs(value) >= 1_000_000) return `${Number((value / 1_000_000).toPrecision(3))}M`;
  return Math.abs(value) >= 10_000
    ? `${Number((value / 1_000).toPrecision(3))}k`
    : String(Number(value.toPrecision(4)));
}
