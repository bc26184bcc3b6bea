import { randomUUID } from 'node:crypto';
import { pngOf } from '../lib/chart/png.ts';
import { toJson } from '../lib/json.ts';
import type { Message } from '../model/face/message.ts';
import type { Request } from '../model/face/requests.ts';
import type { Host } from '../model/host.ts';
import { watchPicture } from '../runbooks/watch-picture.ts';
import { watchTable } from '../runbooks/watch-summary.ts';
import type { Collects, Knows, Logs, Paces, Records, Running, Works } from './dependencies.ts';
import { closeRun, type Opened, type Opening, openRun } from './open-thread.ts';
import { actorOf } from './request.ts';
import { type Watched, watchHost } from './watching.ts';

type Watches = Knows & Works & Logs & Collects & Paces & Records<'open' | 'append' | 'finish' | 'remember'>;

/** Watches a host in a thread: one message is edited, and at the end a picture and a table go along. */
export async function startWatch(deps: Watches, request: Request, host: Host, seconds: number): Promise<void> {
  const running = deps.work.begin();
  if (running === undefined) return request.answer({ kind: 'denied', denial: { code: 'too-busy' } });
  const opening: Opening = {
    id: `watch-${randomUUID()}`,
    verb: 'watch',
    host: host.name,
    who: actorOf(deps, request),
    askedAt: Date.now(),
    asked: { kind: 'watch', host: host.name, seconds },
  };
  const first = { verdict: 'unknown', headline: 'nothing seen yet', lines: [] } as const;
  try {
    const opened = await openRun(deps, request, opening, {
      kind: 'watching',
      ...first,
      host: host.name,
      samples: 0,
      elapsedMs: 0,
      forMs: seconds * 1_000,
      ended: false,
    });
    if (opened !== undefined) await watchInThread(deps, opening, opened, { host, seconds, running });
  } finally {
    running.end();
  }
}

async function watchInThread(
  deps: Watches,
  opening: Opening,
  { thread, message, root }: Opened,
  { host, seconds, running }: { readonly host: Host; readonly seconds: number; readonly running: Running },
): Promise<void> {
  const { face, record } = deps;
  const shown = (watched: Watched, elapsedMs: number, ended: boolean): Message => ({
    ...said(host, watched),
    elapsedMs,
    forMs: seconds * 1_000,
    ended,
    details: ended ? toJson({ host: host.name, ...watched.summary, points: watched.points }) : undefined,
  });
  const watched = await watchHost({
    seconds,
    signal: running.signal,
    clock: deps.clock,
    look: (probes) => deps.collect(host, probes, running.signal),
    onSample(soFar, elapsedMs) {
      if (message !== undefined) face.progress(message, shown(soFar, elapsedMs, false));
    },
  });
  const { points, summary } = watched;
  await record.append(opening.id, 'watched', toJson(watched));
  const line = `${summary.headline} (${points.length} samples)`;
  const last = shown(watched, Date.now() - opening.askedAt, true);
  await closeRun(deps, opening, { thread, message, root }, last, { state: 'seen', verdict: summary.verdict, line });
  const bytes = await pngOf(watchPicture(host.name, points));
  await face.attach(thread, { filename: 'watch.png', title: `${host.name}, watched`, bytes });
  const text = watchTable(points);
  await face.attach(thread, { filename: 'watch.txt', title: 'The same numbers', text });
}

function said(host: Host, { points, summary }: Watched) {
  const { verdict, headline, lines } = summary;
  return { kind: 'watching', host: host.name, verdict, headline, lines, samples: points.length } as const;
}
