import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import process from 'node:process';
import { z } from 'zod';
import { cutText, oneLine } from '../lib/hostile-text.ts';
import type { Actor, EpochMs } from '../model/engine-port.ts';

/** Why no change may run: who said so, when and why; null for what is not known, as of a file that somebody only touched. */
export interface Freeze {
  readonly by: Actor | null;
  readonly at: EpochMs | null;
  readonly reason: string | null;
}

/** The switch that stops all changes while looking goes on: a file, so that Slack, a terminal and a plain `touch` are one mechanism. */
export interface FreezeSwitch {
  readonly path: string;
  /** Undefined when changes may run. A file that cannot be read or understood freezes too. */
  read(): Freeze | undefined;
  /** Throws when the file cannot be written: then nothing is frozen. */
  freeze(freeze: Freeze): void;
  lift(): void;
}

/** What the file holds when we wrote it. */
const FreezeFile = z.object({
  by: z
    .object({
      surface: z.enum(['slack', 'terminal', 'system']),
      id: z.string().min(1),
      team: z.string().exactOptional(),
    })
    .nullable()
    .catch(null),
  at: z.number().int().nullable().catch(null),
  reason: z.string().nullable().catch(null),
});

/** Longest reason that is kept. */
const LONGEST_REASON = 300;

/** The switch at a path. */
export function freezeSwitch(path: string): FreezeSwitch {
  return {
    path,
    read: () => readFreeze(path),
    freeze: (freeze) => writeFreeze(path, freeze),
    lift: () => rmSync(path, { force: true }),
  };
}

/** A freeze as one sentence. */
export function freezeSentence({ by, at, reason }: Freeze): string {
  const who = by === null ? 'somebody' : `${by.id} (${by.surface})`;
  const when = at === null ? '' : ` since ${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return `All changes are frozen${when}, by ${who}${reason === null ? '' : `: ${reason}`}. Looking still works.`;
}

function readFreeze(path: string): Freeze | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    return code === 'ENOENT' ? undefined : { by: null, at: null, reason: `the file ${path} cannot be read (${code})` };
  }
  const written = parsed(text);
  if (written !== undefined) return { ...written, at: written.at ?? changedAt(path), reason: shown(written.reason) };
  return { by: null, at: changedAt(path), reason: shown(text) };
}

function parsed(text: string): Freeze | undefined {
  try {
    return FreezeFile.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function changedAt(path: string): EpochMs | null {
  return statSync(path, { throwIfNoEntry: false })?.mtime.getTime() ?? null;
}

function shown(reason: string | null): string | null {
  const line = cutText(oneLine((reason ?? '').trim()), LONGEST_REASON).trim();
  return line === '' ? null : line;
}

/** Writes beside the place and renames, so that the file is whole or not there. */
function writeFreeze(path: string, freeze: Freeze): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const beside = `${path}.${process.pid}`;
  const file = openSync(beside, 'w', 0o600);
  try {
    writeSync(file, `${JSON.stringify({ ...freeze, reason: shown(freeze.reason) }, undefined, 2)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(beside, path);
}
