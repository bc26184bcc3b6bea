import type { Baseline, Look } from '../../../model/change-runbook.ts';
import type { Plan, Verification } from '../../../model/plan.ts';
import { since, troubleQuotes } from './log-lines.ts';
import { type Point, requestPoint, socketsPoint, unitPoint, verificationOf } from './points.ts';
import { factsOf, runningServer, serverSources } from './server.ts';

/** Whether a host is as it was before a change that was undone: its configuration byte for byte, and the server running, or not, as before. */
export function serverRestored(_plan: Plan, baseline: Baseline, look: Look): Verification {
  const server = runningServer(look);
  const ran = baseline.parent !== null;
  const points = [
    configurationPoint(baseline, look),
    ...(ran
      ? [unitPoint(look, 'active'), socketsPoint(baseline, look, server), requestPoint(look)]
      : [
          {
            name: 'Stopped as before',
            passed: server === undefined,
            detail: server === undefined ? '' : `pid ${server.root.pid} runs`,
          },
        ]),
  ];
  return verificationOf(points, troubleQuotes(since(look, baseline)));
}

function configurationPoint({ configHash }: Baseline, look: Look): Point {
  const name = 'Configuration as before';
  const now = factsOf(look, serverSources.configTree)?.digest;
  if (configHash === null || now === undefined)
    return { name, passed: false, detail: 'the configuration could not be hashed' };
  if (now === configHash) return { name, passed: true, detail: `hash ${now.slice(0, 12)}` };
  return {
    name,
    passed: false,
    fatal: true,
    detail: `hash ${now.slice(0, 12)}; before it was ${configHash.slice(0, 12)}`,
  };
}
