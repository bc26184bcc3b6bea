import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { formatRecording, type Recording, withSharedTexts } from '../../src/workbench/practice/recording.ts';
import { practiceFolder } from '../../src/workbench/practice/recordings.ts';
import { readRecordingOf, withRecording } from './case-file.ts';

/** Every case: one file with what one host showed and what must come of it. */
export const casesFolder = join(import.meta.dirname, '../cases');

/** A text of so many characters is stored once; shorter ones are repeated, so that a case can be read for itself. */
const LEAST_SHARED = 500;

/** A recording and the file it is stored in. */
export interface Stored {
  readonly name: string;
  readonly path: string;
  /** As its file has it. */
  readonly held: Recording;
  /** With the text of every section. */
  readonly whole: Recording;
}

/** Every recording: the practice hosts, which the product brings along and which may share no text with a case, then the cases. */
export function storedRecordings(): readonly Stored[] {
  const held = [...filesIn(practiceFolder), ...filesIn(casesFolder)].map((path) => ({
    name: basename(path, '.txt'),
    path,
    held: readRecordingOf(path),
  }));
  const byName = new Map(held.map((one) => [one.name, one.held]));
  if (byName.size < held.length)
    throw new Error(`two recordings have one name: ${twice(held.map(({ name }) => name))}`);
  return held.map((one) => ({ ...one, whole: wholeOf(one.path, one.held, byName) }));
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .sort()
    .map((file) => join(folder, file));
}

function twice(names: readonly string[]): string {
  return names.filter((name, index) => names.indexOf(name) !== index).join(', ');
}

function wholeOf(path: string, recording: Recording, byName: ReadonlyMap<string, Recording>): Recording {
  try {
    return withSharedTexts(recording, (name) => byName.get(name));
  } catch (error) {
    throw new Error(`${path}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** The file of a case. */
export function casePath(name: string): string {
  return join(casesFolder, `${name}.txt`);
}

/** The file of a practice host's recording. */
export function practicePath(name: string): string {
  return join(practiceFolder, `${name}.txt`);
}

/** Stores a recording, each long text once; what others took from the one it replaces stays theirs. Gives back its file. */
export function storeRecording(path: string, recording: Recording): string {
  const others = storedRecordings().filter((one) => one.path !== path);
  writeFileSync(path, withRecording(path, formatRecording(recording)));
  const all = [...others, { name: basename(path, '.txt'), path, held: recording, whole: recording }];
  updateFiles(withTextsOnce(all));
  return path;
}

/** Writes the files that are not yet as they should be. */
export function updateFiles(files: ReadonlyMap<string, string>): void {
  for (const [path, text] of files) if (readFileSync(path, 'utf8') !== text) writeFileSync(path, text);
}

/** The files as they should be: each long text where it is held now, a practice host before a case, and a mark everywhere else. */
export function withTextsOnce(stored: readonly Stored[]): ReadonlyMap<string, string> {
  const inPractice = ({ path }: Stored) => path.startsWith(practiceFolder);
  const holds = (one: Stored, id: string) => one.held.sections[id]?.asOn === undefined;
  const holders = new Map<string, string>();
  const rank = (one: Stored, id: string) => (inPractice(one) ? 0 : 2) + (holds(one, id) ? 0 : 1);
  const texts = stored.flatMap((one) =>
    Object.entries(one.whole.sections).map(([id, { text }]) => ({
      name: one.name,
      key: `${id}\n${text}`,
      rank: rank(one, id),
    })),
  );
  for (const { name, key } of texts.sort((a, b) => a.rank - b.rank)) if (!holders.has(key)) holders.set(key, name);
  return new Map(
    stored.map(({ name, path, whole }) => {
      const sections = Object.entries(whole.sections).map(([id, section]) => {
        const holder = holders.get(`${id}\n${section.text}`);
        const shared = section.text.length >= LEAST_SHARED && holder !== undefined && holder !== name;
        return [id, shared ? { ...section, text: '', asOn: holder } : section];
      });
      return [path, withRecording(path, formatRecording({ ...whole, sections: Object.fromEntries(sections) }))];
    }),
  );
}
