import { nearestOf } from '../lib/nearest.ts';
import type { RunRecord } from '../model/engine-port.ts';
import { MessageRef } from '../model/face/places.ts';
import type { Request } from '../model/face/requests.ts';
import type { Knows, Records } from './dependencies.ts';
import { actorOf } from './request.ts';
import { timelineOf } from './run-timeline.ts';
import { kept, threadOf } from './stored.ts';

/** How many of the newest runs a wrong id is compared with. */
const NEAR_RUNS = 500;

/**
 * Attaches everything the record holds of a run, as JSON and as a timeline to read, to the run's own thread: whoever is there has seen the run,
 * and nobody else gets to see it.
 */
export async function exportRun(
  deps: Knows & Records<'exportRun' | 'runs' | 'audit'>,
  request: Request,
  id: string,
): Promise<void> {
  const { record: log, face } = deps;
  const record = await log.exportRun(id);
  if (record === undefined) {
    const known = (await log.runs({ limit: NEAR_RUNS })).map((run) => run.id);
    return request.answer({ kind: 'no-such-run', run: id, near: nearestOf(id, known)[0] });
  }
  const thread = placeOf(record);
  if (thread === undefined) return request.answer({ kind: 'no-such-run', run: id, why: 'it has no thread' });
  await log.audit('exported', actorOf(deps, request), { channel: request.conversation }, id);
  const files = [
    { filename: `${id}.md`, title: `${id}: timeline`, text: timelineOf(record) },
    { filename: `${id}.json`, title: `${id}: record`, text: `${JSON.stringify(record, undefined, 2)}\n` },
  ];
  for (const file of files) {
    const sent = await face.attach(thread, file);
    if (!sent.sent) return request.answer({ kind: 'denied', denial: { code: 'not-uploaded' } });
  }
  await request.answer({ kind: 'exported', run: id, link: await face.link(thread) });
}

function placeOf({ run, references }: RunRecord): MessageRef | undefined {
  return threadOf(run) ?? MessageRef.safeParse(references[kept.thread.key]).data;
}
