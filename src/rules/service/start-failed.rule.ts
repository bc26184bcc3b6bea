import { times } from '../../lib/counts.ts';
import type { LogEntry } from '../../model/log-entry.ts';
import type { Found } from '../../model/rule.ts';
import { configErrorOf } from '../../probes/config/errors.ts';
import type { LogFacts } from '../../probes/logs/facts.ts';
import { selectBy, selectUnit, unitOf } from '../../probes/logs/select.ts';
import type { UnitFacts } from '../../probes/service/facts.ts';
import { unit } from '../../probes/service/probe.ts';
import { programGone } from '../../probes/service/program-gone.ts';
import { duringOtherJobs } from '../../probes/service/unit-events.ts';
import { type Entries, messageRule } from '../message-rule.ts';
import { startOver, upAllAlong } from '../over/starts.ts';
import { unfinishedStart } from './unfinished-start.ts';

const own = selectBy(
  ['AH00015', 'AH00016'],
  /^Action '(?:(?:-k )?start|-D FOREGROUND)' failed|^no listening sockets available, shutting down/,
);
const early = selectBy(['AH00013', 'AH00014']);
const other = selectBy([], /^Action '(?:-k )?(?:configtest|graceful|restart|-t)' failed/);
const service = selectUnit(
  /^Failed to start |[Cc]ontrol process exited, code=exited,? status=[1-9].*|^[\w@.-]+: Unit entered failed state/,
);
/** What systemctl says after a start, a restart or a reload alike. */
const job = selectBy([], /^Job for (?:[\w-]*(?:httpd|apache)[\w-]*)\.service failed/);
const reloads = selectUnit(/^Reload failed for /);

export const startFailed = messageRule({
  id: 'start-failed',
  title: 'A start failed',
  kind: 'problem',
  answers: ['preflight'],
  over: [...startOver, upAllAlong],
  severity: 'critical',
  cause:
    'httpd ended itself while starting (AH00013 to AH00016 name the phase), so nothing listens; the reason is in the lines just before.',
  remedy:
    'Fix the named reason, run the syntax check as root, then start once: five failed starts in ten seconds make systemd refuse further ones.',
  runbook: 'start',
  explains: ['unit-failed', 'not-running', 'start-limit-hit', 'crash-loop', 'site-failing'],
  mayRead: { unit },
  select(all, { unit: service }) {
    const some = new Set([...failures(all), ...environmentIn(all, service)]);
    return all.entries.filter((entry) => some.has(entry));
  },
  withoutMessages: ({ unit: service }) => neverStarted(service),
  describe(entries, all, { unit: service }) {
    const name = unitOf(entries) ?? service?.unit;
    const phase = phaseOf(entries, all);
    const unset = environmentOf(all, service);
    const attempts = entries.filter(({ message }) => message.startsWith('Failed to start ')).length;
    return {
      certainty: entries.every(({ message }) => message.startsWith('Job for ')) ? 'likely' : 'certain',
      summary: `Apache failed to start${attempts > 1 ? ` ${times(attempts)}` : ''}${(unset?.reason ?? phase) === undefined ? '' : `: ${unset?.reason ?? phase}`}.`,
      facts: { count: Math.max(1, attempts), unit: name, reason: unset?.reason ?? phase },
      ...unset?.words,
    };
  },
});

function failures(all: LogFacts): readonly LogEntry[] {
  const certain = [...own(all), ...service(all).filter(({ source }) => source !== 'configtest')];
  const elsewhere = duringOtherJobs(all);
  const failing = certain.filter(
    (entry) => !elsewhere.has(entry) && !isReload(entry, all) && !isLateListen(entry) && !isRefused(entry, all),
  );
  if (failing.length > 0) return ordered(all, failing);
  const jobs = job(all);
  if (jobs.length > 0) return reloads(all).length > 0 ? [] : jobs;
  const phase = early(all).filter(({ source }) => source !== 'configtest');
  return other(all).length > 0 ? [] : phase;
}

/** A start that systemd did not even try is no failure of Apache. */
function isRefused(entry: LogEntry, all: LogFacts): boolean {
  if (!entry.message.startsWith('Failed to start ')) return false;
  const index = all.entries.indexOf(entry);
  return all.entries
    .slice(Math.max(0, index - 6), index)
    .some(({ program, message }) => program === 'systemd' && /[Ss]tart request repeated too quickly/.test(message));
}

/** Without a line about the failure itself: the command that starts ended with an error as often as systemd allows. */
function neverStarted(service: UnitFacts | undefined): Found | undefined {
  if (!/^start-limit(?:-hit)?$/.test(service?.result ?? '') || service?.stateLine === undefined) return undefined;
  const start = service.processes.find(({ step }) => step === 'ExecStart');
  if (start?.code !== 'exited' || !/^[1-9]/.test(start.status ?? '')) return undefined;
  return {
    summary: `Apache failed to start: ${start.command} ended with status ${start.status ?? ''}.`,
    certainty: 'likely',
    evidence: [{ kind: 'quote', source: 'unit', text: service.stateLine }],
    facts: { unit: service.unit, pid: start.pid },
  };
}

function ordered(all: LogFacts, some: readonly LogEntry[]): readonly LogEntry[] {
  return all.entries.filter((entry) => some.includes(entry));
}

/** At a start this line has no prefix; with one it comes from a running parent that reloads. */
function isLateListen({ message, level }: LogEntry): boolean {
  return level !== undefined && message.startsWith('no listening sockets');
}

/** A command of a reload or a stop makes a control process exit as well, and is no start. */
function isReload(entry: LogEntry, all: LogFacts): boolean {
  if (!/[Cc]ontrol process exited/.test(entry.message)) return false;
  return reloads(all).some(({ at }) => at === undefined || near(at, entry.at));
}

function near(one: string, other: string | undefined): boolean {
  return other === undefined || Math.abs(Date.parse(one) - Date.parse(other)) < 5000;
}

function environmentIn(all: LogFacts, service: UnitFacts | undefined): readonly LogEntry[] {
  const told = unfinishedStart(all, service).filter(({ kind }) => kind === 'environment-missing');
  const certain = told.some(({ entry }) => entry.message.includes('environment files'));
  return certain ? told.map(({ entry }) => entry) : [];
}

/** What systemd says when a file of EnvironmentFile= is missing: it gives up before it runs anything. */
function environmentOf(all: LogFacts, service: UnitFacts | undefined) {
  const told = environmentIn(all, service).at(-1);
  if (told === undefined) return undefined;
  const files = service?.properties['EnvironmentFiles']?.replace(/ \(ignore_errors=\w+\)/g, '');
  return {
    reason: `systemd could not read an environment file${files === undefined ? '' : ` (${files})`}: ${told.message.replace(/^.{1,120}?(?:files|task): /, '')}`,
    words: {
      cause:
        'systemd.exec(5): a file of EnvironmentFile= that cannot be read ends the start before anything is run, unless it is written with a "-" before it. httpd was never run and logs nothing.',
      advice: 'Bring the file back or take the setting out of the unit (`systemctl cat`), then start once.',
    },
  };
}

/** What httpd said itself, or else the configuration error it met. */
function phaseOf(entries: Entries, all: LogFacts): string | undefined {
  const said = entries.findLast(({ code }) => code !== undefined)?.message;
  const errors = all.entries.filter(({ source }) => source !== 'configtest').map(configErrorOf);
  const refused = all.entries.findLast(({ code, source }) => code === 'AH00534' && source !== 'configtest')?.message;
  const gone = all.entries.findLast(
    ({ client, program, message }) =>
      client === undefined && program !== 'kernel' && programGone.test(message.slice(0, 400)),
  )?.message;
  return (said ?? refused ?? gone ?? errors.findLast((error) => error !== undefined)?.reason)?.slice(0, 200);
}
