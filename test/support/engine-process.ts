import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import type { z } from 'zod';
import type { ChildOrders } from './engine-child.ts';

/** A real process with an engine in it. */
export interface EngineProcess {
  /** Resolves with true once its engine is resumed and the roll started, with false when it ended before. */
  readonly ready: Promise<boolean>;
  /** What it wrote to its standard error until now. */
  errors(): string;
  /** Ends it by SIGKILL and waits until it is gone. */
  kill(): Promise<void>;
  /** Waits until it is gone by itself; gives its exit code or signal. */
  gone(): Promise<number | string | null>;
}

/** Who is killed writes no cache at its end, so the child does at its start. */
const withCompileCache = { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache') };

const running = new Set<ChildProcess>();

/** Starts a process that does as ordered. */
export function startEngineProcess(orders: z.input<typeof ChildOrders>): EngineProcess {
  const file = fileURLToPath(new URL('./engine-child.ts', import.meta.url));
  const child = spawn(process.execPath, [file, JSON.stringify(orders)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: withCompileCache,
  });
  running.add(child);
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const ended = once(child, 'exit').finally(() => running.delete(child));
  const ready = new Promise<boolean>((resolve) => {
    child.stdout.once('data', () => resolve(true));
    child.once('exit', () => resolve(false));
  });
  return {
    ready,
    errors: () => errors,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    async gone() {
      await ended;
      return child.exitCode ?? child.signalCode;
    },
  };
}

/** Kills whatever a failed test left running. */
export async function killEngineProcesses(): Promise<void> {
  for (const child of running) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
}
