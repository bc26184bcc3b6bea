import { counted } from '../lib/counts.ts';
import { hostTime } from '../lib/host-time.ts';
import { spanText } from '../lib/quantity.ts';
import type { Finding, Silence } from './finding.ts';

/** A finding of the past in one or two sentences: what it was, when it was last seen, and what shows that it is over. */
export function earlierText({ summary: said, at, resolved }: Finding, now: string | undefined): string {
  const summary = /[.!?…]$/.test(said) ? said : `${said}.`;
  if (resolved !== undefined)
    return `${summary} Last seen ${moment(resolved.lastSeen, now)}; over, because ${resolved.by}.`;
  return at === undefined ? summary : `${summary} Last seen ${moment(at, now)}.`;
}

/** How long ago it was last seen, where nothing shows that it is over, and how much traffic passed since. */
export function silenceText({ lastSeen, requests, atLeast, unasked, gone }: Silence, now: string | undefined): string {
  const seen = `Last seen ${moment(lastSeen, now)}`;
  if (gone !== undefined) return `${seen}; the reason is gone, because ${gone}, but the server was not started since.`;
  if (requests === undefined) return `${seen}; nothing shows whether it is over.`;
  if (requests === 0) return `${seen}; nothing was asked since, so nothing shows whether it is over.`;
  const none =
    unasked === undefined
      ? ''
      : `, none of them for ${unasked.join(', ')}, which failed then and was not asked for again`;
  return `${seen}; ${atLeast === true ? 'at least ' : ''}${counted(requests, 'request')} since${none}, and nothing shows for certain that it is over.`;
}

/** `14:02:11, 12 min ago`. */
function moment(at: string, now: string | undefined): string {
  const seconds = now === undefined ? Number.NaN : (Date.parse(now) - Date.parse(at)) / 1_000;
  return `${hostTime(at, now)}${seconds >= 0 ? `, ${spanText(seconds)} ago` : ''}`;
}
