import type { LogEntry } from '../../model/log-entry.ts';

/** An entry, and the time in milliseconds it is sorted by. */
export interface Placed<Entry> {
  readonly entry: Entry;
  readonly time: number;
}

/** Times of a source’s entries: undated ones stay behind the entry they followed. */
export function placed<Entry extends LogEntry>(entries: readonly Entry[]): Placed<Entry>[] {
  let time = Number.NEGATIVE_INFINITY;
  return entries.map((entry) => {
    const own = entry.at === undefined ? Number.NaN : Date.parse(entry.at);
    if (!Number.isNaN(own)) time = Math.max(time, own);
    return { entry, time: Number.isNaN(own) ? time : own };
  });
}

/** The entries by time; of equal times in the order given. */
export function sorted<Entry>(places: Placed<Entry>[]): Entry[] {
  places.sort((one, other) => (one.time === other.time ? 0 : one.time - other.time));
  return places.map(({ entry }) => entry);
}

/** All entries of these lists, oldest first. */
export function inOrder<Entry extends LogEntry>(lists: readonly (readonly Entry[])[]): Entry[] {
  return sorted(lists.flatMap(placed));
}
