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
import { Actor, type EpochMs } from '../model/engine-port.ts';
import type { Freeze } from '../model/freeze.ts';

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
  by: Actor.unwrap()
    .extend({ id: z.string().min(1) })
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
