import { defined } from '../../lib/defined.ts';
import { hostTime } from '../../lib/host-time.ts';
import type { Quote } from '../../model/finding.ts';
import { defineRule, notApplicable } from '../../model/rule.ts';
import { sudoText, sudoUse, writerOf } from '../../probes/changes/sudo.ts';
import { logs } from '../../probes/combined/logs.ts';
import { configTree, configtest, directives } from '../../probes/config/probe.ts';
import { survey } from '../../probes/survey/probe.ts';
import { loadedAt } from './loaded.ts';
import { type Change, changesOf, isNewer, type Pending, pendingOf } from './pending.ts';
import { RECENT_MS } from './recent.ts';

/** Files named in the summary, and quoted. */
const NAMED = 3;

export const recentConfigChange = defineRule({
  id: 'recent-config-change',
  title: 'The configuration changed lately',
  kind: 'problem',
  answers: ['changes'],
  over: { never: 'a change is a fact and nothing wrong' },
  severity: 'notice',
  cause:
    'What changed just before is the first question in an incident. A file newer than the latest start or reload is not in effect yet: the next reload, log rotation included, brings it in.',
  remedy:
    'Compare the named files with their earlier version; run preflight if they are newer than the running configuration.',
  runbook: 'preflight',
  reads: { configTree },
  mayRead: { logs, sudoUse, survey, directives, configtest },
  judge({ configTree: tree, logs: all, sudoUse: sudo, survey: host, directives: config, configtest: check }, { now }) {
    if (now === undefined) return notApplicable('the host’s clock is not known');
    const loaded = loadedAt(all, host, now);
    const recent = changesOf(tree, config).filter(
      ({ at, kind }) => isRecent(at, now) && (kind === 'changed' || isNewer(at, loaded?.at)),
    );
    const [newest] = recent;
    if (newest === undefined) return undefined;
    const pending = pendingOf(recent, tree, loaded?.at);
    const writer = writerOf(sudo?.uses ?? [], newest.path, newest.at);
    return {
      summary: `${recent.length === 1 ? newest.path : `${recent.length} configuration files, last ${newest.path},`} changed in the last three days${pending.length === 0 ? '' : waiting(pending, loaded, now)}${pending.length === 0 || check?.privileged === false || check === undefined ? '' : check.ok ? '; the syntax check passes' : '; the syntax check fails'}${writer === undefined ? '' : `; ${sudoText(writer)}`}.`,
      evidence: [
        quoteOf(newest),
        ...pending
          .filter(({ path }) => path !== newest.path)
          .slice(0, NAMED - 1)
          .map(quoteOf),
        ...(pending.length > 0 && loaded?.quote !== undefined ? [loaded.quote] : []),
        ...(writer === undefined
          ? []
          : [{ kind: 'quote' as const, source: 'sudo-use', text: writer.line, ...defined({ at: writer.at }) }]),
      ],
      facts: {
        count: recent.length,
        path: newest.path,
        paths: recent.slice(0, 20).map(({ path }) => path),
        pending: pending.slice(0, 20).map(({ path }) => path),
        user: newest.owner,
        by: writer?.user,
        ...(pending.length === 0 ? {} : defined({ loaded: loaded?.at })),
      },
      at: newest.at,
    };
  },
});

function isRecent(at: string, now: string): boolean {
  return Date.parse(now) - Date.parse(at) <= RECENT_MS && Date.parse(at) <= Date.parse(now) + 60_000;
}

/** What is not in effect yet, since when the server runs what it runs, and how sure that is. */
function waiting(pending: readonly Pending[], loaded: ReturnType<typeof loadedAt>, now: string): string {
  const names = pending
    .slice(0, NAMED)
    .map(({ path, at, kind }) => `${kind === 'entries' ? `entries of ${path}` : path} at ${hostTime(at, now)}`);
  const more = pending.length > NAMED ? ` and ${pending.length - NAMED} more` : '';
  const since = loaded === undefined ? '' : ` (${loaded.sure ? 'loaded' : 'started'} at ${hostTime(loaded.at, now)})`;
  return `; ${pending.length === 1 ? 'one is' : `${pending.length} are`} newer than the running configuration${since}: ${names.join(', ')}${more}`;
}

function quoteOf({ source, at, owner, path }: Change): Quote {
  const line = `${Math.floor(Date.parse(at) / 1000)} ${owner} ${path}`;
  return { kind: 'quote', source, text: line, at };
}
