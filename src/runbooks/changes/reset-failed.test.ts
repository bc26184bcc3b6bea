import { describe, expect, it } from 'vitest';
import {
  type Alterations,
  offeredPlan,
  practiceLook,
  refusalOf,
  unitWith,
} from '../../../test/support/practice-look.ts';
import { resetFailed } from './reset-failed.ts';

function planned(host: string, alter: Alterations = {}) {
  return resetFailed.plan({ look: practiceLook(host, alter), options: {}, changeId: '0123456789abcdef' });
}

describe('a reset of the failed state', () => {
  it('is one exact command that changes nothing but systemd’s counters', () => {
    const plan = offeredPlan(planned('web-04'));
    expect(plan).toMatchObject({
      tier: 'reversible',
      steps: [
        {
          command: {
            argv: ['/usr/bin/systemctl', '--no-pager', '--no-ask-password', 'reset-failed', 'apache2.service'],
          },
        },
      ],
      undo: { steps: [] },
    });
    expect(plan.impact).toContain('Apache stays stopped');
    expect(resetFailed.drift(plan, practiceLook('web-04'))).toEqual([]);
  });

  it.each([
    ['the unit is active', 'web-01', {}, 'there is nothing to reset'],
    [
      'the unit only stopped',
      'web-04',
      unitWith({ ActiveState: 'inactive', Result: 'success' }),
      'there is nothing to reset',
    ],
    ['the unit could not be read', 'web-04', { unit: null }, 'could not be read'],
    [
      'the boot id is not known',
      'web-04',
      { survey: (text: string) => text.replace(/^boot .*\n/m, '') },
      'The boot id could not be read',
    ],
  ] satisfies readonly (readonly [string, string, Alterations, string])[])(
    'is refused when %s',
    (_what, host, alter, why) => {
      expect(refusalOf(planned(host, alter))).toContain(why);
    },
  );

  it('is offered where the start limit was hit without a failed state', () => {
    expect(refusalOf(planned('web-04', unitWith({ ActiveState: 'inactive', Result: 'start-limit-hit' })))).toBe(
      'offered',
    );
  });

  it('has drifted when the state is another one', () => {
    const drift = resetFailed.drift(
      offeredPlan(planned('web-04')),
      practiceLook('web-04', unitWith({ ActiveState: 'activating', SubState: 'start' })),
    );
    expect(drift).toEqual([
      {
        what: 'State of the unit',
        planned: 'failed (failed), result exit-code',
        now: 'activating (start), result exit-code',
      },
    ]);
  });

  it('is verified by the state alone', () => {
    const plan = offeredPlan(planned('web-04'));
    const baseline = resetFailed.baseline(practiceLook('web-04'));
    const reset = unitWith({ ActiveState: 'inactive', SubState: 'dead', Result: 'success' });
    expect(resetFailed.verify(plan, baseline, practiceLook('web-04', reset)).outcome).toBe('verified');
    expect(resetFailed.verify(plan, baseline, practiceLook('web-04')).outcome).toBe('failed');
  });
});
