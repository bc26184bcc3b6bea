import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseRecording, type Recording } from '../../src/workbench/practice/recording.ts';

/** Stands below what the host showed; the rest of the file is what must come of it, as JSON. An answer that holds it has a backslash there, and no probe may have this name. */
const MARK = '#### expected\n';

/** A file of a recording as it is: the recording's own text, and the mark with what follows; empty where nothing is expected yet. */
interface Parts {
  readonly recording: string;
  readonly expected: string;
}

function partsOf(path: string): Parts {
  const text = readFileSync(path, 'utf8');
  const at = text.indexOf(`\n${MARK}`);
  return at === -1
    ? { recording: text, expected: '' }
    : { recording: text.slice(0, at + 1), expected: text.slice(at + 1) };
}

/** The recording of a file. @throws {Error} that names file and line. */
export function readRecordingOf(path: string): Recording {
  try {
    return parseRecording(partsOf(path).recording);
  } catch (error) {
    throw new Error(`${path}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** What must come of a case; undefined before it was written. @throws {Error} where it is no JSON. */
export function readExpected(path: string): unknown {
  const { expected } = partsOf(path);
  return expected === '' ? undefined : JSON.parse(expected.slice(MARK.length));
}

/** Writes what must come of a case behind what its host showed. */
export function writeExpected(path: string, expected: unknown): void {
  writeFileSync(path, `${partsOf(path).recording}${MARK}${JSON.stringify(expected, null, 2)}\n`);
}

/** The text of the file with another recording and the same expectation. */
export function withRecording(path: string, recording: string): string {
  return recording + (existsSync(path) ? partsOf(path).expected : '');
}
