import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { defined } from '../../lib/defined.ts';
import { parseRecording, type Recording, withSharedTexts } from './recording.ts';

/** A practice host: how it was, and how it was after the one change it was recorded with. */
export interface PracticeRecording {
  readonly name: string;
  readonly before: Recording;
  readonly after?: Recording;
}

/** The recordings that ship with the workbench: one file each, named after its host, with `-after` for how it was after a change. */
export const practiceFolder = join(import.meta.dirname, 'recordings');
const AFTER = '-after';

/** Every practice host that is recorded, with the text of every section. */
export function readPracticeRecordings(): readonly PracticeRecording[] {
  const held = new Map(
    readdirSync(practiceFolder)
      .sort()
      .map((file) => [basename(file, '.txt'), readRecordingFile(join(practiceFolder, file))]),
  );
  const whole = (recording: Recording) => withSharedTexts(recording, (name) => held.get(name));
  return [...held].flatMap(([name, before]) => {
    if (name.endsWith(AFTER)) return [];
    const after = held.get(`${name}${AFTER}`);
    return [{ name, before: whole(before), ...defined({ after: after === undefined ? undefined : whole(after) }) }];
  });
}

/** One recording as its file has it. @throws {Error} that names file and line. */
export function readRecordingFile(path: string): Recording {
  try {
    return parseRecording(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Error(`${path}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
