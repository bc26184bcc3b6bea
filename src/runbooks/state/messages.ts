import { countText } from '../../lib/quantity.ts';
import type { LookOptions } from '../../model/intent.ts';
import type { LogEntry } from '../../model/log-entry.ts';
import type { ReadContext } from '../../model/source.ts';
import { type MessageGroup, selectEntries } from '../../probes/logs/group.ts';

/** `4,132 × AH01114 error  first 10:01:02, last 10:14:09, 316/min  message`. */
export function groupLine(
  { count, code, level, first, last, perMinute, newest, files }: MessageGroup,
  now?: string,
): string {
  const span =
    first === undefined || last === undefined || count === 1
      ? dayTime(last, now)
      : `first ${dayTime(first, now)}, last ${dayTime(last, now)}${perMinute === undefined ? '' : `, ${rateText(perMinute)}`}`;
  const parts = [
    `${countText(count)} ×`,
    code ?? newest.program ?? '',
    level ?? '',
    span,
    newest.message.slice(0, 160),
    filesText(files),
  ];
  return parts.filter((part) => part !== '').join('  ');
}

function filesText(files: readonly string[]): string {
  const names = files.map((file) => file.slice(file.lastIndexOf('/') + 1));
  if (names.length === 0) return '';
  return `[${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}]`;
}

/** The entries that the options ask for. */
export function wantedEntries<Entry extends LogEntry>(
  entries: readonly Entry[],
  { now }: ReadContext,
  { grep, level, sinceSeconds }: LookOptions,
): readonly Entry[] {
  const from =
    sinceSeconds === undefined || now === undefined
      ? undefined
      : new Date(Date.parse(now) - sinceSeconds * 1_000).toISOString();
  return selectEntries(entries, { text: grep, level, from });
}

function rateText(perMinute: number): string {
  if (perMinute >= 120) return `${(perMinute / 60).toFixed(1)}/s`;
  if (perMinute >= 1) return `${Math.round(perMinute)}/min`;
  return perMinute >= 1 / 60 ? `${Math.round(perMinute * 60)}/h` : `${Math.round(perMinute * 1_440)}/day`;
}

/** The time of day, with its date where that is not today's. */
export function dayTime(at: string | undefined, now: string | undefined): string {
  if (at === undefined) return '';
  const [day = '', time = ''] = at.split('T');
  return now?.startsWith(day) === true ? time.slice(0, 8) : `${day} ${time.slice(0, 8)}`;
}
