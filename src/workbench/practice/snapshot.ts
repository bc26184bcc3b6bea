import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** What a recorded host answered: one text file per section, and what does not fit into the text. */
export const SnapshotIndex = z.strictObject({
  /** Shown beside the host's name: what is the matter with it. */
  title: z.string(),
  /** Where and when it was recorded: real host, system, httpd version, date. */
  origin: z.string(),
  sections: z.record(
    z.string(),
    z.strictObject({ exit: z.number().int(), durationMs: z.number(), cut: z.boolean(), timedOut: z.boolean() }),
  ),
});
export type SnapshotIndex = z.infer<typeof SnapshotIndex>;

export interface Snapshot extends SnapshotIndex {
  text(section: string): string;
}

/** Reads a recording from its folder; missing sections stay missing. */
export function readSnapshot(folder: string): Snapshot {
  const index = SnapshotIndex.parse(JSON.parse(readFileSync(join(folder, 'snapshot.json'), 'utf8')));
  return { ...index, text: (section) => readFileSync(join(folder, `${section}.txt`), 'utf8') };
}

/** A practice host: how it was, and how it was after the one change it was recorded with. */
export interface Recording {
  readonly name: string;
  readonly before: Snapshot;
  readonly after?: Snapshot;
}

/** Every recording below a folder: NAME/before/, and NAME/after/ where a change was recorded. */
export function readRecordings(folder: string): readonly Recording[] {
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, 'before/snapshot.json')))
    .sort()
    .map((name) => {
      const after = join(folder, name, 'after');
      return {
        name,
        before: readSnapshot(join(folder, name, 'before')),
        ...(existsSync(after) ? { after: readSnapshot(after) } : {}),
      };
    });
}
