/** Bytes kept up to a cap, from the beginning or the end of a stream, in memory of at most three times the cap. */
export interface ByteCap {
  add(bytes: Uint8Array): void;
  /** What was kept, as UTF-8 with invalid bytes shown as U+FFFD. */
  text(): string;
  /** True when more than the cap arrived. */
  cut(): boolean;
}

/** An empty collection; `most` is in bytes. */
export function byteCap(most: number, keep: 'start' | 'end'): ByteCap {
  let kept = Buffer.alloc(0);
  let total = 0;

  function add(bytes: Uint8Array): void {
    total += bytes.length;
    if (keep === 'start') {
      const room = most - kept.length;
      if (room > 0) kept = Buffer.concat([kept, bytes.subarray(0, room)]);
      return;
    }
    kept = Buffer.concat([kept, bytes.subarray(Math.max(0, bytes.length - most))]);
    if (kept.length > 2 * most) kept = Buffer.from(last(kept, most));
  }

  return { add, text: () => (keep === 'end' ? last(kept, most) : kept).toString('utf8'), cut: () => total > most };
}

function last(bytes: Buffer, most: number): Buffer {
  return bytes.subarray(Math.max(0, bytes.length - most));
}
