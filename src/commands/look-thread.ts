import { randomUUID } from 'node:crypto';
import type { Investigated } from '../diagnosis/investigate.ts';
import { oneLine } from '../lib/hostile-text.ts';
import { toJson } from '../lib/json.ts';
import type { Actor } from '../model/engine-port.ts';
import type { Host } from '../model/host.ts';
import type { Intent } from '../model/intent.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Report } from '../model/report.ts';
import type { Probe } from '../model/source.ts';
import { investigationFor } from '../runbooks/investigation.ts';
import { type Progress, renderProgress } from '../slack/render/progress.ts';
import { renderDenial } from '../slack/render/refusal.ts';
import { renderReport, verdictLine } from '../slack/render/report.ts';
import { type RootState, renderRoot } from '../slack/render/root.ts';
import { followInThread } from './follow-thread.ts';
import { openRoot } from './open-thread.ts';
import { actorOf, type Request } from './request.ts';
import { showFailed } from './restart.ts';
import type { Running, Services } from './services.ts';
import { kept, type LookInput, type ThreadRef } from './stored.ts';

type Look = Extract<Intent, { kind: 'look' }>;

/** One look on its way: what it says of itself and where. */
interface Run {
  readonly id: string;
  readonly who: Actor;
  readonly host: Host;
  readonly look: Look;
  readonly askedAt: number;
}

/** Opens a thread at once and looks at the host; the verdict replaces the progress message. */
export async function startLook(services: Services, request: Request, host: Host, look: Look): Promise<void> {
  const running = services.work.begin();
  if (running === undefined) return request.answer(renderDenial({ code: 'too-busy' }));
  const who = actorOf(request.userId, services.team);
  const run: Run = { id: `look-${randomUUID()}`, who, host, look, askedAt: Date.now() };
  try {
    await lookInThread(services, request, run, running);
  } catch (error) {
    await showFailed(services, run.id);
    throw error;
  } finally {
    running.end();
  }
}

async function lookInThread(services: Services, request: Request, run: Run, running: Running): Promise<void> {
  const { engine, gateway } = services;
  const { host, look, askedAt } = run;
  const input: LookInput = { verb: look.verb, host: host.name, askedAt, asked: look };
  await engine.open('look', run.id, toJson(input), run.who);
  const thread = await openThread(services, request, run);
  if (thread === undefined) {
    await engine.finish(run.id, 'failed', 'no thread could be opened');
    return request.answer(renderDenial({ code: 'not-in-channel' }));
  }
  const looks = looksOf(run.look);
  const progress = await gateway.post(thread.channel, renderProgress(progressOf(run, looks, 'connecting')), {
    threadTs: thread.ts,
    priority: 'verdict',
  });
  const progressRef = progress.sent ? progress.ref : undefined;
  if (progressRef !== undefined) await engine.remember(run.id, kept.progress, progressRef);

  const investigated = await services.investigate(
    run.host,
    run.look.verb,
    run.look.options,
    (probe, outcome) => {
      note(looks, probe, outcome);
      if (progressRef !== undefined) gateway.progress(progressRef, renderProgress(progressOf(run, looks, 'looking')));
    },
    running.signal,
  );
  await engine.append(run.id, 'report', toJson(investigated.report));
  await showVerdict(services, run, thread, progressRef, investigated);
  const { followSeconds } = run.look.options;
  if (followSeconds !== undefined && investigated.collection.reach.reached)
    await followInThread(services, run.host, { ...run.look.options, followSeconds }, thread, running);
  await engine.finish(
    run.id,
    'done',
    toJson({ verdict: investigated.report.verdict, lead: investigated.report.cases[0]?.root.id ?? null }),
  );
}

async function openThread(services: Services, request: Request, run: Run): Promise<ThreadRef | undefined> {
  const { engine } = services;
  const root = await openRoot(services, request, rootOf(run, { state: 'running' }));
  if (root?.sent === false) return undefined;
  const thread = root?.ref ?? { channel: request.channel, ts: request.threadTs ?? '' };
  if (root !== undefined) await engine.remember(run.id, kept.root, root.ref);
  await engine.remember(run.id, kept.thread, thread);
  return thread;
}

async function showVerdict(
  { gateway, log, engine }: Services,
  run: Run,
  thread: ThreadRef,
  progress: ThreadRef | undefined,
  { report, attachments }: Investigated,
): Promise<void> {
  const message = renderReport(report, {
    titles: titles(run.look),
    asked: run.look,
    lookedAt: investigationFor(run.look.verb).probes.map(({ title }) => title),
  });
  const shown =
    progress === undefined
      ? await gateway.post(thread.channel, message, { threadTs: thread.ts, priority: 'verdict' })
      : await gateway.update(progress, message, { threadTs: thread.ts, priority: 'verdict' });
  if (!shown.sent) log.error({ run: run.id, reason: shown.reason }, 'the verdict could not be shown');
  const root = await engine.recall(run.id, kept.root);
  if (root !== undefined) await gateway.update(root, rootOf(run, seen(report)), { priority: 'verdict' });
  for (const attachment of attachments) await gateway.upload(thread.channel, thread.ts, attachment);
}

function seen(report: Report): RootState {
  const line = verdictLine({ report }).replace(/^\S+ \S+: /, '');
  return { state: 'seen', verdict: report.verdict, line: oneLine(line) };
}

function rootOf({ host, look, who, askedAt }: Run, now: RootState) {
  return renderRoot({ host: host.name, verb: look.verb, who, askedAt, now });
}

type Looks = { title: string; state: 'waiting' | 'seen' | 'absent' }[];

function looksOf(look: Look): Looks {
  return investigationFor(look.verb).probes.map(({ title }) => ({ title, state: 'waiting' }));
}

function note(looks: Looks, probe: Probe, outcome: Outcome<unknown>): void {
  const look = looks.find(({ title }) => title === probe.title);
  if (look !== undefined) look.state = outcome.status === 'collected' ? 'seen' : 'absent';
}

function progressOf({ host, look, askedAt }: Run, looks: Looks, phase: Progress['phase']): Progress {
  return { host: host.name, verb: look.verb, phase, looks, elapsedMs: Date.now() - askedAt };
}

function titles(look: Look): Readonly<Record<string, string>> {
  return Object.fromEntries(investigationFor(look.verb).probes.map(({ id, title }) => [id, title]));
}
