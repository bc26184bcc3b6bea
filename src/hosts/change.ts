import type { BatchEnd, ChangeAnswer, ChangeCommand, HeldHost, NotHeld, SectionAnswer } from '../model/ports.ts';
import {
  buildCommandScript,
  buildLockScript,
  buildReleaseScript,
  commandSections,
  LOCK_IMPOSSIBLE,
  LOCK_TAKEN,
  lockSections,
  releaseSections,
} from './change-script.ts';
import type { Shell } from './shell.ts';
import { unreached } from './unreached.ts';

/** Exits of timeout(1) for a command whose time was up: ended by SIGTERM (143 with busybox), or by SIGKILL after it. */
const outOfTime: ReadonlySet<number> = new Set([124, 137, 143]);

/** Added to a section's own seconds for a whole script: its start, and what its last frames take. A host that stops in between frames must not hold a change for ever. */
const AROUND_MS = 60_000;

/** The host's clock is read in steps of 10 ms. */
const CLOCK_STEP_MS = 20;

/** Takes the host's lock in a fresh shell; whoever gets it gives it back with `release`, which ends the shell. */
export async function holdHost(
  shell: Shell,
  who: string,
  signal: AbortSignal | undefined,
): Promise<HeldHost | NotHeld> {
  if (signal?.aborted === true) {
    await shell.end();
    return notSent('the change was cancelled before it was sent');
  }
  const { answer: lock, end } = await ask(shell, lockSections, (nonce) => buildLockScript(nonce, who));
  if (lock?.exit === 0) return heldOver(shell);
  await shell.end();
  if (lock === undefined) return notSent(end.complete ? 'the host did not answer for its lock' : end.reason);
  if (lock.exit === LOCK_TAKEN) return { held: false, ended: 'locked', holder: lock.text.trim() };
  return noLock(lock);
}

function heldOver(shell: Shell): HeldHost {
  return {
    held: true,
    change: (command, signal) => runCommand(shell, command, signal),
    async release() {
      await ask(shell, releaseSections, buildReleaseScript);
      await shell.end();
    },
  };
}

/** From the moment a command is sent, every end that does not say otherwise is `unknown`. */
async function runCommand(
  shell: Shell,
  command: ChangeCommand,
  signal: AbortSignal | undefined,
): Promise<ChangeAnswer> {
  if (signal?.aborted === true)
    return { ended: 'not-sent', why: unreached('disconnected', 'the change was cancelled before it was sent') };
  const { answer: ran, end } = await ask(shell, commandSections(command), (nonce) =>
    buildCommandScript(nonce, command),
  );
  if (ran === undefined || (ran.timedOut && !end.complete))
    return { ended: 'unknown', detail: end.complete ? 'the host did not say how the command ended' : end.reason };
  if (outOfTime.has(ran.exit) && ran.durationMs >= command.seconds * 1000 - CLOCK_STEP_MS)
    return { ended: 'timed-out', text: ran.text };
  return { ended: 'ran', exit: ran.exit, text: ran.text, durationMs: ran.durationMs };
}

async function ask(
  shell: Shell,
  sections: typeof lockSections,
  script: (nonce: string) => string,
): Promise<{ readonly answer: SectionAnswer | undefined; readonly end: BatchEnd }> {
  let answer: SectionAnswer | undefined;
  const end = await shell.run({
    sections,
    script,
    batchMs: AROUND_MS + Math.max(0, ...sections.map(({ seconds }) => seconds * 1_000)),
    onAnswer(one) {
      answer = one;
    },
  });
  return { answer, end };
}

function notSent(detail: string): NotHeld {
  return { held: false, ended: 'not-sent', why: unreached('disconnected', detail) };
}

function noLock({ exit, text }: SectionAnswer): NotHeld {
  const words = text.replace(/[^\x20-\x7e]+/g, ' ').trim();
  const why = exit === LOCK_IMPOSSIBLE && words !== '' ? words : `exit ${exit} ${words}`.trim();
  return {
    held: false,
    ended: 'not-sent',
    why: unreached('configuration', `the host's lock cannot be taken: ${why}`),
  };
}
