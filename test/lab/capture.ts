import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { captureOf } from '../../src/diagnosis/collect.ts';
import type { SectionAnswer } from '../../src/model/ports.ts';
import type { SnapshotIndex } from '../../src/workbench/practice/snapshot.ts';
import { type Eyes, originOf } from './eyes.ts';
import { exec, provoke } from './lab.ts';

const snapshots = join(import.meta.dirname, '../../src/workbench/practice/snapshots');

/** Provokes a fault and stores everything the probes see as a practice host, cleaned and redacted as every capture is. */
export async function captureFault(eyes: Eyes, fault: string, host: string, name: string): Promise<string> {
  const { title } = await provoke(fault, host);
  const folder = join(snapshots, name, 'before');
  store(folder, title, await originOf(host, fault), (await eyes.record(host)).answers);
  return folder;
}

/** Runs a command as root after a capture and stores how the host is then: the recording of a change. */
export async function captureAfter(
  eyes: Eyes,
  host: string,
  name: string,
  { command, title }: { readonly command: readonly string[]; readonly title: string },
): Promise<void> {
  await exec(host, command);
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  store(
    join(snapshots, name, 'after'),
    title,
    await originOf(host, command.join(' ')),
    (await eyes.record(host)).answers,
  );
}

function store(folder: string, title: string, origin: string, answers: ReadonlyMap<string, SectionAnswer>): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const sections: Record<string, SnapshotIndex['sections'][string]> = {};
  for (const [id, answer] of answers) {
    const { text } = captureOf(answer);
    sections[id] = { exit: answer.exit, durationMs: answer.durationMs, cut: answer.cut, timedOut: answer.timedOut };
    writeFileSync(join(folder, `${id}.txt`), text);
  }
  writeFileSync(
    join(folder, 'snapshot.json'),
    `${JSON.stringify({ title, origin, sections } satisfies SnapshotIndex, null, 2)}\n`,
  );
}
