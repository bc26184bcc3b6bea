import type { ReadContext } from '../../model/source.ts';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const ctime =
  /^(?:[A-Z][a-z]{2},? )?([A-Z][a-z]{2}) +(\d{1,2}) (\d{2}):(\d{2}):(\d{2})(?:[.,](\d{1,9}))?(?: ([A-Z]{2,5}))? (\d{4})$/;
const iso =
  /^(?:[\p{L}\p{M}]{1,6}\.? )?(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:[.,](\d{1,9}))? ?(Z|[A-Z]{2,5}|[+-]\d{2}(?::?\d{2})?)?$/u;
const yearless = /^([A-Z][a-z]{2}) +(\d{1,2}) (\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?$/;
const unix = /^(\d{9,10})\.(\d{1,9})$/;

const DAY_MS = 86_400_000;

function millis(fraction: string | undefined): number {
  return fraction === undefined ? 0 : Number(fraction.slice(0, 3).padEnd(3, '0'));
}

function zoneOffset(zone: string | undefined, context: ReadContext): number {
  if (zone === 'Z' || zone === 'UTC' || zone === 'GMT') return 0;
  const numeric = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone ?? '');
  if (numeric === null) return context.zoneMinutes ?? 0;
  const minutes = Number(numeric[2]) * 60 + Number(numeric[3] ?? '0');
  return numeric[1] === '-' ? -minutes : minutes;
}

/** ISO 8601 in UTC of a wall clock reading; undefined for dates that do not exist. */
function instant(parts: readonly number[], ms: number, offsetMinutes: number): string | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  if (month < 0 || month > 11 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) return undefined;
  const local = Date.UTC(year, month, day, hour, minute, second, ms);
  if (new Date(local).getUTCDate() !== day && second < 60) return undefined;
  return fromEpoch(local - offsetMinutes * 60_000);
}

/** ISO 8601 in UTC of milliseconds since the epoch; undefined outside the years 1990 to 2199. */
export function fromEpoch(ms: number): string | undefined {
  if (!Number.isFinite(ms) || ms < 631_152_000_000 || ms > 7_258_118_400_000) return undefined;
  return new Date(ms).toISOString();
}

function readYearless(match: RegExpExecArray, context: ReadContext): string | undefined {
  const now = context.now === undefined ? Number.NaN : Date.parse(context.now);
  if (Number.isNaN(now)) return undefined;
  const month = months.indexOf(match[1] ?? '');
  const rest = [month, Number(match[2]), Number(match[3]), Number(match[4]), Number(match[5])];
  const offset = context.zoneMinutes ?? 0;
  const year = new Date(now + offset * 60_000).getUTCFullYear();
  const here = instant([year, ...rest], millis(match[6]), offset);
  if (here !== undefined && Date.parse(here) <= now + 2 * DAY_MS) return here;
  return instant([year - 1, ...rest], millis(match[6]), offset);
}

/**
 * The instant a time stamp stands for, as ISO 8601 in UTC: httpd's `Sat Nov 21 07:21:56.553325 2026`, `%{cu}t`, the journal's and syslog's
 * forms. Without a zone it is the host's zone, without a year the latest such day before the host's clock (undefined without that clock).
 */
export function readTime(text: string, context: ReadContext): string | undefined {
  const c = ctime.exec(text);
  if (c !== null) {
    const parts = [Number(c[8]), months.indexOf(c[1] ?? ''), Number(c[2]), Number(c[3]), Number(c[4]), Number(c[5])];
    return instant(parts, millis(c[6]), zoneOffset(c[7], context));
  }
  const i = iso.exec(text);
  if (i !== null) {
    const parts = [Number(i[1]), Number(i[2]) - 1, Number(i[3]), Number(i[4]), Number(i[5]), Number(i[6])];
    return instant(parts, millis(i[7]), zoneOffset(i[8], context));
  }
  const y = yearless.exec(text);
  if (y !== null) return readYearless(y, context);
  const u = unix.exec(text);
  return u === null ? undefined : fromEpoch(Number(u[1]) * 1000 + millis(u[2]));
}

/** True for text that has the shape of a time stamp, also when its year is unknown. */
export function looksLikeTime(text: string): boolean {
  return ctime.test(text) || iso.test(text) || yearless.test(text);
}
