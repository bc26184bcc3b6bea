import type { ReadContext } from '../../model/source.ts';
import { parseJournal } from '../logs/parse-journal.ts';
import { readTime } from '../logs/time.ts';
import type { UnitFacts, UnitProcess } from './facts.ts';

// systemctl status, seen from systemd 219 to 252 (bullets ●, ×, ○, * or lost):
//   × apache2.service - The Apache HTTP Server
//        Loaded: loaded (/lib/systemd/system/apache2.service; enabled; preset: enabled)
//        Active: failed (Result: exit-code) since Sat 2026-11-21 07:24:34 UTC; 68ms ago
//       Process: 179 ExecStart=/usr/sbin/apachectl start (code=exited, status=1/FAILURE)
//      Main PID: 183 (apache2)          or: 183 (code=killed, signal=KILL)
//         Tasks: 55 (limit: 28909)
// followed by the unit's last log lines in the journal's short form.

type Draft = { -readonly [K in keyof UnitFacts]: UnitFacts[K] };

const header =
  /^(?:[^\s\w@.-]{1,6} )?([\w@.:\\-]{1,200}\.(?:service|socket|target|timer|mount|scope|slice))(?: - .{0,300})?$/u;
const field =
  /^ {0,16}(Loaded|Active|Drop-In|Process|Cntrl PID|Control PID|Main PID|Status|Tasks|Memory|CGroup|Duration|Docs|Invocation|IO|IP|CPU|TriggeredBy|Triggers|Error|FD Store):(.*)$/;
const branch = /^[\s│|`├└─-]*(?:[├└]─|\|-|`-)\s*(\d{1,10}) /;
const sizes: Readonly<Record<string, number>> = { B: 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3, T: 1024 ** 4 };

/** Bytes of systemd's `12.1M`; undefined for anything else. */
export function readSize(text: string): number | undefined {
  const found = /^([\d.]{1,12})([BKMGT])$/.exec(text);
  const unit = sizes[found?.[2] ?? ''];
  const value = Number(found?.[1]);
  return found === null || unit === undefined || Number.isNaN(value) ? undefined : Math.round(value * unit);
}

function ending(text: string): Pick<UnitProcess, 'code' | 'status'> {
  const found = /\(code=([a-z]+), (?:status|signal)=([^)\s]{1,60})\)/.exec(text);
  if (found?.[1] === undefined || found[2] === undefined) return {};
  return { code: found[1], status: found[2] };
}

function readActive(text: string, line: string, draft: Draft, context: ReadContext): void {
  const found = /^ ?([a-z]+)(?: \(([^()]*)\))?(?: \(([^()]*)\))?(?: since ([^;]{10,60}))?/.exec(text);
  if (found === null) return;
  draft.active = found[1];
  draft.stateLine = line.trim();
  for (const group of [found[2], found[3]]) {
    if (group === undefined) continue;
    const result = /^Result: ([a-z-]+)$/.exec(group)?.[1];
    if (result === undefined) draft.sub = group;
    else draft.result = result;
  }
  if (draft.active === 'failed') draft.sub ??= 'failed';
  const at = readTime((found[4] ?? '').trim(), context);
  if (draft.active === 'failed' || draft.active === 'inactive') draft.inactiveSince = at;
  else draft.activeSince = at;
}

function readMainPid(text: string, draft: Draft): void {
  const pid = /^ (\d{1,10}) /.exec(`${text} `)?.[1];
  const end = ending(text);
  draft.mainCode = end.code;
  draft.mainStatus = end.status;
  if (pid !== undefined && end.code === undefined) draft.mainPid = Number(pid);
}

function readProcess(text: string, draft: Draft): void {
  const found = /^ (\d{1,10}) (Exec[A-Za-z]+)=(.{1,400}?)(?: \(code=.*)?$/.exec(text);
  if (found?.[2] === undefined) return;
  draft.processes.push({ step: found[2], pid: Number(found[1]), command: found[3] ?? '', ...ending(text) });
}

function readLoaded(text: string, draft: Draft): void {
  draft.load = /^ ([a-z-]+)/.exec(text)?.[1];
  draft.enabled = /; (enabled|disabled|static|masked|indirect|generated)/.exec(text)?.[1];
}

function readTasks(text: string, draft: Draft): void {
  const found = /^ (\d{1,10})(?: \(limit: (\d{1,12})\))?/.exec(text);
  if (found === null) return;
  draft.tasks = Number(found[1]);
  if (found[2] !== undefined) draft.tasksMax = Number(found[2]);
}

function readMemory(text: string, draft: Draft): void {
  draft.memoryBytes = readSize(/^ ([\d.]+[BKMGT])/.exec(text)?.[1] ?? '');
  draft.memoryMaxBytes = readSize(/(?:max|limit): ([\d.]+[BKMGT])/.exec(text)?.[1] ?? '');
}

function readField(name: string, text: string, line: string, draft: Draft, context: ReadContext): void {
  if (name === 'Active') readActive(text, line, draft, context);
  else if (name === 'Loaded') readLoaded(text, draft);
  else if (name === 'Main PID') readMainPid(text, draft);
  else if (name === 'Process') readProcess(text, draft);
  else if (name === 'Tasks') readTasks(text, draft);
  else if (name === 'Memory') readMemory(text, draft);
  else if (name === 'Status') draft.statusText = text.trim().replace(/^"|"$/g, '');
  else if (name === 'CGroup') draft.controlGroup = text.trim();
}

/** Facts of `systemctl status` text; `undefined` when none of its fields is there. */
export function readStatus(lines: readonly string[], context: ReadContext): UnitFacts | undefined {
  const draft: Draft = { manager: 'systemd', dropIns: [], processes: [], cgroupPids: [], properties: {}, entries: [] };
  const logLines: string[] = [];
  let known = 0;
  for (const whole of lines) {
    const line = whole.slice(0, 4000);
    const named = field.exec(line);
    if (named?.[1] !== undefined) {
      known += 1;
      readField(named[1], named[2] ?? '', line, draft, context);
    } else if (known === 0) draft.unit ??= header.exec(line)?.[1];
    else readOther(line, whole, draft, logLines);
  }
  if (known === 0 || draft.active === undefined) return undefined;
  draft.entries = logLines.length === 0 ? [] : parseJournal(logLines.join('\n'), 'unit', context).entries;
  return draft;
}

function readOther(line: string, whole: string, draft: Draft, logLines: string[]): void {
  const pid = branch.exec(line)?.[1];
  if (pid !== undefined) draft.cgroupPids.push(Number(pid));
  else if (isLogLine(line) || logLines.length > 0) logLines.push(whole);
}

function isLogLine(line: string): boolean {
  return /^(?:(?:[\p{L}\p{M}]{2,6}\.?|\d{1,2}月) {1,2}\d{1,2} \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT)/u.test(line);
}
