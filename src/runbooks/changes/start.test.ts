import { describe, expect, it } from 'vitest';
import {
  type Alterations,
  offeredPlan,
  practiceLook,
  refusalOf,
  unitWith,
} from '../../../test/support/practice-look.ts';
import { start } from './start.ts';

/** A host whose unit failed as nginx had its port, with nginx gone. */
const freed: Alterations = {
  listeners: (text) => text.replace(/^LISTEN.*nginx.*\n/gm, '').replace(/^c .*nginx.*\n/gm, ''),
};

function planned(alter: Alterations = freed) {
  return start.plan({ look: practiceLook('web-04', alter), options: {}, changeId: '0123456789abcdef' });
}

const command = ['/usr/bin/systemctl', '--no-pager', '--no-ask-password'];

describe('a start', () => {
  it('cuts nothing and is undone by a stop', () => {
    const plan = offeredPlan(planned());
    expect(plan.steps.map((step) => step.command.argv)).toEqual([[...command, 'start', 'apache2.service']]);
    expect(plan.undo.steps.map((step) => step.command.argv)).toEqual([[...command, 'stop', 'apache2.service']]);
    expect(plan).toMatchObject({
      tier: 'reversible',
      impact: 'Cuts no request: no Apache runs here now. httpd will listen on port 80, 443.',
    });
    expect(start.drift(plan, practiceLook('web-04', freed))).toEqual([]);
  });

  it.each([
    [
      'the unit’s last result was the start limit',
      { ...freed, ...unitWith({ Result: 'start-limit-hit' }) },
      'start-limit-hit',
    ],
    [
      'as many starts as systemd allows',
      { ...freed, ...unitWith({ StartLimitBurst: '2' }) },
      '2 starts in the last 10 s',
    ],
  ] satisfies readonly (readonly [string, Alterations, string])[])(
    'clears the start limit first, once, with %s',
    (_what, alter, words) => {
      const plan = offeredPlan(planned(alter));
      expect(plan.steps.map((step) => step.command.argv.slice(3))).toEqual([
        ['reset-failed', 'apache2.service'],
        ['start', 'apache2.service'],
      ]);
      expect(plan.impact).toContain(words);
      expect(start.drift(plan, practiceLook('web-04', freed))).toEqual([]);
    },
  );

  it.each([
    [
      'the port is another program’s, with the way out',
      {},
      'Port 80 is held by nginx (pid 193, nginx.service): httpd could not bind it (AH00072). If it is not meant to have that port: release-port web-04 80.',
    ],
    [
      'an Apache runs outside of the unit',
      { ...freed, survey: withStray },
      'Apache processes run outside of apache2.service (parent pid 900, by hand in a login session)',
    ],
    ['workers without a parent run', { ...freed, survey: withOrphan }, 'worker pid 901'],
    [
      'processes are hidden',
      { ...freed, survey: (text: string) => text.replace(/^init systemd\n/m, '') },
      'hides other users’ processes',
    ],
    ['the process table could not be read', { ...freed, survey: null }, 'No unit for Apache was found'],
    [
      'systemd starts it again and again',
      { ...freed, ...unitWith({ ActiveState: 'activating', SubState: 'auto-restart', NRestarts: '7' }) },
      'again and again by itself (7 times so far)',
    ],
    [
      'systemd takes it for active',
      { ...freed, ...unitWith({ ActiveState: 'active', SubState: 'exited' }) },
      'a start would do nothing',
    ],
    [
      'the configuration does not load',
      {
        ...freed,
        configtest: () => 'AH00526: Syntax error on line 1 of /etc/apache2/x.conf:\nKeepAlive must be On or Off\n',
      },
      'does not load',
    ],
    ['the Listen lines could not be read', { ...freed, directives: null }, 'The Listen lines could not be read'],
    ['who listens could not be seen', { ...freed, listeners: null }, 'Who listens could not be seen'],
    [
      'the starts cannot be counted',
      { ...freed, journal: null },
      'Whether systemd would refuse the start is not known: the journal',
    ],
  ] satisfies readonly (readonly [string, Alterations, string])[])('is refused when %s', (_what, alter, why) => {
    expect(refusalOf(planned(alter))).toContain(why);
  });

  it('names each port once although two looks found it taken', () => {
    expect(refusalOf(planned({})).match(/nginx \(/g)).toHaveLength(1);
    expect(refusalOf(planned({}))).not.toContain('asks for a port that');
  });

  it('is refused when Apache runs already, and has drifted when it came to run meanwhile', () => {
    const running = start.plan({ look: practiceLook('web-01'), options: {}, changeId: '0123456789abcdef' });
    expect(refusalOf(running)).toBe('Apache runs already: parent pid 108, owned by apache2.service.');
    const drift = start.drift(offeredPlan(planned()), practiceLook('web-04', { ...freed, survey: ownParent }));
    expect(drift.map(({ what }) => what)).toContain('Parent process');
    expect(drift.map(({ now }) => now)).toContain('Apache runs already: parent pid 900, owned by apache2.service.');
  });

  it('has drifted when systemd would refuse by now what it would not when planned', () => {
    const drift = start.drift(
      offeredPlan(planned()),
      practiceLook('web-04', { ...freed, ...unitWith({ Result: 'start-limit-hit' }) }),
    );
    expect(drift).toEqual([
      { what: 'Start limit', planned: 'not reached', now: 'reached: systemd would refuse the start' },
    ]);
  });

  it('has failed when no parent runs afterwards, and is undone when nothing runs as before', () => {
    const look = practiceLook('web-04', freed);
    const plan = offeredPlan(planned());
    expect(start.verify(plan, start.baseline(look), look)).toMatchObject({ outcome: 'failed' });
    expect(start.restored(plan, start.baseline(look), look)).toMatchObject({ outcome: 'verified' });
  });
});

function withStray(text: string): string {
  return text.replace(
    'seen 0',
    'p 900 1 900 S 1 410000 1933 0 0 0 apache2\nr 900 1 /user.slice/user-0.slice/session-3.scope\nseen 1',
  );
}

function withOrphan(text: string): string {
  return text.replace(
    'seen 0',
    'p 901 1 900 S 27 410000 1933 0 0 33 apache2\nr 901 1 /user.slice/user-0.slice/session-3.scope\nseen 1',
  );
}

function ownParent(text: string): string {
  return text.replace(
    'seen 0',
    'p 900 1 900 S 1 410000 1933 0 0 0 apache2\nr 900 1 /system.slice/apache2.service\nseen 1',
  );
}
