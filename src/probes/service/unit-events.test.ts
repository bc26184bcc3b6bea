import { describe, expect, it } from 'vitest';
import { parseJournal } from '../logs/parse-journal.ts';
import { setupStep } from './exit-statuses.ts';
import { failedStart, unitEvents } from './unit-events.ts';

const context = { now: '2026-11-21T12:00:00Z', zoneMinutes: 0 };

function read(...messages: readonly string[]) {
  const lines = messages.map(
    (message) => `Nov 21 07:10:00 web-1 ${message.startsWith('(') ? '' : 'systemd[1]: '}${message}`,
  );
  return parseJournal(lines.join('\n'), 'journal', context);
}

describe('what systemd says of a unit', () => {
  it.each([
    ['httpd.service: main process exited, code=killed, status=11/SEGV', { kind: 'exited', code: 'killed', status: 11 }],
    ['httpd.service: control process exited, code=exited status=1', { kind: 'exited', code: 'exited', status: 1 }],
    ['apache2.service: Control process exited, code=exited, status=203/EXEC', { kind: 'exited', status: 203 }],
    ["apache2.service: State 'stop-sigterm' timed out. Killing.", { kind: 'timeout', job: 'stop' }],
    ['httpd.service stop-sigterm timed out. Killing.', { kind: 'timeout', job: 'stop' }],
    ['httpd.service: Reload operation timed out. Killing reload process.', { kind: 'timeout', job: 'reload' }],
    ['httpd.service: start operation timed out. Terminating.', { kind: 'timeout', job: 'start' }],
    ["httpd.service: Failed with result 'timeout'.", { kind: 'failed', reason: 'timeout' }],
    ['Unit httpd.service entered failed state.', { kind: 'failed' }],
    ['httpd.service failed.', { kind: 'failed' }],
    [
      '(httpd)[7]: httpd.service: Failed at step USER spawning /usr/sbin/httpd: No such process',
      { kind: 'setup-failed', step: 'USER', path: '/usr/sbin/httpd', reason: 'No such process' },
    ],
    [
      'httpd.service - The Apache HTTP Server was skipped because of an unmet condition check (ConditionPathExists=/x).',
      { kind: 'condition', step: 'ConditionPathExists=/x' },
    ],
    ['Dependency failed for The Apache HTTP Server.', { kind: 'dependency' }],
  ])('is read from %s', (message, event) => {
    expect(unitEvents(read(message))).toMatchObject([event]);
  });

  it('tells a command of a stop or a reload from one of a start', () => {
    const exit = 'apache2.service: Control process exited, code=exited, status=1/FAILURE';
    const all = read('Stopping The Apache HTTP Server...', exit, 'Stopped The Apache HTTP Server.', exit);

    expect(unitEvents(all).map(({ kind, job }) => [kind, job])).toEqual([
      ['begun', 'stop'],
      ['exited', 'stop'],
      ['done', 'stop'],
      ['exited', undefined],
    ]);
    expect(failedStart(all)).toHaveLength(1);
  });

  it('forgets a failed start once another went well', () => {
    const all = read(
      'Starting The Apache HTTP Server...',
      'apache2.service: Control process exited, code=exited, status=226/NAMESPACE',
      'Failed to start The Apache HTTP Server.',
      'Starting The Apache HTTP Server...',
      'Started The Apache HTTP Server.',
    );

    expect(failedStart(all)).toEqual([]);
  });

  it.each([
    ['EXEC', 203],
    ['NAMESPACE', 226],
    ['CREDENTIALS', 243],
  ])('knows the step %s by its name and by its status', (name, status) => {
    expect(setupStep(name)).toMatchObject({ name, status });
    expect(setupStep(status)).toMatchObject({ name, status });
  });
});
