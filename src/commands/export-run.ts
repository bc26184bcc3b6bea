import { nearestOf } from '../lib/nearest.ts';
import type { RunRecord } from '../model/engine-port.ts';
import { renderExported, renderNoSuchRun } from '../slack/render/exported.ts';
import { renderDenial } from '../slack/render/refusal.ts';
import { actorOf, type Request } from './request.ts';
import { timelineOf } from './run-timeline.ts';
import type { Services } from './services.ts';
import { kept, ThreadRef, threadOf } from './stored.ts';

/** How many of the newest runs a wrong id is compared with. */
const NEAR_RUNS = 500;

/**
 * Attaches everything the record holds of a run, as JSON and as a timeline to read, to the run's own thread: whoever is there has seen the run,
 * and nobody else gets to see it.
 */
export async function exportRun(services: Services, request: Request, id: string): Promise<void> {
  const { engine, gateway, team } = services;
  const record = await engine.exportRun(id);
  if (record === undefined) {
    const known = (await engine.runs({ limit: NEAR_RUNS })).map((run) => run.id);
    return request.answer(renderNoSuchRun(id, nearestOf(id, known)[0]));
  }
  const thread = placeOf(record);
  if (thread === undefined) return request.answer(renderNoSuchRun(id, undefined, 'it has no thread'));
  await engine.audit('exported', actorOf(request.userId, team), { channel: request.channel }, id);
  const files = [
    { filename: `${id}.md`, title: `${id}: timeline`, text: timelineOf(record) },
    { filename: `${id}.json`, title: `${id}: record`, text: `${JSON.stringify(record, undefined, 2)}\n` },
  ];
  for (const file of files) {
    const sent = await gateway.upload(thread.channel, thread.ts, file);
    if (!sent.sent) return request.answer(renderDenial({ code: 'not-uploaded' }));
  }
  await request.answer(renderExported(id, await gateway.permalink(thread)));
}

function placeOf({ run, references }: RunRecord): ThreadRef | undefined {
  return threadOf(run) ?? ThreadRef.safeParse(references[kept.thread.key]).data;
}
