import { cutText, oneLine } from './hostile-text.ts';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Time of day by the host's own clock, as its log lines have it; with day and month when that is not the day of `now`. */
export function hostTime(at: string, now: string | undefined): string {
  const [, year = '', month = '', day = '', time] = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}:\d{2}:\d{2})/.exec(at) ?? [];
  if (time === undefined) return cutText(oneLine(at), 40);
  if (now?.startsWith(`${year}-${month}-${day}`) === true) return time;
  const date = `${Number(day)} ${months[Number(month) - 1] ?? month}`;
  return `${now === undefined || now.startsWith(year) ? date : `${date} ${year}`} ${time}`;
}

/** `UTC`, or the offset that an instant was written with. */
export function zoneOf(at: string): string {
  const [offset = ''] = /(?:Z|[+-]\d{2}:?\d{2})$/.exec(at) ?? [];
  return offset === 'Z' || /^[+-]00:?00$/.test(offset) ? 'UTC' : offset;
}
