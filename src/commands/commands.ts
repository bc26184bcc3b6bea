import type { Commands } from '../model/face/requests.ts';
import { ask, obeyButton } from './ask.ts';
import { markReviewed } from './break-glass.ts';
import { cardOf, decide, wholePlan } from './clicks.ts';
import { explainMessage } from './explain-message.ts';
import { control } from './rollout-clicks.ts';

/** All commands over what they need, for a face to call. */
export function createCommands(
  deps: Parameters<typeof ask>[0] &
    Parameters<typeof decide>[0] &
    Parameters<typeof wholePlan>[0] &
    Parameters<typeof markReviewed>[0] &
    Parameters<typeof control>[0] &
    Parameters<typeof explainMessage>[0],
): Commands {
  return {
    ask: (line) => ask(deps, line),
    press: (press, intent) => obeyButton(deps, press, intent),
    decide: (click, verdict) => decide(deps, click, verdict),
    wholePlan: (click) => wholePlan(deps, click),
    cardOf: (approval) => cardOf(deps, approval),
    review: (click) => markReviewed(deps, click),
    control: (click, wish) => control(deps, click, wish),
    explain: (line) => explainMessage(deps, line),
  };
}
