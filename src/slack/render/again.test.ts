import { describe, expect, it } from 'vitest';
import { type Intent, verbOf } from '../../model/intent.ts';
import { readRun } from './button.ts';
import { sickReport } from './golden/samples.ts';
import { renderInterrupted } from './interrupted.ts';
import type { SlackMessage } from './message.ts';
import { renderReport } from './report.ts';

/** What the buttons of a message carry, by their words. */
function buttonsOf({ blocks }: SlackMessage): ReadonlyMap<string, unknown> {
  const buttons = blocks.flatMap((block) => (block.type === 'actions' ? block.elements : []));
  return new Map(
    buttons.flatMap((one) => (one.type === 'button' ? [[one.text.text, readRun(one.value)] as const] : [])),
  );
}

describe('asking again', () => {
  it('keeps how far back the diagnosis looked', () => {
    const asked: Intent = { kind: 'look', verb: 'diagnose', host: 'web-03', options: { sinceSeconds: 7_200 } };
    const shown = buttonsOf(renderReport({ ...sickReport, host: 'web-03', verb: 'diagnose' }, { asked }));

    expect(shown.get('Diagnose again')).toEqual({ intent: asked, takesRoot: false });
  });

  it.each<Intent>([
    { kind: 'look', verb: 'logs', host: 'web-03', options: { lines: 50, grep: 'AH01114', followSeconds: 60 } },
    { kind: 'watch', host: 'web-03', seconds: 600 },
    { kind: 'compare', hosts: ['web-01', 'web-03'], group: 'web' },
    { kind: 'change', verb: 'mpm', host: 'web-03', options: { mpm: 'event' }, dryRun: true },
  ])('repeats a run that was cut off as it was asked: $kind', (asked) => {
    const shown = buttonsOf(renderInterrupted(verbOf(asked), 'web-03', 'restart', true, asked));

    expect(shown.get('Ask again')).toEqual({ intent: asked, takesRoot: true });
  });

  it('offers nothing where nothing is known of what was asked', () => {
    expect(buttonsOf(renderInterrupted('status', 'web-03', 'fault', false)).size).toBe(0);
  });
});
