import { defined } from '../../lib/defined.ts';
import { distinct } from '../../lib/distinct.ts';
import type { Quote } from '../../model/finding.ts';
import type { LogEntry } from '../../model/log-entry.ts';
import { together } from '../../model/resolution.ts';
import { defineRule, notApplicable } from '../../model/rule.ts';
import { logs } from '../../probes/combined/logs.ts';
import type { BacktraceFacts } from '../../probes/crashes/backtrace-facts.ts';
import { abortText, faults, isCommonGround, objectOf } from '../../probes/crashes/crashes.ts';
import { backtrace, cores } from '../../probes/crashes/probe.ts';
import { latest, quotesOf } from '../../probes/logs/select.ts';
import { quietSince } from '../over/quiet.ts';
import { startedSince, steadySinceStart } from '../over/starts.ts';
import { moduleGone } from '../over/state.ts';

interface Named {
  readonly module: string;
  readonly line: string;
  readonly function?: string;
}

/** The first frame, from where it crashed outwards, that is not in what all programs share. */
function guilty(frames: readonly string[]): Named | undefined {
  for (const line of frames) {
    const module = objectOf(line);
    if (module === undefined || isCommonGround(module)) continue;
    const name = /#\d+ +(?:0x[0-9a-f]+ (?:in )?)?([A-Za-z_][\w:.]{0,120})/.exec(line)?.[1];
    return { module, line, ...(name === undefined || name === 'n/a' ? {} : { function: name }) };
  }
  return undefined;
}

/** What prints a backtrace below itself: glibc when it aborts, and systemd-coredump. */
function isTraced({ client, program, message }: LogEntry): boolean {
  if (program === 'systemd-coredump') return /^Process \d+ \((?:apache2|httpd|php)/.test(message);
  return client === undefined && abortText.test(message);
}

/** systemd-coredump lists every loaded object before the frames; glibc's frames have no numbers. */
function framesOf({ program, continuation }: LogEntry): readonly string[] {
  return program === 'systemd-coredump' ? continuation.filter((line) => /^\s*#\d+ /.test(line)) : continuation;
}

interface Traced extends Named {
  readonly quote: Quote;
  /** Source file and line, where the module has symbols for that. */
  readonly place?: string;
  /** Files that changed on disk since the core was written. */
  readonly stale?: readonly string[];
  readonly entry?: LogEntry;
}

/** What a backtrace says: systemd-coredump's, else the one glibc printed into the log. */
function fromTrace(entries: readonly LogEntry[], frames: readonly string[]): Traced | undefined {
  const stored = guilty(frames);
  if (stored !== undefined) return { ...stored, quote: { kind: 'quote', source: 'cores', text: stored.line } };
  const printed = entries.findLast(isTraced);
  const found = printed === undefined ? undefined : guilty(framesOf(printed));
  if (printed === undefined || found === undefined) return undefined;
  return { ...found, quote: { kind: 'quote', source: printed.source, text: found.line }, entry: printed };
}

/** What gdb made of the newest core: the first frame, from where it crashed outwards, whose object only some programs have. */
function fromCore(dumped: BacktraceFacts | undefined): Traced | undefined {
  if (dumped === undefined || dumped.by === 'current') return undefined;
  const frame = dumped.frames.find(({ object }) => object !== undefined && !isCommonGround(nameOf(object)));
  if (frame?.object === undefined) return undefined;
  return {
    module: nameOf(frame.object),
    line: frame.text,
    quote: { kind: 'quote', source: 'backtrace', text: frame.text },
    ...defined({
      function: frame.function,
      place: frame.file === undefined ? undefined : `${frame.file}:${frame.line ?? 0}`,
    }),
    stale: dumped.newer,
  };
}

function nameOf(path: string): string {
  return path.replace(/^.*\//, '');
}

function summaryOf(module: string, traced: Traced | undefined): string {
  if (traced === undefined) return `The crash happened in ${module}, named by the kernel.`;
  const place = [traced.function, traced.place].filter((one) => one !== undefined).join(', ');
  const stale = traced.stale?.find((path) => nameOf(path) === module) ?? traced.stale?.[0];
  const doubt = stale === undefined ? '' : `; ${stale} changed on disk since, so it may name the wrong place`;
  return `The crash happened in ${module}${place === '' ? '' : ` (${place})`}, named by a backtrace${doubt}.`;
}

export const crashingModule = defineRule({
  id: 'crashing-module',
  title: 'A module is named by the crash',
  kind: 'problem',
  answers: ['crashes'],
  over: [together(startedSince, moduleGone), steadySinceStart, quietSince],
  severity: 'critical',
  cause:
    'The kernel’s line or a backtrace names the object whose code was running. That is where it crashed, which is usually, but not always, the culprit: damage done elsewhere may show up there.',
  remedy:
    'Update that module, or disable it if the site can do without, then watch whether the crashes stop; compare the build of the file with the one that crashed before trusting a backtrace.',
  explains: ['segfault', 'heap-corruption', 'segfault-or-abort', 'parent-crashed'],
  runbook: 'crashes',
  reads: {},
  mayRead: { logs, cores, backtrace },
  judge({ logs: log, cores: found, backtrace: dumped }) {
    if (log === undefined && found === undefined && dumped === undefined)
      return notApplicable('neither a log nor a backtrace could be read');
    const entries = log?.entries ?? [];
    const seen = faults(entries).filter(({ module }) => module !== undefined && !isCommonGround(module));
    const traced = fromCore(dumped) ?? fromTrace(entries, found?.frames ?? []);
    const last = seen.at(-1);
    const module = traced?.module ?? last?.module;
    const lines = seen.map(({ entry }) => entry);
    const kernel = quotesOf(lines, 2);
    const evidence = traced === undefined ? kernel : ([traced.quote, ...(kernel ?? [])] as const);
    if (module === undefined || evidence === undefined) return undefined;
    return {
      summary: summaryOf(module, traced),
      certainty: traced?.stale !== undefined && traced.stale.length > 0 ? 'possible' : 'likely',
      evidence,
      facts: {
        module,
        modules: distinct([module, ...seen.map((fault) => fault.module)]),
        function: traced?.function,
        place: traced?.place,
        faultAddress: last?.address,
        offset: traced === undefined ? last?.offset : undefined,
        pids: distinct(seen.map(({ pid }) => pid)),
        count: Math.max(seen.length, 1),
      },
      at: latest(traced?.entry === undefined ? lines : [...lines, traced.entry]),
    };
  },
});
