import { type StdioOptions, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { constants } from 'node:os';

/** How a command ended; `output` is stdout and stderr as they came. A signal counts as 128 + its number. */
export interface CommandResult {
  readonly exit: number;
  readonly output: string;
}

interface RunOptions {
  readonly input?: string;
  readonly timeoutMs?: number;
}

/** Runs a program without a shell and waits for it; never throws for a failing command, exit 124 means out of time. */
export function run(argv: readonly string[], options: RunOptions = {}): Promise<CommandResult> {
  const [program = '', ...args] = argv;
  const { promise, resolve } = Promise.withResolvers<CommandResult>();
  const child = spawn(program, args, { stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'] });
  const chunks: Buffer[] = [];
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    child.kill('SIGKILL');
    child.stdout?.destroy();
    child.stderr?.destroy();
  }, options.timeoutMs ?? 60_000);
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(options.input);
  const finish = (exit: number, extra = ''): void => {
    clearTimeout(timer);
    resolve({ exit: late ? 124 : exit, output: Buffer.concat(chunks).toString('utf8') + extra });
  };
  child.once('error', (error) => finish(127, error.message));
  child.once('close', (code, signal) => finish(exitCode(code, signal)));
  return promise;
}

/** Like {@link run}, but a failing command is an error that carries its output. */
export async function must(argv: readonly string[], options: RunOptions = {}): Promise<string> {
  const result = await run(argv, options);
  if (result.exit !== 0) throw new Error(`${argv.join(' ')}: exit ${result.exit}\n${result.output.trim()}`);
  return result.output;
}

/** Runs a program on the caller's own terminal, passes on the signals we get, and gives its exit code. */
export function passThrough(argv: readonly string[]): Promise<number> {
  const [program = '', ...args] = argv;
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const child = spawn(program, args, { stdio: 'inherit' });
  const forward = (signal: NodeJS.Signals): void => void child.kill(signal);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, forward);
  child.once('error', reject);
  child.once('close', (code, signal) => resolve(exitCode(code, signal)));
  return promise;
}

/** Starts a program in a session of its own that outlives us; its messages go to `logFile`, and it inherits `keepOpen` as fd 3. */
export function detach(argv: readonly string[], logFile: string, keepOpen?: number): void {
  const [program = '', ...args] = argv;
  const log = openSync(logFile, 'w');
  const stdio: StdioOptions = ['ignore', log, log];
  if (keepOpen !== undefined) stdio.push(keepOpen);
  spawn(program, args, { detached: true, stdio }).unref();
  closeSync(log);
}

function exitCode(code: number | null, signal: NodeJS.Signals | null): number {
  return code ?? (signal === null ? 1 : 128 + constants.signals[signal]);
}
