import type { Logs } from './dependencies.ts';
import { followUp } from './follow-up.ts';
import { remindApprovers } from './remind.ts';

/** How often what is due is looked for, in milliseconds: a reminder or a look back may come that much late. */
const EVERY_MS = 20_000;

/** Does what is due by the clock alone, again and again, and each by itself: looks at slow hosts keep no reminder waiting. The function that comes back ends it. */
export function startPeriodic(
  deps: Logs & Parameters<typeof remindApprovers>[0] & Parameters<typeof followUp>[0],
  everyMs: number = EVERY_MS,
): () => void {
  const ends = [
    repeatedly(deps, everyMs, 'the approvers could not be reminded', () => remindApprovers(deps)),
    repeatedly(deps, everyMs, 'a reloaded host could not be looked at again', () => followUp(deps)),
  ];
  return () => {
    for (const end of ends) end();
  };
}

/** Never two at a time, and never a rejection. */
function repeatedly({ log }: Logs, everyMs: number, message: string, work: () => Promise<void>): () => void {
  let busy = false;
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    void work()
      .catch((error: unknown) => log.error({ err: error }, message))
      .finally(() => {
        busy = false;
      });
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
