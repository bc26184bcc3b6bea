import { randomBytes } from 'node:crypto';
import type { ClientChannel } from 'ssh2';
import { redact } from '../lib/redact.ts';
import type { BatchEnd, NamedSection, SectionAnswer } from '../model/ports.ts';
import { byteCap } from './byte-cap.ts';
import { type FrameEvent, frameReader } from './frames.ts';
import { EXIT_LINE, SCRIPT_VERSION } from './script.ts';

/** The client's own limits, in milliseconds, for hosts whose timeout(1) is missing or does not answer. */
export interface ShellLimits {
  /** From sending a script to its first frame. */
  readonly startMs: number;
  /** Added to a section's own seconds. */
  readonly graceMs: number;
  /** For a whole script. */
  readonly batchMs: number;
}

/** What one script is and who is told about it. */
export interface ScriptRun {
  readonly sections: readonly NamedSection[];
  /** Builds the text around a fresh nonce. */
  script(nonce: string): string;
  onAnswer(answer: SectionAnswer): void;
  /** For this script, in place of {@link ShellLimits.batchMs}. */
  readonly batchMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/** A POSIX shell at the other end of a channel; scripts run in it one after the other. */
export interface Shell {
  /** Never rejects but for a script that cannot be built. */
  run(run: ScriptRun): Promise<BatchEnd>;
  end(): Promise<void>;
}

/** What is kept of stderr, where only a login shell or a shell that never started has something to say. */
const NOISE_BYTES = 1024;
const END_MS = 1000;
/** What timeout(1) exits with when the time is up. */
const TIMED_OUT_EXIT = 124;

/** Takes a channel over; from now on its output is read here alone. */
export function shellOver(channel: ClientChannel, limits: ShellLimits): Shell {
  const noise = byteCap(NOISE_BYTES, 'end');
  let over: string | undefined;
  let exit: string | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  channel.stderr.on('data', (bytes: Buffer) => noise.add(bytes));
  channel.on('error', () => undefined);
  channel.on('exit', (code: number | null, signal?: string) => {
    exit = signal === undefined ? `exit ${code}` : `signal ${signal}`;
  });
  channel.once('close', () => {
    over ??= exit === undefined ? 'the connection was lost' : `the shell on the host ended (${exit})`;
  });

  function hangUp(reason: string): void {
    over ??= reason;
    try {
      channel.signal('TERM');
    } catch {
      return;
    } finally {
      channel.close();
    }
  }

  return {
    run(run) {
      const result = turn.then(() => {
        if (over !== undefined) return { complete: false, reason: over } as const;
        return runScript({ channel, limits, hangUp, why: () => over, noise: () => noise.text() }, run);
      });
      turn = result.catch(() => undefined);
      return result;
    },
    end: () => endChannel(channel, over !== undefined),
  };
}

interface Line {
  readonly channel: ClientChannel;
  readonly limits: ShellLimits;
  hangUp(reason: string): void;
  why(): string | undefined;
  noise(): string;
}

function runScript(line: Line, run: ScriptRun): Promise<BatchEnd> {
  const { channel, limits } = line;
  const nonce = randomBytes(16).toString('hex');
  const script = run.script(nonce);
  const answered = new Set<string>();
  return new Promise((resolve) => {
    let settled = false;
    let sectionTimer: NodeJS.Timeout;
    const reader = frameReader(nonce, run.sections, onEvent);
    const onData = (bytes: Buffer): void => reader.push(bytes, performance.now());
    const onAbort = (): void => stop('the run was cancelled');
    const batchMs = run.batchMs ?? limits.batchMs;
    const batchTimer = setTimeout(() => stop(`not done within ${batchMs / 1000} s`), batchMs);

    function settle(end: BatchEnd): void {
      settled = true;
      clearTimeout(sectionTimer);
      clearTimeout(batchTimer);
      channel.off('data', onData);
      channel.off('close', onClose);
      run.signal?.removeEventListener('abort', onAbort);
      resolve(end);
    }

    function stop(reason: string): void {
      settle({ complete: false, reason: `${reason}; the channel was closed` });
      line.hangUp(`${reason}; the channel was closed`);
    }

    function onClose(): void {
      const partial = reader.unfinished(performance.now());
      const words = lastWords(partial?.text ?? `${reader.strayText()}\n${line.noise()}`);
      const where = partial === undefined ? '' : ` in section ${partial.id}`;
      const reason = `${line.why() ?? 'the connection was lost'}${where}`;
      settle({ complete: false, reason: words === '' ? reason : `${reason}: ${words}` });
    }

    function onLate(section: NamedSection): void {
      const partial = reader.unfinished(performance.now());
      if (partial !== undefined) run.onAnswer({ ...partial, exit: TIMED_OUT_EXIT, timedOut: true });
      stop(`section ${section.id} did not end within ${section.seconds} s`);
    }

    function onEvent(event: FrameEvent): void {
      if (settled) return;
      if (event.kind === 'begin') begin(event.version);
      else if (event.kind === 'open') watch(event.section);
      else if (event.kind === 'answer') answer(event.answer);
      else settle(endOf(run.sections, answered));
    }

    function begin(version: number): void {
      clearTimeout(sectionTimer);
      if (version !== SCRIPT_VERSION) stop(`the host answers with version ${version} of the script`);
    }

    function watch(section: NamedSection): void {
      clearTimeout(sectionTimer);
      sectionTimer = setTimeout(() => onLate(section), section.seconds * 1000 + limits.graceMs);
    }

    function answer(one: SectionAnswer): void {
      clearTimeout(sectionTimer);
      answered.add(one.id);
      run.onAnswer(one);
    }

    if (run.signal?.aborted === true) return stop('the run was cancelled');
    sectionTimer = setTimeout(() => stop(`no answer within ${limits.startMs / 1000} s`), limits.startMs);
    run.signal?.addEventListener('abort', onAbort);
    channel.on('data', onData);
    channel.on('close', onClose);
    channel.write(script);
  });
}

function endOf(sections: readonly NamedSection[], answered: ReadonlySet<string>): BatchEnd {
  const missing = sections.filter(({ id }) => !answered.has(id)).map(({ id }) => id);
  return missing.length === 0
    ? { complete: true }
    : { complete: false, reason: `the host left out ${missing.join(', ')}` };
}

/** The last line of what the other side said, for a sentence. */
function lastWords(text: string): string {
  const lines = redact(text)
    .split('\n')
    .map((line) => line.replace(/[^\x20-\x7e]+/g, ' ').trim());
  return (lines.findLast((line) => line !== '') ?? '').slice(0, 160);
}

/** Asks the shell to exit and waits a second at most. */
async function endChannel(channel: ClientChannel, over: boolean): Promise<void> {
  if (over || channel.destroyed) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(() => {
      channel.close();
      resolve();
    }, END_MS);
    channel.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
    channel.resume();
    channel.end(EXIT_LINE);
  });
}
