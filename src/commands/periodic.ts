import { followUp } from './follow-up.ts';
import { remindApprovers } from './remind.ts';
import type { Services } from './services.ts';

/** How often what is due is looked for, in milliseconds: a reminder or a look back may come that much late. */
const EVERY_MS = 20_000;

/** Does what is due by the clock alone, again and again; the function that comes back ends it. */
export function startPeriodic(services: Services, everyMs: number = EVERY_MS): () => void {
  let busy = false;
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    void doWhatIsDue(services).finally(() => {
      busy = false;
    });
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}

async function doWhatIsDue(services: Services): Promise<void> {
  await guardedly(services, 'the approvers could not be reminded', () => remindApprovers(services));
  await guardedly(services, 'a reloaded host could not be looked at again', () => followUp(services));
}

async function guardedly({ log }: Services, message: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    log.error({ err: error }, message);
  }
}
