import { describe, expect, it } from 'vitest';
import { type Alterations, practiceLook, unitWith } from '../../../test/support/practice-look.ts';
import type { Look, Planned } from '../../model/change-runbook.ts';
import { restart } from './restart.ts';

function planOf(look: Look): Planned {
  return restart.plan({ look, options: {}, changeId: '0123456789abcdef' });
}

function reasonsOf(name: string, alter?: Alterations): string {
  const planned = planOf(practiceLook(name, alter));
  return planned.offered ? 'offered' : planned.refusal.reasons.map(({ why }) => why).join(' | ');
}

function impactOf(name: string, alter?: Alterations): string {
  const planned = planOf(practiceLook(name, alter));
  return planned.offered ? planned.plan.impact : '';
}

const graceful =
  '{ path=/usr/sbin/apachectl ; argv[]=/usr/sbin/apachectl graceful-stop ; ignore_errors=no ; pid=0 ; code=(null) ; status=0/0 }';

describe('a restart', () => {
  it('is one exact command of the unit, disruptive, and says honestly that it cannot be undone', () => {
    const planned = planOf(practiceLook('web-01'));
    expect(planned).toMatchObject({
      offered: true,
      plan: {
        steps: [
          {
            command: {
              argv: ['/usr/bin/systemctl', '--no-pager', '--no-ask-password', 'restart', 'apache2.service'],
              seconds: 200,
            },
          },
        ],
        tier: 'disruptive',
        undo: { steps: [] },
      },
    });
    if (planned.offered) expect(planned.plan.undo.words).toMatch(/^None/);
    if (planned.offered) expect(restart.drift(planned.plan, practiceLook('web-01'))).toEqual([]);
  });

  it.each([
    ['event by Debian’s unit: nine seconds', 'web-01', {}, 'get about 9 s to end'],
    ['prefork by Debian’s unit: cut at once', 'web-06', {}, 'cut at once: systemd sends SIGTERM right behind'],
    [
      'SIGWINCH of Red Hat’s unit: the stop timeout',
      'web-01',
      { KillSignal: '28', ExecStop: '' },
      'may end for up to 90 s (TimeoutStopUSec',
    ],
    [
      'SIGCONT behind a graceful stop: the same',
      'web-01',
      { KillSignal: '18', ExecStop: graceful },
      'may end for up to 90 s',
    ],
    ['no limit', 'web-01', { KillSignal: '28', ExecStop: '', TimeoutStopUSec: 'infinity' }, 'without a limit'],
    [
      'a plain SIGTERM: cut at once',
      'web-01',
      { ExecStop: '' },
      'cut at once: apache2.service stops it by a plain SIGTERM',
    ],
  ])('says what happens to running requests: %s', (_what, host, properties, words) => {
    expect(impactOf(host, unitWith(properties))).toContain(words);
  });

  it('counts the requests that run, without its own', () => {
    expect(
      impactOf('web-01', { 'status-page': (text) => text.replace(/^BusyWorkers: \d+$/m, 'BusyWorkers: 4') }),
    ).toContain('3 requests run now.');
    expect(impactOf('web-02')).toContain('How many requests run now is not known');
  });

  it.each([
    ['nothing runs', 'web-04', {}, 'there is nothing to restart'],
    ['the configuration does not load', 'web-05', {}, 'KeepAlive must be On or Off'],
    ['the configuration could not be tested', 'web-01', { configtest: null }, 'could not be tested'],
    ['the unit could not be read', 'web-01', { unit: null }, 'The state of apache2.service could not be read'],
    ['systemd does not offer the unit', 'web-01', unitWith({ LoadState: 'masked' }), 'it is masked'],
    [
      'a login session owns the parent',
      'web-01',
      bySession,
      'is not apache2.service’s: it was started by hand in a login session',
    ],
    ['cron owns the parent', 'web-01', byCron, 'sits in the group of cron.service'],
    [
      'a second Apache runs outside of the unit',
      'web-01',
      withStray,
      'Apache processes run outside of apache2.service (parent pid 900',
    ],
    [
      'a new Listen port is another program’s',
      'web-01',
      { directives: listen22 },
      'Port 22 is held by sshd (pid 94, ssh.service)',
    ],
    [
      'five starts within the interval',
      'web-01',
      started(5),
      'The unit was started 5 times in the last 10 s and systemd allows 5',
    ],
    [
      'starts that cannot be counted',
      'web-01',
      { journal: null },
      'How often the unit was started lately cannot be told: the journal',
    ],
    [
      'memory that is short',
      'web-01',
      { 'memory-room': (text: string) => text.replace(/MemAvailable: \d+/, 'MemAvailable: 20000') },
      'Memory is short: 20 MiB available',
    ],
    [
      'task slots that are short',
      'web-01',
      unitWith({ TasksMax: '20', TasksCurrent: '19' }),
      'Process slots are short: TasksMax of apache2.service allows 20',
    ],
  ] satisfies readonly (readonly [string, string, Alterations, string])[])(
    'is refused with %s',
    (_what, host, alter, why) => {
      expect(reasonsOf(host, alter)).toContain(why);
    },
  );

  it('needs no journal when the last start lies before the interval', () => {
    const old = unitWith({ ActiveEnterTimestamp: 'Sat 2026-11-21 10:00:00 UTC' });
    expect(reasonsOf('web-01', { ...old, journal: null })).toBe('offered');
  });

  it('has drifted when the parent is another one or the start limit came near', () => {
    const planned = planOf(practiceLook('web-01'));
    const look = practiceLook('web-01', { ...started(5), survey: (text) => text.replaceAll(' 1472897 ', ' 1476461 ') });
    const drift = planned.offered ? restart.drift(planned.plan, look).map(({ what }) => what) : [];
    expect(drift).toEqual(['Parent process', 'Still safe']);
  });
});

describe('the verification of a restart', () => {
  const later = (text: string): string =>
    text
      .replace('date 1795270302', 'date 1795270306')
      .replace('uptime 14729.27', 'uptime 14733.27')
      .replaceAll(/\b108\b/g, '308')
      .replaceAll(/\b109\b/g, '309')
      .replaceAll(/\b110\b/g, '310')
      .replaceAll(' 1472897 ', ' 1473162 ')
      .replaceAll(/ 1472898 /g, ' 1473167 ');
  const serving =
    '[Sat Nov 21 14:11:44.700000 2026] [mpm_event:notice] [pid 308:tid 308] AH00489: Apache/2.4.71 (Debian) configured -- resuming normal operations\n';
  const silent: Alterations = { survey: later, listeners: later, processes: later };
  const after: Alterations = { ...silent, 'error-log': (text) => text + serving };
  const outcome = (alter: Alterations) => {
    const planned = planOf(practiceLook('web-01'));
    if (!planned.offered) throw new Error('not offered');
    return restart.verify(planned.plan, restart.baseline(practiceLook('web-01')), practiceLook('web-01', alter));
  };
  const failing = (alter: Alterations) =>
    outcome(alter)
      .points.filter(({ passed }) => !passed)
      .map(({ name }) => name);

  it('is verified by a new parent that says it serves, new children, sockets, a request, and no help by systemd', () => {
    expect(failing(after)).toEqual([]);
    expect(outcome(after)).toMatchObject({
      outcome: 'verified',
      quotes: expect.arrayContaining([expect.stringContaining('[pid 308:tid 308] AH00489')]),
    });
  });

  it.each([
    ['the parent of before lives on', { survey: oldChildren }, 'unsure', ['New parent', 'New children']],
    ['the new parent has not said that it serves', silent, 'unsure', ['Log lines']],
    ['systemd had to start it again', { ...after, ...unitWith({ NRestarts: '2' }) }, 'unsure', ['Restarts by systemd']],
    [
      'a limit was lowered',
      {
        ...after,
        'error-log': (text: string) =>
          `${text}${serving}${serving.replace(/AH00489.*/, 'AH00506: changing ServerLimit')}`,
      },
      'unsure',
      ['Limits as written'],
    ],
    ['the unit failed', { ...after, ...unitWith({ ActiveState: 'failed', Result: 'exit-code' }) }, 'failed', ['Unit']],
  ] satisfies readonly (readonly [string, Alterations, string, readonly string[]])[])(
    'tells when %s',
    (_what, alter, ended, points) => {
      expect({ ended: outcome(alter).outcome, points: failing(alter) }).toEqual({ ended, points });
    },
  );
});

const bySession: Alterations = {
  survey: (text) =>
    text.replace('r 108 1 /system.slice/apache2.service', 'r 108 1 /user.slice/user-0.slice/session-3.scope'),
};
const byCron: Alterations = {
  survey: (text) => text.replace('r 108 1 /system.slice/apache2.service', 'r 108 1 /system.slice/cron.service'),
};
const withStray: Alterations = {
  survey: (text) =>
    text.replace(
      'seen 3',
      'p 900 1 900 S 1 1472910 1933 0 0 0 apache2\nr 900 1 /user.slice/user-0.slice/session-3.scope\nseen 4',
    ),
};

/** The recording was made within a second of the start of these children. */
function oldChildren(text: string): string {
  return text.replaceAll(' 1472898 ', ' 1470000 ');
}

function listen22(text: string): string {
  return text.replace(/^(.*)\bListen 80\b/m, '$1Listen 22');
}

function started(times: number): Alterations {
  const line =
    '2026-11-21T14:11:42.005683+0000 web-1 systemd[1]: Starting apache2.service - The Apache HTTP Server...\n';
  return {
    journal: (text) => text + Array.from({ length: times - 1 }, (_, i) => line.replace('42.0', `42.${i}`)).join(''),
  };
}
