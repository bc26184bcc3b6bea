import { cutText, oneLine } from '../../lib/hostile-text.ts';

/** Text that is mrkdwn already: made by {@link mrkdwn} or one of the marks here, never from a bare string. */
export interface Mrkdwn {
  readonly mrkdwn: string;
}

/** Ids of people as Slack makes them. */
export const userIdPattern = /^[UW][A-Z0-9]{2,20}$/;

/** Ids of user groups as Slack makes them. */
export const groupIdPattern = /^S[A-Z0-9]{2,20}$/;

/**
 * One line of mrkdwn: the words of the template are ours, every interpolated string is cleaned, cut and escaped, so that no
 * mention, link or code fence in it survives. Styling characters in it stay, for Slack has no escape for them.
 */
export function mrkdwn(words: TemplateStringsArray, ...values: readonly (string | number | Mrkdwn)[]): Mrkdwn {
  const parts = words.map((word, index) => word + marked(values[index] ?? ''));
  return { mrkdwn: parts.join('') };
}

/** Escapes what Slack reads as markup (`&`, `<`, `>`), closes no code fence, and breaks addresses so that no client links them. */
export function escapeMrkdwn(text: string): string {
  return oneLine(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('`', "'")
    .replaceAll('://', '[:]//');
}

/** A moment in the reader's own time zone; `fallback` is shown where Slack cannot format it. */
export function dateMark(epochMs: number, fallback: string): Mrkdwn {
  const seconds = Math.floor(epochMs / 1_000);
  return {
    mrkdwn: `<!date^${seconds}^{date_short_pretty} {time_secs}|${escapeMrkdwn(fallback).replaceAll('|', '/')}>`,
  };
}

/** A person's mention where the id has Slack's form, else the id as words. */
export function userMark(id: string): Mrkdwn {
  return userIdPattern.test(id) ? { mrkdwn: `<@${id}>` } : mrkdwn`${id}`;
}

/** Longest interpolated string; longer ones belong into blocks. */
const longestValue = 600;

function marked(value: string | number | Mrkdwn): string {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? escapeMrkdwn(cutText(value, longestValue)) : value.mrkdwn;
}
