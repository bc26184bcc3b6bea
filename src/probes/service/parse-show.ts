import { defined } from '../../lib/defined.ts';
import type { ReadContext } from '../../model/source.ts';
import { readTime } from '../logs/time.ts';
import type { UnitFacts, UnitProcess } from './facts.ts';

// systemctl show, seen from systemd 219 (RHEL 7) to 252:
//   ActiveState=failed
//   MainPID=0
//   ExecMainStartTimestamp=Sat 2026-11-21 07:21:56 UTC
//   TasksMax=28909            unset: [not set], infinity, 18446744073709551615
//   ExecStart={ path=/usr/sbin/apachectl ; argv[]=/usr/sbin/apachectl start ; … ; pid=179 ; code=exited ; status=0 }
// A unit that does not exist prints LoadState=not-found with defaults for all the rest.

const property = /^([A-Z][A-Za-z0-9]{1,60})=(.*)$/;
const unset = new Set(['', '[not set]', '[no data]', 'infinity', '18446744073709551615', 'n/a']);
const mainCodes: Readonly<Record<string, string>> = { 1: 'exited', 2: 'killed', 3: 'dumped' };
const units: Readonly<Record<string, number>> = {
  us: 1e-6,
  ms: 1e-3,
  s: 1,
  min: 60,
  h: 3600,
  day: 86_400,
  days: 86_400,
  w: 604_800,
  month: 2_629_800,
  y: 31_557_600,
};

/** The `Name=value` lines of `systemctl show`; the last one of a name wins, Exec lines are read one by one by `execProcesses`. */
export function readProperties(lines: readonly string[]): Map<string, string> {
  return new Map(assignments(lines));
}

function assignments(lines: readonly string[]): (readonly [string, string])[] {
  return lines.flatMap((line) => {
    const found = property.exec(line);
    return found?.[1] === undefined ? [] : [[found[1], (found[2] ?? '').trimEnd()] as const];
  });
}

/** Seconds of a systemd time span such as `1min 30s`; undefined for `infinity` or anything else. */
export function spanSeconds(text: string | undefined): number | undefined {
  if (text === undefined || !/^(?:\d+(?:\.\d+)?[a-z]+ ?)+$/.test(text)) return undefined;
  let seconds = 0;
  for (const part of text.trim().split(' ')) {
    const found = /^([\d.]+)([a-z]+)$/.exec(part);
    const unit = units[found?.[2] ?? ''];
    if (found === null || unit === undefined) return undefined;
    seconds += Number(found[1]) * unit;
  }
  return Number.isFinite(seconds) ? seconds : undefined;
}

function count(properties: ReadonlyMap<string, string>, name: string): number | undefined {
  const text = properties.get(name);
  if (text === undefined || unset.has(text) || !/^\d{1,19}$/.test(text)) return undefined;
  const value = Number(text);
  return value > Number.MAX_SAFE_INTEGER ? undefined : value;
}

function positive(value: number | undefined): number | undefined {
  return value === 0 ? undefined : value;
}

function flag(properties: ReadonlyMap<string, string>, name: string): boolean | undefined {
  const text = properties.get(name);
  return text === undefined ? undefined : text === 'yes';
}

/** One `{ path=… ; argv[]=… ; pid=… ; code=… ; status=… }` value; undefined when the command has not run. */
function readExec(step: string, value: string): UnitProcess | undefined {
  const pid = /; pid=(\d{1,10}) ;/.exec(value)?.[1];
  const command = /; argv\[\]=([^;]*?) ;/.exec(value)?.[1];
  if (pid === undefined || pid === '0' || command === undefined) return undefined;
  const code = /; code=([a-z]+)/.exec(value)?.[1];
  const status = /; status=([^ ;}]+)/.exec(value)?.[1];
  return {
    step,
    pid: Number(pid),
    command,
    ...defined({ code, status }),
    ...(value.includes('; ignore_errors=yes ;') ? { mayFail: true } : {}),
  };
}

const steps = ['ExecCondition', 'ExecStartPre', 'ExecStart', 'ExecStartPost', 'ExecReload', 'ExecStop', 'ExecStopPost'];

/** Every command that ran; a unit may have several of one step. */
function execProcesses(lines: readonly string[]): UnitProcess[] {
  const all = assignments(lines);
  return steps.flatMap((step) =>
    all.flatMap(([name, value]) => {
      const read = name === step ? readExec(step, value) : undefined;
      return read === undefined ? [] : [read];
    }),
  );
}

/** Names of the units that systemd counts as failed, from behind the mark of that list; undefined where it was not asked. */
function failedUnits(lines: readonly string[]): string[] | undefined {
  const mark = lines.findIndex((line) => line.trimEnd() === '== failed units');
  if (mark < 0) return undefined;
  return lines.slice(mark + 1).flatMap((line) => /^\W{0,4}([\w@:.\\-]{1,200}\.[a-z]{3,9}) /.exec(line)?.[1] ?? []);
}

/** Facts of `systemctl show` text. */
export function readShow(lines: readonly string[], context: ReadContext): UnitFacts {
  const properties = readProperties(lines);
  const text = (name: string): string | undefined => {
    const value = properties.get(name);
    return value === undefined || unset.has(value) ? undefined : value;
  };
  const time = (name: string): string | undefined => readTime(properties.get(name) ?? '', context);
  const startTimeoutSeconds = spanSeconds(text('TimeoutStartUSec'));
  return {
    manager: 'systemd',
    unit: text('Id'),
    load: text('LoadState'),
    active: text('ActiveState'),
    sub: text('SubState'),
    result: text('Result'),
    mainPid: positive(count(properties, 'MainPID')),
    mainCode: mainCodes[text('ExecMainCode') ?? ''],
    mainStatus: mainCodes[text('ExecMainCode') ?? ''] === undefined ? undefined : text('ExecMainStatus'),
    nRestarts: count(properties, 'NRestarts'),
    activeSince: time('ActiveEnterTimestamp'),
    inactiveSince: time('InactiveEnterTimestamp'),
    startedAt: time('ExecMainStartTimestamp'),
    statusText: text('StatusText'),
    restart: text('Restart'),
    oomPolicy: text('OOMPolicy'),
    startTimeoutSeconds,
    tasks: count(properties, 'TasksCurrent'),
    tasksMax: count(properties, 'TasksMax'),
    memoryBytes: count(properties, 'MemoryCurrent'),
    memoryMaxBytes: count(properties, 'MemoryMax') ?? count(properties, 'MemoryLimit'),
    privateTmp: flag(properties, 'PrivateTmp'),
    needReload: flag(properties, 'NeedDaemonReload'),
    enabled: text('UnitFileState'),
    controlGroup: text('ControlGroup'),
    dropIns: (text('DropInPaths') ?? '').split(' ').filter((path) => path !== ''),
    processes: execProcesses(lines),
    cgroupPids: [],
    stateLine: stateLineOf(properties),
    properties: Object.fromEntries([...properties].filter(([, value]) => value !== '').slice(0, 400)),
    entries: [],
    ...defined({ failedUnits: failedUnits(lines) }),
  };
}

function stateLineOf(properties: ReadonlyMap<string, string>): string | undefined {
  const result = properties.get('Result');
  const active = properties.get('ActiveState');
  if (result !== undefined && result !== 'success') return `Result=${result}`;
  return active === undefined ? undefined : `ActiveState=${active}`;
}
