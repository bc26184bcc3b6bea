import type { ReadContext } from '../../model/source.ts';
import { readTime } from './time.ts';

/** A line without what syslog, the journal, a container runtime or a pager put before it. */
export interface Unwrapped {
  readonly body: string;
  /** True when a syslog, journal or container prefix was there. */
  readonly wrapped: boolean;
  readonly at?: string | undefined;
  readonly program?: string | undefined;
  readonly pid?: number | undefined;
}

const ISO = '\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?(?:Z|[+-]\\d\\d(?::?\\d\\d)?)?';
/** Month names follow the locale: `Jan 12`, `févr. 02`, `6月 24`. */
const SHORT = '(?:[\\p{L}\\p{M}]{2,6}\\.?|\\d{1,2}月) {1,2}\\d{1,2} \\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?';
const FULL =
  '[A-Z][a-z]{2} \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})? (?:[A-Z]{1,5}|[+-]\\d{2}(?::?\\d\\d)?)';
const UNIX = '\\d{9,10}\\.\\d{6}';
const PROGRAM = '([^\\s:\\[\\]]{1,128}|\\([^\\s()]{1,64}\\))(?:\\[(\\d{1,10})\\])?:(?: |$)';

const withHost = new RegExp(`^(${ISO}|${FULL}|${SHORT}|${UNIX}) [^\\s\\[\\]]{0,254}[^\\s\\[\\]:] ${PROGRAM}`, 'u');
const withoutHost = new RegExp(`^(${ISO}|${FULL}|${SHORT}|${UNIX}) ${PROGRAM}`, 'u');
const monotonic = /^\[ *\d{1,10}\.\d{3,6}\] [^\s[\]]{1,255} (kernel|[\w.@()-]{1,64}\[(\d{1,10})\]): /;
const rfc5424 = new RegExp(
  `^(?:<\\d{1,3}>)?1 (${ISO}) \\S{1,255} (\\S{1,128}) (\\S{1,128}) \\S{1,64} (?:-|\\[[^\\]]*\\]) `,
);
/** The audit daemon's own file (auditd(8), ausearch(8) --raw). */
const audited =
  /^(?:node=\S{1,255} )?type=(?:USER_|APPARMOR_)?[A-Z0-9_]{3,30} msg=audit\((\d{9,10}\.\d{3}):\d{1,12}\) ?: +/;
const stamped = new RegExp(`^(${ISO}) (?:std(?:out|err) [FP] )?(?=[\\[(]|AH\\d{5}: )`);
/** What httpd, the kernel and syslog begin their lines with. */
const beginning =
  '(?=\\[ *[A-Z][a-z]{2} [A-Z][a-z]{2} |\\[ *\\d{1,10}\\.\\d{3}|\\(\\d{1,3}\\)[A-Z]|AH\\d{5}: |[A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d)';
const numbered = new RegExp(`^ {0,8}\\d{1,9}(?:[:.|)-] ?|\\t| {1,2})${beginning}`);
const grepped = new RegExp(`^[\\w./~-]{1,300}:(?:\\d{1,9}[:-])?${beginning}`);
const indented = new RegExp(`^[ \\t]{1,40}${beginning}`);
const composed = /^[\w.-]{1,64}(?: +\| | *\| (?=\[|\(|AH\d{5}: |\d{4}-))/;
/** The same as docker's own window exports it, with its clock before the name: `2024-06-27 10:56:59 web-1  | `. */
const exported = new RegExp(`^${ISO} [\\w.-]{1,64} {1,40}\\| (?=\\[|\\(|AH\\d{5}: )`);
const podded = /^\[pod\/[\w./-]{1,300}\] /;
/** A supervisor's clock before httpd's own line. */
const clocked = new RegExp(`^\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d{1,6})?(?: \\d\\d/\\d\\d/\\d\\d(?:\\d\\d)?)? ${beginning}`);
/** What init scripts and package scripts print on the line that httpd then goes on with: ` * Starting web server apache2   (98)Address…`. */
const announced =
  /^(?: ?\* )?\p{Lu}\p{L}{3,20} (?=[^:(]{0,60}(?:httpd|apache|web server))[\p{L}\d ._-]{1,60}?(?:: ?|\.\.\. ?| )(?:httpd|apache2?)? {0,300}(?=\(\d{1,3}\)[A-Z]|AH\d{5}: |(?:(?:httpd|apache2): )?Syntax error on line )/iu;
const debian =
  /^apache2_(?:reload|invoke|switch_mpm): (?=AH\d{5}: |Invalid command |Cannot |\w+: Syntax error|Syntax error)/;
/** httpd's own time stamp, or dmesg -T's: nothing stands before it. */
const ownTime = /^\[[A-Z][a-z]{2} [A-Z][a-z]{2} /;
const quoted = /^(?:> ?)+|^ {0,4}\| /;
const peelings = [quoted, podded, exported, composed, debian, numbered, grepped, clocked, indented, announced];

/** A child of systemd is called by its program's name in brackets until it becomes that; what it says of a unit is systemd's word. */
function isChildOfManager(name: string, body: string): boolean {
  return name.startsWith('(') && /^[\w@.:\\-]{1,200}\.service: /.test(body);
}

function programName(name: string, body = ''): string {
  if (name === 'init.scope' || isChildOfManager(name, body)) return 'systemd';
  const bare = name.replace(/^\((.*)\)$/, '$1');
  return bare.replace(/\.service$/, '');
}

function peel(line: string): string {
  return peelings.reduce((rest, peeling) => rest.replace(peeling, ''), line);
}

function number(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}

function readDated(plain: string, context: ReadContext): Unwrapped | undefined {
  const found = withHost.exec(plain) ?? withoutHost.exec(plain);
  if (found === null) return undefined;
  const at = readTime(found[1] ?? '', context);
  const body = plain.slice(found[0].length);
  return { body, wrapped: true, at, program: programName(found[2] ?? '', body), pid: number(found[3]) };
}

function readMonotonic(plain: string): Unwrapped | undefined {
  const found = monotonic.exec(plain);
  if (found === null) return undefined;
  const program = programName((found[1] ?? '').replace(/\[\d+\]$/, ''));
  return { body: plain.slice(found[0].length), wrapped: true, program, pid: number(found[2]) };
}

function readRfc5424(plain: string, context: ReadContext): Unwrapped | undefined {
  const found = rfc5424.exec(plain);
  if (found === null) return undefined;
  const at = readTime(found[1] ?? '', context);
  const body = plain.slice(found[0].length);
  return { body, wrapped: true, at, program: programName(found[2] ?? ''), pid: number(found[3]) };
}

function readAudited(plain: string, context: ReadContext): Unwrapped | undefined {
  const found = audited.exec(plain);
  if (found === null) return undefined;
  return {
    body: plain.slice(found[0].length),
    wrapped: true,
    at: readTime(`${found[1]}000`, context),
    program: 'audit',
  };
}

/** Takes transport prefixes off: syslog (also RFC 5424), every one-line journal format, `docker logs -t`, compose, grep and quoting. */
export function unwrap(line: string, context: ReadContext): Unwrapped {
  if (ownTime.test(line)) return { body: line, wrapped: false };
  const peeled = peel(line);
  const plain = peeled.replace(/^<\d{1,3}>(?=[A-Z\d])/, '');
  const known =
    readRfc5424(plain, context) ?? readDated(plain, context) ?? readMonotonic(plain) ?? readAudited(plain, context);
  if (known !== undefined) return known;
  const runtime = stamped.exec(plain);
  if (runtime === null) return { body: plain, wrapped: false };
  return { body: plain.slice(runtime[0].length), wrapped: true, at: readTime(runtime[1] ?? '', context) };
}
