import { randomUUID } from 'node:crypto';
import { toJson } from '../lib/json.ts';
import { comparisonLine, comparisonVerdict } from '../model/comparison.ts';
import type { Request } from '../model/face/requests.ts';
import type { Intent } from '../model/intent.ts';
import { comparisonText } from '../runbooks/comparison-text.ts';
import { profileProbes } from '../runbooks/profile.ts';
import { compareHosts, hostsToCompare } from './compare.ts';
import type { Collects, Finds, Knows, Logs, Records, Works } from './dependencies.ts';
import { closeRun, type Opening, openRun } from './open-thread.ts';
import { actorOf } from './request.ts';

type Compares = Knows & Works & Logs & Finds & Collects & Records<'open' | 'append' | 'finish' | 'remember'>;

/** Looks at several hosts at once and says in a thread what differs; everything goes along as a file. */
export async function startCompare(
  deps: Compares,
  request: Request,
  intent: Extract<Intent, { kind: 'compare' }>,
): Promise<void> {
  const meant = hostsToCompare(deps.inventory, intent);
  if ('problem' in meant) return request.answer({ kind: 'misunderstood', problem: meant.problem });
  const running = deps.work.begin();
  if (running === undefined) return request.answer({ kind: 'denied', denial: { code: 'too-busy' } });
  try {
    const host = meant.hosts.map(({ name }) => name).join(', ');
    const opening: Opening = {
      id: `compare-${randomUUID()}`,
      verb: 'compare',
      host,
      who: actorOf(deps, request),
      askedAt: Date.now(),
      asked: intent,
    };
    const progress = { kind: 'progress', host, verb: 'compare', phase: 'looking', looks: [], elapsedMs: 0 } as const;
    const opened = await openRun(deps, request, opening, progress);
    if (opened === undefined) return;
    const comparison = await compareHosts(meant.hosts, (one) => deps.collect(one, profileProbes, running.signal));
    await deps.record.append(opening.id, 'comparison', toJson(comparison));
    const now = { verdict: comparisonVerdict(comparison), line: comparisonLine(comparison).line };
    await closeRun(deps, opening, opened, { kind: 'comparison', comparison }, { state: 'seen', ...now });
    const text = comparisonText(comparison);
    const file = { filename: 'comparison.txt', title: 'Every difference', text, aside: true } as const;
    await deps.face.attach(opened.thread, file);
  } finally {
    running.end();
  }
}
