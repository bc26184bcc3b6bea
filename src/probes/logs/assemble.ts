import { defined } from '../../lib/defined.ts';
import type { LogEntry } from '../../model/log-entry.ts';
import type { ReadContext } from '../../model/source.ts';
import type { LogFacts } from './facts.ts';
import { unwrapJson } from './json-line.ts';
import { readMessage } from './message.ts';
import { type Unwrapped, unwrap } from './prefix.ts';

/** Longest part of a line that is looked at; the rest can hold nothing but request data. */
const LINE = 8_000;
const RAW = 2_000;
const CONTINUATION_LINES = 200;
const CONTINUATION = 500;

/** Programs whose messages are never httpd's, whatever they begin with. */
const foreign =
  /^(?:kernel|systemd(?:-[\w-]+)?|sshd(?:-session)?|sudo|su|CRON|cron|crond|anacron|dbus-daemon|polkitd|auditd|audit|rsyslogd|named|postfix\/.*)$/;

const ignored =
  /^(?:░░|-- |--$|== |~$|```|lines \d+-\d+|\[exit \d+\]$|Hint: |==> .{1,300} <==$|[\w.-]{1,64}@[\w.-]{1,64}[: ][^$#]{0,200}[$#] |[$#] \w|total \d+$)/;

/** Unprefixed lines that begin a message of their own: startup texts of httpd and its control program, and what dying programs print. */
const opening = new RegExp(
  [
    '^(?:',
    [
      '\\w{2,20}(?:\\.exe)?: (?:Syntax error on line|Could not|could not|bad (?:user|group) name|Configuration error|Fatal)',
      'Syntax error on line \\d',
      'Syntax OK$',
      'no listening sockets available',
      'Unable to open logs',
      "Action '[^']{1,40}' failed",
      'The Apache error log may have',
      '(?:httpd|apache2?)[\\w.-]{0,20} \\((?:pid|no pid)',
      '(?:httpd|apache2?) not running, trying to start',
      'Failed to [a-z-]{1,20} \\S{1,100}: Unit \\S{1,100} is masked',
      '\\*\\*\\* ',
      '(?:double free|free\\(\\)|malloc\\(\\)|malloc:|malloc_|munmap_chunk|corrupted |realloc\\(\\)|calloc\\(\\)|tcache|largebin|unlink\\(\\))',
      'terminate called|zend_mm_heap corrupted',
      'Reloading (?:httpd|apache2?): not reloading',
      '(?:Segmentation fault|Aborted|Killed|Bus error)\\b',
      'PHP (?:Fatal|Parse|Warning|Notice|Deprecated)',
      'Cannot (?:load|open)|Cannot define',
      'Apache is running a threaded MPM',
      'Pre-configuration failed|Configuration Failed|Configuration check failed',
      'Job for ',
      'Warning: ',
      '(?:[A-Z][a-z][a-z ]{3,60}: )?proxy: [A-Za-z]',
      '(?:-{2,} )?(?:INFO|WARN|CRIT) (?:exited|gave up): (?:apache2?|httpd)',
      '\\[(?:warn|error|crit|alert|emerg)\\] ',
      'Apache/\\d',
    ].join('|'),
    ')',
  ].join(''),
);
/** Of these, the ones a process prints while it dies: the next dated line is nearer to them than the last one. */
const dying =
  /^(?:\*\*\* |double free|free\(\)|malloc|munmap_chunk|corrupted |realloc\(\)|calloc\(\)|tcache|largebin|unlink\(\)|terminate called|zend_mm_heap|Segmentation fault|Aborted)/;
/** httpd's first message, behind which a terminal without line ends shows the next one. */
const joined =
  /^(.{0,400}Set the 'ServerName' directive globally to suppress this message) {1,400}(?=\(\d{1,3}\)[A-Z]|AH\d{5}: )/;
const wantsReason = /Syntax error on line \d+ of .{1,1000}:$/;
const trace = /^(?:#\d+ |Stack trace:|PHP Stack trace:|PHP {2,3}\d+\. |\s+at |\s{2,}|\t)/;

/** How to read what stands after the prefix of a line when it may not be httpd's. */
export interface Reader {
  /** `program` is the one the prefix names; undefined when the body is not a message of this kind. */
  readonly other?: (body: string, context: ReadContext, program?: string) => Partial<LogEntry> | undefined;
}

interface Held {
  readonly entry: LogEntry;
  readonly undated: boolean;
  readonly dying: boolean;
}

interface State {
  readonly held: Held[];
  readonly latestOf: Map<string, LogEntry>;
  unrecognised: number;
  origin?: string;
}

function makeEntry(source: string, line: string, parts: Partial<LogEntry>): LogEntry {
  return { source, raw: line.slice(0, RAW), message: '', continuation: [], ...defined(parts) };
}

function keep(state: State, entry: LogEntry, isDying = false): void {
  state.held.push({ entry, undated: entry.at === undefined, dying: isDying });
  if (entry.program !== undefined) state.latestOf.set(`${entry.program}[${entry.pid ?? ''}]`, entry);
}

function addContinuation(entry: LogEntry, text: string): void {
  if (entry.continuation.length < CONTINUATION_LINES) entry.continuation.push(text.slice(0, CONTINUATION));
}

function awaitsReason(entry: LogEntry | undefined): entry is LogEntry {
  return entry !== undefined && entry.continuation.length === 0 && wantsReason.test(entry.message);
}

function interpret(line: Unwrapped, reader: Reader, context: ReadContext): Partial<LogEntry> | undefined {
  const { program } = line;
  const base = { at: line.at, program, pid: line.pid };
  const other = reader.other?.(line.body, context, program);
  if (other !== undefined) return { ...base, ...defined(other) };
  if (program !== undefined && foreign.test(program)) return { ...base, message: line.body };
  const { known, ...fields } = readMessage(line.body, context);
  if (known) return { ...base, ...defined({ ...fields, at: line.at ?? fields.at, pid: fields.pid ?? line.pid }) };
  return line.wrapped && line.program !== undefined ? { ...base, message: line.body } : undefined;
}

/** The first line of a tail may lack its beginning: what is left of the brackets is cut off. */
function fix(line: string): string {
  const cut = /^[^[\]]{0,60}\] +(?=\[|AH\d{5}: )/.exec(line);
  return cut === null ? line : line.slice(cut[0].length);
}

function readUnprefixed(state: State, source: string, line: string, body: string): void {
  const previous = state.held.at(-1)?.entry;
  if (awaitsReason(previous)) addContinuation(previous, body.trimStart());
  else if (opening.test(body) && !trace.test(body)) {
    keep(state, makeEntry(source, line, { message: body }), dying.test(body));
  } else if (previous !== undefined) addContinuation(previous, body);
  else state.unrecognised += 1;
}

function readJson(state: State, source: string, line: string, reader: Reader, context: ReadContext): boolean {
  const unwrapped = unwrapJson(line, context);
  if (unwrapped === undefined) return false;
  const [head = '', ...more] = unwrapped.body.split('\n');
  const parts = interpret({ ...unwrapped, body: head }, reader, context) ?? { at: unwrapped.at, message: head };
  const entry = makeEntry(source, line.includes(head) ? head : line, parts);
  for (const text of more) if (line.includes(text)) addContinuation(entry, text);
  keep(state, entry, dying.test(head));
  return true;
}

function readLine(state: State, source: string, line: string, reader: Reader, context: ReadContext): void {
  const first = state.held.length === 0;
  let line0 = unwrap(line, context);
  let parts = interpret(line0, reader, context);
  if (parts === undefined && first) {
    line0 = unwrap(fix(line), context);
    parts = interpret(line0, reader, context);
  }
  if (parts === undefined) {
    readUnprefixed(state, source, line, line0.body);
    return;
  }
  const same = line0.program === undefined ? undefined : state.latestOf.get(`${line0.program}[${line0.pid ?? ''}]`);
  const plain = parts.code === undefined && parts.level === undefined && parts.errno === undefined;
  if (plain && line0.program !== undefined && awaitsReason(same)) addContinuation(same, line0.body);
  else keep(state, makeEntry(source, line, parts), dying.test(line0.body));
}

/** Gives undated lines the time of their neighbours: the line before, or the line after for what a dying process printed. */
function dated(held: readonly Held[]): LogEntry[] {
  const after: (string | undefined)[] = Array.from({ length: held.length });
  let next: string | undefined;
  for (let index = held.length - 1; index >= 0; index -= 1) {
    after[index] = next;
    next = held[index]?.entry.at ?? next;
  }
  let before: string | undefined;
  return held.map(({ entry, undated, dying: isDying }, index) => {
    if (!undated) {
      before = entry.at;
      return entry;
    }
    const at = isDying ? (after[index] ?? before) : (before ?? after[index]);
    return at === undefined ? entry : { ...entry, at };
  });
}

function readParts(state: State, source: string, line: string, reader: Reader, context: ReadContext): void {
  const found = joined.exec(line);
  const parts = found?.[1] === undefined ? [line] : [found[1], line.slice(found[0].length)];
  for (const part of parts) readLine(state, source, part, reader, context);
}

/** Splits text into lines, reads each, joins what belongs together and dates what has no time; linear in the length of the text. */
export function assemble(text: string, source: string, reader: Reader, context: ReadContext): LogFacts {
  const state: State = { held: [], latestOf: new Map(), unrecognised: 0 };
  for (const whole of text.split('\n')) {
    const line = (whole.length > LINE ? whole.slice(0, LINE) : whole).replace(/[\r\s]+$/, '');
    if (line === '') continue;
    if (whole.startsWith('{') && readJson(state, source, whole.trimEnd(), reader, context)) continue;
    if (!ignored.test(line)) readParts(state, source, line, reader, context);
    else state.origin ??= /^(?:==> |== log )(.{1,300}?)(?: <==)?$/.exec(line)?.[1] ?? '';
    if (state.origin === '') delete state.origin;
  }
  const { unrecognised, origin } = state;
  return { entries: dated(state.held), unrecognised, ...defined({ origin }) };
}
