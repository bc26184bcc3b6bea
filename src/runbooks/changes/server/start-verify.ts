import type { Baseline, Look } from '../../../model/change-runbook.ts';
import type { Verification } from '../../../model/plan.ts';
import { saying, withCode } from '../../../probes/logs/select.ts';
import { ignored, lifeQuotes, noFatalLinePoint, resumed, since } from './log-lines.ts';
import { childrenPoint, newParentPoint, type Point, requestPoint, unitPoint, verificationOf } from './points.ts';
import { factsOf, runningServer, type Server, serverSources } from './server.ts';
import { listenPoint } from './wanted-ports.ts';

/** What a start, or a restart, must show: a new parent in its unit, its own word that it serves, children, every configured socket, a request, and that systemd did not have to help. */
export function verifyStart(baseline: Baseline, look: Look): Verification {
  const server = runningServer(look);
  return verificationOf(
    [
      newParentPoint(baseline, server),
      ownedPoint(look, server),
      unitPoint(look, 'active'),
      ...logPoints(baseline, look, server),
      childrenPoint(baseline, look, server),
      listenPoint(baseline, look, server),
      requestPoint(look),
      restartsPoint(look),
    ],
    lifeQuotes(since(look, baseline)),
  );
}

function ownedPoint(look: Look, server: Server | undefined): Point {
  const name = 'Owned by the unit';
  const unit = look.layout?.unit;
  if (server === undefined || unit === undefined) return { name, passed: false, detail: 'no parent to look at' };
  const owned = server.root.unit === unit;
  return { name, passed: owned, detail: owned ? unit : `pid ${server.root.pid} runs outside of ${unit}` };
}

function logPoints(baseline: Baseline, look: Look, server: Server | undefined): readonly Point[] {
  const entries = since(look, baseline);
  if (entries === undefined) return [{ name: 'Log lines', passed: false, detail: 'the error log could not be read' }];
  const done = withCode(entries, ...resumed).findLast(({ pid }) => pid === undefined || pid === server?.root.pid);
  const adjusted = [
    ...withCode(entries, ...ignored),
    ...saying(entries, /^WARNING: (?:MaxClients|MaxRequestWorkers|ThreadsPerChild|ServerLimit|ThreadLimit)\b/),
  ];
  return [
    noFatalLinePoint(entries),
    {
      name: 'Log lines',
      passed: done !== undefined,
      detail:
        done === undefined
          ? 'the new parent has not said that it serves (AH00163, AH00292, AH00489)'
          : `${done.code} by pid ${done.pid ?? 'unknown'} (resuming normal operations)`,
    },
    {
      name: 'Limits as written',
      passed: adjusted.length === 0,
      detail: adjusted[0] === undefined ? 'none was refused or lowered' : adjusted[0].message.slice(0, 160),
    },
  ];
}

/** Counts restarts by systemd itself, and starts at 0 with every start that was asked for (systemd 235 and later). */
function restartsPoint(look: Look): Point {
  const name = 'Restarts by systemd';
  const count = factsOf(look, serverSources.unit)?.nRestarts;
  if (count === undefined) return { name, passed: true, detail: 'not counted by this systemd' };
  return { name, passed: count === 0, detail: count === 0 ? 'none' : `${count}: it did not stay up by itself` };
}
