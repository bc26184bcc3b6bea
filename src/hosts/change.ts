import type { BatchEnd, ChangeAnswer, ChangeCommand, SectionAnswer } from '../model/ports.ts';
import {
  buildChangeScript,
  COMMAND_SECTION,
  changeSections,
  LOCK_IMPOSSIBLE,
  LOCK_SECTION,
  LOCK_TAKEN,
} from './change-script.ts';
import type { Shell } from './shell.ts';
import { unreached } from './unreached.ts';

/** Exits of timeout(1) for a command whose time was up: ended by SIGTERM (143 with busybox), or by SIGKILL after it. */
const outOfTime: ReadonlySet<number> = new Set([124, 137, 143]);

/** The host's clock is read in steps of 10 ms. */
const CLOCK_STEP_MS = 20;

/** Runs one change in a fresh shell; from the moment it is sent, every end that does not say otherwise is `unknown`. */
export async function runChange(
  shell: Shell,
  command: ChangeCommand,
  who: string,
  signal: AbortSignal | undefined,
): Promise<ChangeAnswer> {
  if (signal?.aborted === true)
    return { ended: 'not-sent', why: unreached('disconnected', 'the change was cancelled before it was sent') };
  const answers = new Map<string, SectionAnswer>();
  const end = await shell.run({
    sections: changeSections(command),
    script: (nonce) => buildChangeScript(nonce, command, who),
    onAnswer: (answer) => answers.set(answer.id, answer),
  });
  return judge(command, answers.get(LOCK_SECTION), answers.get(COMMAND_SECTION), end);
}

function judge(
  command: ChangeCommand,
  lock: SectionAnswer | undefined,
  ran: SectionAnswer | undefined,
  end: BatchEnd,
): ChangeAnswer {
  if (lock?.exit === LOCK_TAKEN) return { ended: 'locked', holder: lock.text.trim() };
  if (lock !== undefined && lock.exit !== 0 && !lock.timedOut) return noLock(lock);
  if (ran === undefined || (ran.timedOut && !end.complete))
    return { ended: 'unknown', detail: end.complete ? 'the host did not say how the command ended' : end.reason };
  if (outOfTime.has(ran.exit) && ran.durationMs >= command.seconds * 1000 - CLOCK_STEP_MS)
    return { ended: 'timed-out', text: ran.text };
  return { ended: 'ran', exit: ran.exit, text: ran.text, durationMs: ran.durationMs };
}

function noLock({ exit, text }: SectionAnswer): ChangeAnswer {
  const words = text.replace(/[^\x20-\x7e]+/g, ' ').trim();
  const why = exit === LOCK_IMPOSSIBLE && words !== '' ? words : `exit ${exit} ${words}`.trim();
  return { ended: 'not-sent', why: unreached('configuration', `the host's lock cannot be taken: ${why}`) };
}
