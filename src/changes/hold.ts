import type { Clock } from '../lib/clock.ts';
import type { Host } from '../model/host.ts';
import type { Plan } from '../model/plan.ts';
import type { ChangeTransport, HeldHost, NotHeld } from '../model/ports.ts';

const PAUSE_MS = 1_000;

/** Room for what a command's shell still does after it. */
const ROOM_MS = 10_000;

/** How long one of a plan's commands may still run, and keep the host's lock, after its connection or its process was lost; in milliseconds. */
export function longestMs({ steps, undo }: Pick<Plan, 'steps' | 'undo'>): number {
  return Math.max(0, ...[...steps, ...undo.steps].map(({ command }) => command.seconds * 1_000)) + ROOM_MS;
}

/** Takes the host's lock, trying again for so many milliseconds while another holds it, or while the host is not reached. Rejects when aborted. */
export async function holdPatiently(
  { transport, clock }: { readonly transport: ChangeTransport; readonly clock: Clock },
  host: Host,
  { lockedMs, lostMs }: { readonly lockedMs: number; readonly lostMs: number },
  signal: AbortSignal,
): Promise<HeldHost | NotHeld> {
  const since = clock.elapsed();
  for (;;) {
    const held = await transport.hold(host, signal);
    if (held.held) return held;
    const most = held.ended === 'locked' ? lockedMs : lostMs;
    if (clock.elapsed() - since >= most) {
      signal.throwIfAborted();
      return held;
    }
    await clock.wait(PAUSE_MS, signal);
  }
}

/** Waits until no command of an earlier session holds the host any more, for as long as one of this plan may run; a host that is not reached is not waited for. */
export async function untilEnded(
  deps: { readonly transport: ChangeTransport; readonly clock: Clock; host(name: string): Host | undefined },
  plan: Plan,
  signal: AbortSignal,
): Promise<void> {
  const host = deps.host(plan.host);
  if (host === undefined) return;
  const held = await holdPatiently(deps, host, { lockedMs: longestMs(plan), lostMs: 0 }, signal);
  if (held.held) await held.release();
}
