/**
 * A log line without the date (and host name) it begins with, for where the date is shown already: error logs (`[Sat Nov 21 11:14:28.297039 2026]`),
 * journals and kernel logs (ISO 8601 or `Nov 21 11:14:28`, then the host), dmesg (`[12345.678901]`), `stat` (seconds since 1970) and auditd.
 */
export function undated(line: string): string {
  return prefixes.reduce((rest, prefix) => rest.replace(prefix, ''), line);
}

const prefixes = [
  /^\[\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{1,9})? \d{4}\] ?/,
  /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)? (?:[\w.-]{1,64} (?=[\w()./@-]{1,64}(?:\[\d+\])?: ))?/,
  /^\w{3} [ \d]\d \d\d:\d\d:\d\d (?:[\w.-]{1,64} (?=[\w()./@-]{1,64}(?:\[\d+\])?: ))?/,
  /^kernel: (?=.)/,
  /^\[ {0,9}\d{1,9}\.\d{6}\] /,
  /^\d{9,10}(?:\.\d{1,9})? (?=\S)/,
  /(?<=^type=\w{1,32} )msg=audit\(\d{9,10}\.\d{3}:\d{1,12}\): /,
] as const;
