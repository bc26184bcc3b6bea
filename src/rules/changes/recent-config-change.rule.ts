import { defined } from '../../lib/defined.ts';
import { defineRule, notApplicable } from '../../model/rule.ts';
import { sudoText, sudoUse, writerOf } from '../../probes/changes/sudo.ts';
import { logs } from '../../probes/combined/logs.ts';
import { configTree } from '../../probes/config/probe.ts';
import { latest } from '../../probes/logs/select.ts';
import { lifeOf } from '../../probes/service/lifecycle.ts';
import { RECENT_MS } from './recent.ts';

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
  mayRead: { logs, sudoUse },
  judge({ configTree: tree, logs: all, sudoUse: sudo }, { now }) {
    if (now === undefined) return notApplicable('the host’s clock is not known');
    const recent = tree.changed
      .filter(({ at }) => Date.parse(now) - Date.parse(at) <= RECENT_MS && Date.parse(at) <= Date.parse(now) + 60_000)
      .sort((one, other) => Date.parse(other.at) - Date.parse(one.at));
    const [newest] = recent;
    if (newest === undefined) return undefined;
    const loaded =
      all === undefined
        ? undefined
        : latest(lifeOf(all).flatMap(({ kind, entry }) => (kind === 'running' ? [entry] : [])));
    const pending = loaded === undefined ? [] : recent.filter(({ at }) => Date.parse(at) > Date.parse(loaded) + 1000);
    const writer = writerOf(sudo?.uses ?? [], newest.path, newest.at);
    const epoch = Math.floor(Date.parse(newest.at) / 1000);
    return {
      summary: `${recent.length === 1 ? newest.path : `${recent.length} configuration files, last ${newest.path},`} changed in the last three days${pending.length === 0 ? '' : `; ${pending.length === 1 ? 'one is' : `${pending.length} are`} newer than the running configuration`}${writer === undefined ? '' : `; ${sudoText(writer)}`}.`,
      evidence: [
        { kind: 'quote', source: 'config-tree', text: `${epoch} ${newest.owner} ${newest.path}`, at: newest.at },
        ...(writer === undefined
          ? []
          : [
              {
                kind: 'quote' as const,
                source: 'sudo-use',
                text: writer.line,
                ...defined({ at: writer.at }),
              },
            ]),
      ],
      facts: {
        count: recent.length,
        path: newest.path,
        paths: recent.slice(0, 20).map(({ path }) => path),
        pending: pending.slice(0, 20).map(({ path }) => path),
        user: newest.owner,
        by: writer?.user,
      },
      at: newest.at,
    };
  },
});
