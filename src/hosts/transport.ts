import { hostname } from 'node:os';
import type { ClientChannel } from 'ssh2';
import type { Host } from '../model/host.ts';
import type { ChangeTransport, HeldHost, NotHeld, Session, Unreached } from '../model/ports.ts';
import { holdHost } from './change.ts';
import { createPool, type PoolOptions } from './pool.ts';
import { buildScript } from './script.ts';
import { type ShellLimits, shellOver } from './shell.ts';
import { unreached } from './unreached.ts';

/** Everything that can be set; times in milliseconds. */
export type TransportOptions = PoolOptions & ShellLimits & { readonly holder: string };

/** Looks at hosts and changes them over SSH; owns every connection until `closeAll`. */
export interface SshTransport extends ChangeTransport {
  closeAll(): Promise<void>;
}

/** The transport over `ssh2`; what is not set keeps the value shown here. */
export function createSshTransport(options: Partial<TransportOptions> = {}): SshTransport {
  const settings: TransportOptions = {
    connectMs: 5000,
    handshakeMs: 8000,
    keepaliveMs: 10_000,
    idleMs: 300_000,
    handshakes: 20,
    backoffMs: 250,
    startMs: 10_000,
    graceMs: 3000,
    batchMs: 180_000,
    environment: process.env,
    holder: `apache-oncall on ${hostname()} (pid ${process.pid})`,
    ...options,
  };
  const pool = createPool(settings);

  async function open(host: Host, signal?: AbortSignal): Promise<Session | Unreached> {
    const opened = await abandonable(pool.openShell(host), signal);
    if (!opened.reached) return opened;
    const shell = shellOver(opened.channel, settings);
    return {
      reached: true,
      run: (sections, onAnswer, runSignal) =>
        shell.run({ sections, script: (nonce) => buildScript(nonce, sections), onAnswer, signal: runSignal ?? signal }),
      end: () => shell.end(),
    };
  }

  async function hold(host: Host, signal?: AbortSignal): Promise<HeldHost | NotHeld> {
    const opened = await abandonable(pool.openShell(host), signal);
    if (!opened.reached) return { held: false, ended: 'not-sent', why: opened };
    const shell = shellOver(opened.channel, settings);
    return holdHost(shell, settings.holder, signal);
  }

  return { open, hold, closeAll: () => pool.closeAll() };
}

/** Stops waiting when the signal aborts; a channel that opens later is closed, the connection stays for others. */
async function abandonable(
  opening: ReturnType<ReturnType<typeof createPool>['openShell']>,
  signal: AbortSignal | undefined,
): Promise<Awaited<typeof opening>> {
  if (signal === undefined) return opening;
  let onAbort = (): void => undefined;
  const aborted = new Promise<Unreached>((resolve) => {
    onAbort = () => resolve(unreached('disconnected', 'the run was cancelled before the host answered'));
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort);
  });
  const answer = await Promise.race([opening, aborted]);
  signal.removeEventListener('abort', onAbort);
  if (!answer.reached) void opening.then((late) => late.reached && discard(late.channel));
  return answer;
}

function discard(channel: ClientChannel): void {
  channel.resume();
  channel.stderr.resume();
  channel.close();
}
