import { randomUUID } from 'node:crypto';
import { pngOf } from '../lib/chart/png.ts';
import { toJson } from '../lib/json.ts';
import type { Host } from '../model/host.ts';
import { watchPicture } from '../runbooks/watch-picture.ts';
import { watchTable } from '../runbooks/watch-summary.ts';
import { renderDenial } from '../slack/render/refusal.ts';
import { renderWatching } from '../slack/render/watch.ts';
import { closeRun, type Opened, type Opening, openRun } from './open-thread.ts';
import { actorOf, type Request } from './request.ts';
import type { Running, Services } from './services.ts';
import { type Watched, watchHost } from './watching.ts';

/** Watches a host in a thread: one message is edited, and at the end a picture and a table go along. */
export async function startWatch(services: Services, request: Request, host: Host, seconds: number): Promise<void> {
  const running = services.work.begin();
  if (running === undefined) return request.answer(renderDenial({ code: 'too-busy' }));
  const opening: Opening = {
    id: `watch-${randomUUID()}`,
    verb: 'watch',
    host: host.name,
    who: actorOf(request.userId, services.team),
    askedAt: Date.now(),
    asked: { kind: 'watch', host: host.name, seconds },
  };
  const forMs = seconds * 1_000;
  const shared = { host: host.name, forMs, ended: false };
  const first = { verdict: 'unknown', headline: 'nothing seen yet', lines: [], samples: 0, elapsedMs: 0 } as const;
  try {
    const opened = await openRun(services, request, opening, renderWatching({ ...shared, ...first }));
    if (opened !== undefined) await watchInThread(services, opening, opened, { host, seconds, running });
  } finally {
    running.end();
  }
}

async function watchInThread(
  services: Services,
  opening: Opening,
  opened: Opened,
  { host, seconds, running }: { readonly host: Host; readonly seconds: number; readonly running: Running },
): Promise<void> {
  const { gateway, engine } = services;
  const shown = ({ points, summary }: Watched, elapsedMs: number, ended: boolean) =>
    renderWatching({
      ...summary,
      host: host.name,
      samples: points.length,
      elapsedMs,
      forMs: seconds * 1_000,
      ended,
    });
  const watched = await watchHost({
    seconds,
    signal: running.signal,
    clock: services.changes.clock,
    look: (probes) => services.collect(host, probes, running.signal),
    onSample(soFar, elapsedMs) {
      if (opened.message !== undefined) gateway.progress(opened.message, shown(soFar, elapsedMs, false));
    },
  });
  const { points, summary } = watched;
  await engine.append(opening.id, 'watched', toJson(watched));
  const line = `${summary.headline} (${points.length} samples)`;
  const last = shown(watched, Date.now() - opening.askedAt, true);
  await closeRun(services, opening, opened, last, { state: 'seen', verdict: summary.verdict, line });
  const { channel, ts } = opened.thread;
  const bytes = await pngOf(watchPicture(host.name, points));
  await gateway.upload(channel, ts, { filename: 'watch.png', title: `${host.name}, watched`, bytes });
  await gateway.upload(channel, ts, { filename: 'watch.txt', title: 'The same numbers', text: watchTable(points) });
}
