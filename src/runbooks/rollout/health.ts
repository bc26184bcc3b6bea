import type { Look } from '../../model/change-runbook.ts';
import type { HealthJudge, HostHealth } from '../../model/rollout.ts';
import { unit } from '../../probes/service/probe.ts';
import { request } from '../../probes/workers/probe.ts';
import type { RequestAnswer } from '../../probes/workers/request-facts.ts';
import { factsOf, runningServer } from '../changes/server/server.ts';

/**
 * The light look behind the floor: a running parent, a unit that systemd calls active where there is one, and an answer below 500 on every port Apache
 * listens on and can speak. What could not be looked at does not count as healthy.
 */
export const health: HealthJudge = { probes: [unit, request], judge };

function judge(look: Look): HostHealth {
  const why = sickness(look);
  return { host: look.host, healthy: why === undefined, why: why ?? answersOf(look) };
}

function sickness(look: Look): string | undefined {
  if (!look.reach.reached) return `cannot be reached: ${look.reach.detail}`;
  if (runningServer(look) === undefined) return 'no Apache parent runs, or the process table could not be read';
  const active = factsOf(look, unit)?.active;
  if (active !== undefined && active !== 'active' && active !== 'reloading') return `the unit is ${active}`;
  const answers = factsOf(look, request)?.answers;
  if (answers === undefined || answers.length === 0) return 'whether it answers requests could not be tested';
  const bad = answers.find(isBad);
  if (bad !== undefined) return bad.answered ? `${bad.url} answers ${bad.http}` : `${bad.url} does not answer`;
  return answers.some(isGood) ? undefined : 'it answers no request on any port';
}

function isGood({ answered, http }: RequestAnswer): boolean {
  return answered && http !== undefined && http < 500;
}

/** A port that speaks no TLS although its number says so (curl exit 35) is how the server is set up, such as Debian's Listen 443 without a site: it never answered. */
function isBad(answer: RequestAnswer): boolean {
  return !isGood(answer) && answer.exit !== 35;
}

function answersOf(look: Look): string {
  const answers = factsOf(look, request)?.answers ?? [];
  return answers
    .filter(isGood)
    .map(({ url, http }) => `${url} answers ${http}`)
    .join(', ');
}
