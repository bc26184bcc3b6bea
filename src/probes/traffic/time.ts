const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** `21/Nov/2026:07:26:01 +0000` of the access log, the space optional, as an ISO 8601 instant with that zone. */
export function accessTime(text: string | undefined): string | undefined {
  const match = /^(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d:\d\d:\d\d) ?([+-]\d\d)(\d\d)$/.exec(text ?? '');
  if (match === null) return undefined;
  const [, day = '', month = '', year = '', time = '', hours = '', minutes = ''] = match;
  const number = String(months.indexOf(month) + 1).padStart(2, '0');
  const zone = `${hours}:${minutes}` === '+00:00' ? 'Z' : `${hours}:${minutes}`;
  const at = `${year}-${number}-${day}T${time}${zone}`;
  return Number.isNaN(Date.parse(at)) ? undefined : at;
}
