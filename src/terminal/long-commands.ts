import { open, writeFile } from 'node:fs/promises';
import { compareHosts, hostsToCompare } from '../commands/compare.ts';
import { watchHost } from '../commands/watching.ts';
import { collect } from '../diagnosis/collect.ts';
import { withDerived } from '../diagnosis/evaluate.ts';
import { observe } from '../diagnosis/observe.ts';
import { pngOf } from '../lib/chart/png.ts';
import { cleanText } from '../lib/hostile-text.ts';
import type { Host } from '../model/host.ts';
import type { Intent, LookOptions } from '../model/intent.ts';
import type { Inventory } from '../model/inventory.ts';
import type { ReadTransport } from '../model/ports.ts';
import { comparisonText } from '../runbooks/comparison-text.ts';
import { createFollower, FOLLOW_EVERY_SECONDS, followProbes } from '../runbooks/follow.ts';
import { profileProbes } from '../runbooks/profile.ts';
import { surveyKit } from '../runbooks/survey-kit.ts';
import { watchPicture } from '../runbooks/watch-picture.ts';
import { watchTable } from '../runbooks/watch-summary.ts';
import { type ExitCode, exitCodes, type Streams } from './streams.ts';

/** Prints what differs between hosts. Exit code 1 when something does, 3 when something could not be seen. */
export async function compareCommand(
  intent: Extract<Intent, { kind: 'compare' }>,
  inventory: Inventory,
  transport: ReadTransport,
  streams: Streams,
): Promise<ExitCode> {
  const meant = hostsToCompare(inventory, intent);
  if ('problem' in meant) {
    streams.err.write(`${meant.problem.replaceAll('`', '')}\n`);
    return exitCodes.usage;
  }
  const comparison = await compareHosts(meant.hosts, (host) =>
    collect({ host, probes: profileProbes, transport, survey: surveyKit }),
  );
  streams.out.write(intent.json === true ? `${JSON.stringify(comparison, null, 2)}\n` : comparisonText(comparison));
  if (comparison.aspects.some(({ differences }) => differences.length > 0)) return exitCodes.wrong;
  const hidden = comparison.unreached.length > 0 || comparison.aspects.some(({ unseen }) => unseen.length > 0);
  return hidden ? exitCodes.unseen : exitCodes.fine;
}

/** Watches a host, one line per sample, and sums up, with the picture in a file where one is named. Exit code 1 for a leak, a full house or a queue, 2 when the picture could not be written, 3 when nothing could be seen. */
export async function watchCommand(
  host: Host,
  { seconds, json, png }: Extract<Intent, { kind: 'watch' }>,
  transport: ReadTransport,
  streams: Streams,
): Promise<ExitCode> {
  const written = png === undefined ? undefined : await writable(png);
  if (written !== undefined) {
    streams.err.write(written);
    return exitCodes.usage;
  }
  const { points, summary } = await watchHost({
    seconds,
    signal: new AbortController().signal,
    look: (probes) => collect({ host, probes, transport, survey: surveyKit }),
    onSample({ points: soFar, summary: now }, elapsedMs) {
      streams.err.write(`${Math.round(elapsedMs / 1_000)} s, sample ${soFar.length}: ${now.headline}\n`);
    },
  });
  const table = `${host.name}: ${summary.headline}\n${summary.lines.map((line) => `  ${line}\n`).join('')}\n${watchTable(points)}`;
  streams.out.write(json === true ? `${JSON.stringify({ host: host.name, ...summary, points }, null, 2)}\n` : table);
  if (png !== undefined) {
    await writeFile(png, await pngOf(watchPicture(host.name, points)));
    streams.err.write(`The picture is in ${png}\n`);
  }
  return { healthy: exitCodes.fine, degraded: exitCodes.wrong, unknown: exitCodes.unseen }[summary.verdict];
}

/** Nobody should watch for half an hour to learn that the picture cannot be written: tried first, without harm to what is there. */
async function writable(path: string): Promise<string | undefined> {
  try {
    await using _file = await open(path, 'a');
    return undefined;
  } catch (error) {
    return `Cannot write ${path}: ${error instanceof Error ? error.message : String(error)}\n`;
  }
}

/** Prints new messages of the logs as they are written, until the time is up. */
export async function followCommand(
  host: Host,
  options: LookOptions & { readonly followSeconds: number },
  transport: ReadTransport,
  streams: Streams,
): Promise<void> {
  const follower = createFollower(options);
  await observe(
    () => collect({ host, probes: followProbes, transport, survey: surveyKit }),
    { everyMs: FOLLOW_EVERY_SECONDS * 1_000, forMs: options.followSeconds * 1_000 },
    ({ outcomes, context, reach }) => {
      if (!reach.reached) streams.err.write(`${host.name} was not reached: ${reach.detail}\n`);
      for (const { raw, continuation } of follower.take(withDerived(outcomes, context)))
        streams.out.write(`${[raw, ...continuation].map(cleanText).join('\n')}\n`);
    },
  );
}
