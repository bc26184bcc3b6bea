import { cleanText } from '../lib/hostile-text.ts';
import { redact } from '../lib/redact.ts';
import type { PlanStep } from '../model/plan.ts';
import type { ChangeAnswer, HeldHost } from '../model/ports.ts';

/** How a row of steps ended: `ran` is the last one that was sent, and `completed` how many ended well. */
export type StepsEnd =
  | {
      readonly ended: 'ran';
      readonly completed: number;
      readonly step: string;
      readonly exit: number;
      readonly output: string;
    }
  | { readonly ended: 'unknown' | 'not-sent'; readonly completed: number; readonly detail: string };

/** Runs steps in their order on a held host, up to the first that does not end well. Throws between two steps when the process is to end: the next one has to look at what this one left. */
export async function runSteps(held: HeldHost, steps: readonly PlanStep[], signal: AbortSignal): Promise<StepsEnd> {
  let end: StepsEnd = { ended: 'ran', completed: 0, step: '', exit: 0, output: '' };
  for (const [index, { title, command }] of steps.entries()) {
    if (index > 0) signal.throwIfAborted();
    end = endOf(await held.change(command, signal), title, index);
    if (end.ended !== 'ran' || end.exit !== 0) return end;
  }
  return end;
}

function endOf(answer: ChangeAnswer, step: string, before: number): StepsEnd {
  switch (answer.ended) {
    case 'ran': {
      const { exit, text } = answer;
      return { ended: 'ran', completed: exit === 0 ? before + 1 : before, step, exit, output: shown(text) };
    }
    case 'not-sent':
      return { ended: 'not-sent', completed: before, detail: answer.why.detail };
    case 'timed-out':
      return {
        ended: 'unknown',
        completed: before,
        detail: `“${step}” did not end in time. ${shown(answer.text)}`.trim(),
      };
    case 'unknown':
      return { ended: 'unknown', completed: before, detail: `“${step}”: ${answer.detail}` };
  }
}

function shown(text: string): string {
  return redact(cleanText(text));
}
