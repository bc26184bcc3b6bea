import type { LogEntry } from '../../model/log-entry.ts';
import { configErrorOf } from '../../probes/config/errors.ts';
import type { LogFacts } from '../../probes/logs/facts.ts';
import { selectBy, selectUnit, unitOf } from '../../probes/logs/select.ts';
import type { ProcessFacts } from '../../probes/processes/facts.ts';
import { processes } from '../../probes/processes/probe.ts';
import type { UnitFacts } from '../../probes/service/facts.ts';
import { lifeOf, unfinishedRestarts } from '../../probes/service/lifecycle.ts';
import { unit } from '../../probes/service/probe.ts';
import { messageRule } from '../message-rule.ts';
import { startedSince } from '../over/starts.ts';
import { reloadPossible } from '../over/state.ts';
import { isUp } from './unfinished-start.ts';

const phases = new Set(['AH00017', 'AH00018', 'AH00019', 'AH00020']);
const died = selectBy([...phases]);
const refused = selectBy(
  [],
  /^Action '(?:-k )?graceful' failed|^Reloading (?:httpd|apache2?): not reloading due to configuration syntax error/,
);
const refusedUnit = selectUnit(
  /^Reload failed for |[Rr]eload operation timed out|[Cc]ontrol process exited, code=exited,? status=[1-9]\S* .*ExecReload/,
);
const absent = selectBy([], /^(?:httpd|apache2?) not running, trying to start/);

export const reloadFailed = messageRule({
  id: 'reload-failed',
  title: 'A reload failed',
  kind: 'problem',
  answers: ['changes', 'preflight'],
  over: [startedSince, reloadPossible],
  severity: 'critical',
  cause:
    'The control program checks the syntax first and refuses a broken configuration, which leaves a running server as it was. What it cannot see (a key that does not fit, a Listen that cannot bind, another MPM, a raw signal) makes the running server exit (AH00017 to AH00020).',
  remedy: 'Fix the configuration, run preflight, and reload again; if the server is gone, start it.',
  runbook: 'preflight',
  explains: ['server-exited', 'unit-failed', 'not-running', 'site-failing'],
  mayRead: { unit, processes },
  select(all) {
    const failed = [...died(all), ...unfinishedRestarts(all), ...refused(all), ...refusedUnit(all)];
    return failed.length === 0 ? [] : inOrder(all, [...failed, ...absent(all)]);
  },
  describe(entries, all, { unit: service, processes: listed }) {
    const dead = entries.filter(
      ({ code, message }) => code !== undefined || /^SIG(?:USR1|HUP) received|^Graceful restart/.test(message),
    );
    const phase = dead.findLast(({ code }) => phases.has(code ?? ''))?.message;
    const reason = (phase ?? reasonNear(all, entries.at(-1)))?.replace(/\.$/, '');
    const facts = { reason: reason?.slice(0, 300), unit: unitOf(entries) };
    if (dead.length > 0)
      return {
        summary: `A reload ended the running server${reason === undefined ? '' : `: ${reason.slice(0, 160)}`}.`,
        ...(announced(all, dead) ? {} : { certainty: 'likely' as const }),
        facts,
      };
    const what = entries.some(({ message }) => /operation timed out/.test(message))
      ? 'did not end in time'
      : 'was refused';
    return {
      summary: `A reload ${what}${reason === undefined ? '' : `: ${reason.slice(0, 160)}`}; ${afterwards(all, service, listed)}.`,
      severity: 'warning',
      explains: [],
      facts,
    };
  },
});

/** What is known of the server after a refused reload. */
function afterwards(all: LogFacts, service: UnitFacts | undefined, listed: ProcessFacts | undefined): string {
  if ((listed?.processes.length ?? 0) > 0 || isUp(service)) return 'the server runs on with the old configuration';
  if (absent(all).length > 0) return 'no server was running';
  if (service !== undefined || listed !== undefined) return 'the server does not run now';
  return 'whether the server still runs does not follow from this text';
}

/** The configuration is read twice at a start as well, so only a restart that was announced, or a server that ran, makes it certain. */
function announced(all: LogFacts, dead: readonly LogEntry[]): boolean {
  const pids = new Set(dead.map(({ pid }) => pid));
  return lifeOf(all).some(({ kind, entry }) => kind !== 'died' && (entry.pid === undefined || pids.has(entry.pid)));
}

function inOrder(all: LogFacts, some: readonly LogEntry[]): readonly LogEntry[] {
  return all.entries.filter((entry) => some.includes(entry));
}

/** What httpd complained about around the failure: it stands before a refusal, and behind the announcement of a restart. */
function reasonNear(all: LogFacts, entry: LogEntry | undefined): string | undefined {
  const index = entry === undefined ? -1 : all.entries.indexOf(entry);
  if (index < 0) return undefined;
  for (const other of [
    ...all.entries.slice(index, index + 8),
    ...all.entries.slice(Math.max(0, index - 10), index).reverse(),
  ]) {
    const reason = configErrorOf(other)?.reason ?? (complaints.has(other.code ?? '') ? other.message : undefined);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/** MPM, undefined variable, log directory: reasons that no phase message names. */
const complaints = new Set(['AH00534', 'AH00111', 'AH02297', 'AH02291', 'AH00072', 'AH02565', 'AH02562', 'AH02578']);
