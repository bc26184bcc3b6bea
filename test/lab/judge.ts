import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { captureAfter, captureFault } from './capture.ts';
import { captureCase } from './case.ts';
import { allFaults } from './catalogue.ts';
import { type Eyes, installKit, openEyes } from './eyes.ts';
import { firstScores, firstScoresChapter } from './held-out.ts';
import { labHosts, resetHost } from './lab.ts';
import { pastesChapter } from './pastes.ts';
import { practiceHosts } from './practice.ts';
import { type Score, scoreboard, scoreFault } from './score.ts';

const board = join(import.meta.dirname, '../../docs/scoreboard.md');

/** Scores faults (all that need no kernel of their own unless named), spread over the hosts that are up. */
export async function scoreFaults(ids: readonly string[], onScore: (score: Score) => void): Promise<readonly Score[]> {
  const wanted = ids.length > 0 ? ids : (await allFaults()).filter(({ tier }) => tier === 'host').map(({ id }) => id);
  return withEyes(async (eyes, hosts) => {
    const waiting = [...wanted];
    const scores: Score[] = [];
    await Promise.all(
      hosts.map(async (host) => {
        for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
          const score = await scoreFault(eyes, id, host);
          scores.push(score);
          onScore(score);
        }
        await resetHost(host);
      }),
    );
    return scores.sort((a, b) => wanted.indexOf(a.fault) - wanted.indexOf(b.fault));
  });
}

/** Writes docs/scoreboard.md. */
export function writeScoreboard(scores: readonly Score[], about: string): void {
  writeFileSync(board, scoreboard(scores, about) + firstScoresChapter(firstScores()) + pastesChapter());
}

/** Writes the chapters behind the table of docs/scoreboard.md again: first scores and pastes. */
export function writeChapters(): void {
  const [table = ''] = readFileSync(board, 'utf8').split('\n## ', 1);
  writeFileSync(board, `${table.trimEnd()}\n${firstScoresChapter(firstScores())}${pastesChapter()}`);
}

/** Records one fault as a practice host, or all the usual ones. */
export async function capturePractice(fault: string | undefined, onDone: (file: string) => void): Promise<void> {
  const wanted = practiceHosts.filter((one) => fault === undefined || one.fault === fault || one.name === fault);
  if (wanted.length === 0) throw new Error(`no practice host is recorded with ${fault}; see test/lab/practice.ts`);
  await withEyes(async (eyes, [host = '']) => {
    for (const { name, fault: id, after } of wanted) {
      onDone(await captureFault(eyes, id, host, name));
      if (after !== undefined) onDone(await captureAfter(eyes, host, name, after));
    }
    await resetHost(host);
  });
}

/** Stores faults as cases, spread over the hosts that are up. */
export async function captureCases(faults: readonly string[], onDone: (line: string) => void): Promise<void> {
  await withEyes(async (eyes, hosts) => {
    const waiting = [...faults];
    await Promise.all(
      hosts.map(async (host) => {
        for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
          const fault = id;
          onDone(
            await captureCase(eyes, fault, host).catch(
              (error: unknown) => `${fault}: ${error instanceof Error ? error.message : String(error)}`,
            ),
          );
        }
        await resetHost(host);
      }),
    );
  });
}

async function withEyes<T>(work: (eyes: Eyes, hosts: readonly string[]) => Promise<T>): Promise<T> {
  const hosts = (await labHosts()).map(({ name }) => name);
  if (hosts.length === 0) throw new Error('no host is up: npm run lab -- up 3');
  const eyes = await openEyes();
  try {
    await Promise.all(hosts.map((host) => installKit(eyes, host)));
    return await work(eyes, hosts);
  } finally {
    await eyes.close();
  }
}
