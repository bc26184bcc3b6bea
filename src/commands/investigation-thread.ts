import { randomUUID } from 'node:crypto';
import { cutText, oneLine } from '../lib/hostile-text.ts';
import { toJson } from '../lib/json.ts';
import type { Progress } from '../model/face/investigations.ts';
import type { Message } from '../model/face/message.ts';
import type { Request } from '../model/face/requests.ts';
import { headlineOf } from '../model/headline.ts';
import type { Host } from '../model/host.ts';
import type { Intent } from '../model/intent.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Report } from '../model/report.ts';
import type { Probe } from '../model/source.ts';
import { investigationFor } from '../runbooks/investigation.ts';
import type { Collects, Investigates, Knows, Logs, Paces, Records, Running, Works } from './dependencies.ts';
import { followInThread } from './follow-thread.ts';
import { type Opened, type Opening, openRun, showOutcome } from './open-thread.ts';
import { actorOf } from './request.ts';
import { showFailed } from './restart.ts';

type Look = Extract<Intent, { kind: 'look' }>;

type Looks = Knows &
  Works &
  Logs &
  Collects &
  Paces &
  Investigates &
  Records<'open' | 'append' | 'finish' | 'remember' | 'recall' | 'run'>;

/** Opens a thread at once and looks at the host; the verdict replaces the progress message. */
export async function startLook(deps: Looks, request: Request, host: Host, look: Look): Promise<void> {
  const running = deps.work.begin();
  if (running === undefined) return request.answer({ kind: 'denied', denial: { code: 'too-busy' } });
  const opening: Opening = {
    id: `look-${randomUUID()}`,
    verb: look.verb,
    host: host.name,
    who: actorOf(deps, request),
    askedAt: Date.now(),
    asked: look,
  };
  try {
    const seen = seenBy(look);
    const opened = await openRun(deps, request, opening, progressOf(opening, seen, 'connecting'));
    if (opened !== undefined) await lookInThread(deps, opening, opened, { host, look, seen, running });
  } catch (error) {
    await showFailed(deps, opening.id);
    throw error;
  } finally {
    running.end();
  }
}

async function lookInThread(
  deps: Looks,
  opening: Opening,
  opened: Opened,
  { host, look, seen, running }: { host: Host; look: Look; seen: Seen; running: Running },
): Promise<void> {
  const { face, record } = deps;
  const { message, thread } = opened;
  const { report, attachments, collection } = await deps.investigate(
    host,
    look.verb,
    look.options,
    (probe, outcome) => {
      note(seen, probe, outcome);
      if (message !== undefined) face.progress(message, progressOf(opening, seen, 'looking'));
    },
    running.signal,
  );
  await record.append(opening.id, 'report', toJson(report));
  const line = cutText(oneLine(headlineOf(report)), 300);
  await showOutcome(deps, opening, opened, reportOf(report, look), { state: 'seen', verdict: report.verdict, line });
  const aside = look.verb === 'diagnose' ? ({ aside: true } as const) : {};
  for (const attachment of attachments) await face.attach(thread, { ...attachment, ...aside });
  const { followSeconds } = look.options;
  if (followSeconds !== undefined && collection.reach.reached)
    await followInThread(deps, host, { ...look.options, followSeconds }, thread, running);
  await record.finish(opening.id, 'done', toJson({ verdict: report.verdict, lead: report.cases[0]?.root.id ?? null }));
}

function reportOf(report: Report, look: Look): Message {
  const { probes } = investigationFor(look.verb);
  return {
    kind: 'report',
    report,
    titles: Object.fromEntries(probes.map(({ id, title }) => [id, title])),
    lookedAt: probes.map(({ title }) => title),
    asked: look,
  };
}

type Seen = { title: string; state: 'waiting' | 'seen' | 'absent' }[];

function seenBy(look: Look): Seen {
  return investigationFor(look.verb).probes.map(({ title }) => ({ title, state: 'waiting' }));
}

function note(seen: Seen, probe: Probe, outcome: Outcome<unknown>): void {
  const look = seen.find(({ title }) => title === probe.title);
  if (look !== undefined) look.state = outcome.status === 'collected' ? 'seen' : 'absent';
}

function progressOf({ host, verb, askedAt }: Opening, looks: Seen, phase: Progress['phase']): Message {
  return { kind: 'progress', host, verb, phase, looks, elapsedMs: Date.now() - askedAt };
}
