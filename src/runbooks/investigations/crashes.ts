import { columns } from '../../lib/columns.ts';
import { sizeText } from '../../lib/quantity.ts';
import type { Panel } from '../../model/report.ts';
import { logs } from '../../probes/combined/logs.ts';
import { directives, modules } from '../../probes/config/probe.ts';
import type { BacktraceFacts } from '../../probes/crashes/backtrace-facts.ts';
import { crashes as crashesIn, faults } from '../../probes/crashes/crashes.ts';
import { backtrace, cores } from '../../probes/crashes/probe.ts';
import { kernelLog } from '../../probes/kernel/probe.ts';
import { limits } from '../../probes/limits/probe.ts';
import { errorLog, journal, vhostLogs } from '../../probes/logs/probe.ts';
import { processes } from '../../probes/processes/probe.ts';
import { unit } from '../../probes/service/probe.ts';
import { defineInvestigation } from '../define-investigation.ts';
import { factsFrom, type Outcomes } from '../facts-of.ts';
import { serverLine } from '../state/server.ts';

/** Children that crashed, and their cores. */
export const crashes = defineInvestigation({
  verb: 'crashes',
  place: 110,
  title: 'Crashes',
  summary: 'Says which children crashed, how often, in which module, and where cores are.',
  options: { since: '1d' },
  examples: ['crashes web-03', 'crashes web-03 --since 2h'],
  looksAt: 'the error log, the kernel log, core dumps and what decides whether one is written',
  alsoTried: ['crash', 'segfault', 'segfaults', 'core', 'cores', 'coredump', 'backtrace', 'bt'],
  button: 'Look for crashes',
  sources: [cores, backtrace, kernelLog, limits, processes, unit, directives, modules, errorLog, vhostLogs, journal],
  state: [serverLine],
  panels: crashPanels,
});

const MOST_LISTED = 10;
const MOST_FRAMES = 20;

/** The crashes that the logs tell of, and whether a core would be written. */
function crashPanels(outcomes: Outcomes): readonly Panel[] {
  const entries = factsFrom(outcomes, logs)?.entries;
  const panels: Panel[] = [];
  if (entries !== undefined) {
    const died = crashesIn(entries);
    const seen = faults(entries);
    const rows = [
      ...died.map(({ pid, signalName, entry }) => [entry.at ?? '?', String(pid), signalName, '']),
      ...seen.map(({ pid, kind, module, offset, entry }) => [
        entry.at ?? '?',
        String(pid),
        kind,
        [module, offset].filter((one) => one !== undefined).join(' + '),
      ]),
    ].sort((one, other) => (one[0] ?? '').localeCompare(other[0] ?? ''));
    const last = rows.slice(-MOST_LISTED);
    panels.push({
      title:
        rows.length === 0
          ? 'Crashes'
          : `Crashes: ${rows.length}${last.length < rows.length ? `, the last ${last.length}` : ''}`,
      lines:
        rows.length === 0
          ? ['none in the logs that could be read; a child killed by SIGKILL leaves no line in Apache’s own log']
          : columns([['when', 'pid', 'how', 'where'], ...last]),
    });
  }
  const traced = factsFrom(outcomes, backtrace);
  const lines = coreLines(outcomes, traced);
  if (lines.length > 0) panels.push({ title: 'Core dumps', lines });
  if (traced !== undefined) panels.push({ title: `Backtrace of ${traced.core}`, lines: traceLines(traced) });
  return panels;
}

function traceLines(traced: BacktraceFacts): readonly string[] {
  const { by, threads, lwp, signal, newer, frames, complete } = traced;
  const how: Readonly<Record<BacktraceFacts['by'], string>> = {
    handler: 'below httpd’s signal handler',
    fault: 'which took the signal',
    current: 'which took the signal while it waited: it may be an innocent one',
  };
  return [
    `${traced.at}, ${sizeText(traced.bytes / 1_024)}, ${signal ?? 'signal not known'}, ${traced.binary}`,
    `thread ${lwp ?? '?'}, ${threads === 1 ? 'the only one' : `one of ${threads}`}, ${how[by]}`,
    ...newer.slice(0, 3).map((path) => `! ${path} changed on disk after the core was written: frames in it may lie`),
    ...(complete ? [] : ['! gdb did not come to its end']),
    ...columns(
      frames
        .slice(0, MOST_FRAMES)
        .map(({ index, function: name, file, line, object }) => [
          `#${index}`,
          name ?? '??',
          file === undefined ? '' : `${file}:${line ?? '?'}`,
          object?.replace(/^.*\//, '') ?? '',
        ]),
    ),
  ];
}

function coreLines(outcomes: Outcomes, traced: BacktraceFacts | undefined): readonly string[] {
  const found = factsFrom(outcomes, cores);
  const bound = factsFrom(outcomes, limits)?.values['Max core file size'];
  if (found === undefined) return [];
  return [
    `kernel.core_pattern: ${found.pattern ?? 'not known'}`,
    ...(found.suidDumpable === undefined ? [] : [`fs.suid_dumpable: ${found.suidDumpable}`]),
    ...(bound === undefined ? [] : [`limit of the running server: ${limitWords(bound)}`]),
    ...(found.files.length === 0
      ? [traced === undefined ? 'no core file could be seen' : `${traced.core}  ${sizeText(traced.bytes / 1_024)}`]
      : found.files.slice(0, MOST_LISTED).map(({ path, bytes }) => `${path}  ${sizeText(bytes / 1_024)}`)),
    ...found.frames.slice(0, MOST_LISTED),
  ];
}

function limitWords({ soft, unit }: { readonly soft: number | 'unlimited'; readonly unit: string }): string {
  if (soft === 0) return '0 (no core is written)';
  return soft === 'unlimited' ? soft : `${soft} ${unit}`;
}
