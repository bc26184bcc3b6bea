import { describe, expect, it } from 'vitest';
import {
  type Alterations,
  offeredPlan,
  practiceLook,
  refusalOf,
  unitWith,
} from '../../../test/support/practice-look.ts';
import { stop } from './stop.ts';

function planned(host: string, alter: Alterations = {}) {
  return stop.plan({ look: practiceLook(host, alter), options: {}, changeId: '0123456789abcdef' });
}

const command = ['/usr/bin/systemctl', '--no-pager', '--no-ask-password'];

describe('a stop', () => {
  it('is the unit’s own, disruptive, and is undone by a start', () => {
    const plan = offeredPlan(planned('web-01'));
    expect(plan.steps.map((step) => step.command.argv)).toEqual([[...command, 'stop', 'apache2.service']]);
    expect(plan.undo.steps.map((step) => step.command.argv)).toEqual([[...command, 'start', 'apache2.service']]);
    expect(plan.tier).toBe('disruptive');
    expect(plan.impact).toMatch(/^\*:443, \*:80 will be closed: every new connection is refused until somebody starts/);
    expect(stop.drift(plan, practiceLook('web-01'))).toEqual([]);
  });

  it('promises no way back, and no grace, where the configuration on disk does not load', () => {
    const plan = offeredPlan(planned('web-05'));
    expect(plan.undo.steps).toEqual([]);
    expect(plan.undo.words).toContain('KeepAlive must be On or Off');
    expect(plan.impact).toContain(
      'cut at once: the control program does nothing with a configuration that does not load',
    );
  });

  it.each([
    ['nothing runs', 'web-04', {}, 'there is nothing to stop (apache2.service is failed)'],
    [
      'a login session owns the parent',
      'web-01',
      {
        survey: (text: string) =>
          text.replace('r 108 1 /system.slice/apache2.service', 'r 108 1 /user.slice/user-0.slice/session-3.scope'),
      },
      'is not apache2.service’s',
    ],
    ['the configuration could not be hashed', 'web-01', { 'config-tree': null }, 'could not be hashed'],
    [
      'who listens is not shown',
      'web-01',
      { listeners: (text: string) => text.replaceAll(/users:\S+/g, '') },
      'Who listens could not be seen',
    ],
  ] satisfies readonly (readonly [string, string, Alterations, string])[])(
    'is refused when %s',
    (_what, host, alter, why) => {
      expect(refusalOf(planned(host, alter))).toContain(why);
    },
  );

  it('has drifted when the way back that was promised is gone', () => {
    const broken = {
      configtest: () => 'AH00526: Syntax error on line 1 of /etc/apache2/x.conf:\nKeepAlive must be On or Off\n',
    };
    const drift = stop.drift(offeredPlan(planned('web-01')), practiceLook('web-01', broken));
    expect(drift.map(({ what }) => what)).toEqual(['Could start again']);
  });

  const gone: Alterations = {
    survey: (text) =>
      text
        .replace(/^[prg] \d+ .*\n/gm, '')
        .replace('seen 3', 'seen 0')
        .replace(/^c 108 .*\n/m, ''),
    listeners: (text) => text.replace(/^LISTEN.*apache2.*\n/gm, '').replace(/^c .*apache2.*\n/gm, ''),
    ...unitWith({ ActiveState: 'inactive', SubState: 'dead', MainPID: '0' }),
  };
  const verified = (alter: Alterations) =>
    stop.verify(offeredPlan(planned('web-01')), stop.baseline(practiceLook('web-01')), practiceLook('web-01', alter));

  it('is verified when the parent is gone, its sockets are closed and systemd calls it a success', () => {
    expect(verified(gone)).toMatchObject({ outcome: 'verified' });
  });

  it('is not called verified when systemd had to kill it, and is not undone for that', () => {
    const killed = { ...gone, ...unitWith({ ActiveState: 'failed', SubState: 'failed', Result: 'timeout' }) };
    const { outcome, points } = verified(killed);
    expect(outcome).toBe('unsure');
    expect(points.find(({ name }) => name === 'Ended by itself')?.detail).toContain('systemd killed what was left');
    expect(verified({}).outcome).toBe('unsure');
  });
});
