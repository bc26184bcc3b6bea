import { describe, expect, it } from 'vitest';
import type { Intent } from '../../model/intent.ts';
import { readRunValue, runValueOf } from './button.ts';
import { sickReport } from './golden/samples.ts';
import { renderInterrupted } from './interrupted.ts';
import type { SlackMessage } from './message.ts';
import { renderReport } from './report.ts';

/** What the buttons of a message carry, by their words. */
function buttonsOf({ blocks }: SlackMessage): ReadonlyMap<string, unknown> {
  const buttons = blocks.flatMap((block) => (block.type === 'actions' ? block.elements : []));
  return new Map(
    buttons.flatMap((one) => (one.type === 'button' ? [[one.text.text, readRunValue(one.value)] as const] : [])),
  );
}

describe('asking again', () => {
  it('keeps how far back the diagnosis looked', () => {
    const asked: Intent = { kind: 'look', verb: 'diagnose', host: 'web-03', options: { sinceSeconds: 7_200 } };
    const shown = buttonsOf(
      renderReport({ ...sickReport, host: 'web-03', verb: 'diagnose' }, { asked: runValueOf(asked) }),
    );

    expect(shown.get('Diagnose again')).toEqual(runValueOf(asked));
  });

  it.each<Intent>([
    { kind: 'look', verb: 'logs', host: 'web-03', options: { lines: 50, grep: 'AH01114', followSeconds: 60 } },
    { kind: 'watch', host: 'web-03', seconds: 600 },
    { kind: 'compare', hosts: ['web-01', 'web-03'], group: 'web' },
    { kind: 'change', verb: 'mpm', host: 'web-03', options: { mpm: 'event' }, dryRun: true },
  ])('repeats a run that was cut off as it was asked: $kind', (asked) => {
    const value = runValueOf(asked);
    const shown = buttonsOf(renderInterrupted(value.verb, 'web-03', 'restart', true, value));

    expect(shown.get('Ask again')).toEqual({ ...value, takesRoot: true });
  });

  it('repeats the verb where no more is on record', () => {
    expect(buttonsOf(renderInterrupted('status', 'web-03', 'fault', false)).get('Ask again')).toEqual({
      v: 1,
      verb: 'status',
      host: 'web-03',
    });
  });
});
