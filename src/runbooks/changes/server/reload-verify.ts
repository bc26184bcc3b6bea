import type { Baseline, Look } from '../../../model/change-runbook.ts';
import type { Verification } from '../../../model/plan.ts';
import { latest, withCode } from '../../../probes/logs/select.ts';
import { asked, ignored, isAfter, lifeQuotes, noFatalLinePoint, resumed, since } from './log-lines.ts';
import { childrenPoint, type Point, requestPoint, sameParentPoint, socketsPoint, verificationOf } from './points.ts';
import { factsOf, runningServer, serverSources } from './server.ts';

/** What a graceful reload must show (parent, log lines, generation, children, sockets, a request): all of it, or it is not called verified. */
export function verifyReload(baseline: Baseline, look: Look): Verification {
  const server = runningServer(look);
  return verificationOf(
    [
      sameParentPoint(baseline, server),
      ...logPoints(baseline, look),
      generationPoint(baseline, look),
      childrenPoint(baseline, look, server),
      socketsPoint(baseline, look, server),
      requestPoint(look),
    ],
    lifeQuotes(since(look, baseline)),
  );
}

function logPoints(baseline: Baseline, look: Look): readonly Point[] {
  const entries = since(look, baseline);
  if (entries === undefined) return [{ name: 'Log lines', passed: false, detail: 'the error log could not be read' }];
  const stuck = withCode(entries, ...ignored);
  const begun = withCode(entries, ...asked);
  const done = withCode(entries, ...resumed).filter(
    ({ pid, at }) => (pid === undefined || pid === baseline.parent?.pid) && isAfter(at, latest(begun)),
  );
  return [
    noFatalLinePoint(entries),
    begun.length > 0 && done.length > 0
      ? {
          name: 'Log lines',
          passed: true,
          detail: `${begun[0]?.code} (restart asked for), then ${done.at(-1)?.code} (serving again)`,
        }
      : {
          name: 'Log lines',
          passed: false,
          detail:
            begun.length === 0
              ? 'no graceful restart is in the log since then'
              : `${begun[0]?.code}, but the server has not said that it resumed`,
        },
    ...(stuck.length === 0
      ? []
      : [
          {
            name: 'Took effect',
            passed: false,
            fatal: true,
            detail: `${stuck[0]?.code}: a changed limit needs a full restart; the old value stays`,
          },
        ]),
  ];
}

function generationPoint(baseline: Baseline, look: Look): Point {
  const name = 'New generation';
  const before = baseline.generation;
  const now = factsOf(look, serverSources.statusPage)?.mpmGeneration;
  if (before === null)
    return { name, passed: true, detail: 'the status page told no generation before; the log lines decide' };
  if (now === undefined) return { name, passed: false, detail: 'the status page did not answer' };
  return { name, passed: now > before, detail: `reloads so far: ${before} → ${now}` };
}
