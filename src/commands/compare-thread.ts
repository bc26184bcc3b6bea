import { randomUUID } from 'node:crypto';
import { toJson } from '../lib/json.ts';
import type { Intent } from '../model/intent.ts';
import { comparisonText } from '../runbooks/comparison-text.ts';
import { profileProbes } from '../runbooks/profile.ts';
import { comparisonLine, renderComparison } from '../slack/render/comparison.ts';
import { renderProgress } from '../slack/render/progress.ts';
import { renderDenial, renderMisunderstood } from '../slack/render/refusal.ts';
import { compareHosts, hostsToCompare } from './compare.ts';
import { closeRun, type Opening, openRun } from './open-thread.ts';
import { actorOf, type Request } from './request.ts';
import type { Services } from './services.ts';

/** Looks at several hosts at once and says in a thread what differs; everything goes along as a file. */
export async function startCompare(
  services: Services,
  request: Request,
  intent: Extract<Intent, { kind: 'compare' }>,
): Promise<void> {
  const meant = hostsToCompare(services.inventory, intent);
  if ('problem' in meant) return request.answer(renderMisunderstood({ kind: 'misunderstood', problem: meant.problem }));
  const running = services.work.begin();
  if (running === undefined) return request.answer(renderDenial({ code: 'too-busy' }));
  try {
    const { hosts } = meant;
    const names = hosts.map(({ name }) => name).join(', ');
    const opening: Opening = {
      id: `compare-${randomUUID()}`,
      verb: 'compare',
      host: names,
      who: actorOf(request.userId, services.team),
      askedAt: Date.now(),
      asked: intent,
    };
    const progress = renderProgress({ host: names, verb: 'compare', phase: 'looking', looks: [], elapsedMs: 0 });
    const opened = await openRun(services, request, opening, progress);
    if (opened === undefined) return;
    const comparison = await compareHosts(hosts, (host) => services.collect(host, profileProbes, running.signal));
    await services.engine.append(opening.id, 'comparison', toJson(comparison));
    const line = comparisonLine(comparison).replace(/^\S+ /, '');
    const different = comparison.aspects.some(({ differences }) => differences.length > 0);
    const hidden = comparison.unreached.length > 0 || comparison.aspects.some(({ unseen }) => unseen.length > 0);
    const verdict = different ? 'degraded' : hidden ? 'unknown' : 'healthy';
    await closeRun(services, opening, opened, renderComparison(comparison), { state: 'seen', verdict, line });
    const { channel, ts } = opened.thread;
    const text = comparisonText(comparison);
    await services.gateway.upload(channel, ts, { filename: 'comparison.txt', title: 'Every difference', text });
  } finally {
    running.end();
  }
}
