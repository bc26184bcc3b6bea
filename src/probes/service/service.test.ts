import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostHelper } from '../../host/oncall-facts/oncall-facts.ts';
import { defined } from '../../lib/defined.ts';
import { type Capture, Unrecognised } from '../../model/source.ts';
import { parseErrorLog } from '../logs/parse-log.ts';
import { lifeOf, runningAs, unfinishedRestarts } from './lifecycle.ts';
import { spanSeconds } from './parse-show.ts';
import { readSize } from './parse-status.ts';
import { unit, version } from './probe.ts';

const context = { now: '2026-11-21T12:00:00Z', zoneMinutes: 0 };

function capture(text: string): Capture {
  return { source: 'unit', text, exit: 0, durationMs: 1, cut: false };
}

describe('unit', () => {
  it('reads systemctl status with the log below it', () => {
    const text = `× apache2.service - The Apache HTTP Server
     Loaded: loaded (/lib/systemd/system/apache2.service; enabled; preset: enabled)
     Active: failed (Result: exit-code) since Sat 2026-11-21 07:24:34 UTC; 68ms ago
    Process: 179 ExecStart=/usr/sbin/apachectl start (code=exited, status=1/FAILURE)

Nov 21 07:24:34 web1 apachectl[184]: (98)Address already in use: AH00072: make_sock: could not bind to address [::]:80
`;
    expect(unit.read(capture(text), context)).toMatchObject({
      unit: 'apache2.service',
      active: 'failed',
      result: 'exit-code',
      inactiveSince: '2026-11-21T07:24:34.000Z',
      processes: [{ step: 'ExecStart', pid: 179, code: 'exited', status: '1/FAILURE' }],
      entries: [{ code: 'AH00072', errno: 98 }],
    });
  });

  it.each([
    ['httpd (pid  1234) is running...', 'active', 1234],
    ['httpd dead but pid file exists', 'failed', undefined],
    ['httpd is stopped', 'inactive', undefined],
    [' * status: crashed', 'failed', undefined],
    ['[FAIL] apache2 is not running ... failed!', 'inactive', undefined],
  ])('reads "%s" as %s', (text, active, mainPid) => {
    expect(unit.read(capture(text), context)).toMatchObject({ active, ...defined({ mainPid }) });
  });

  it('does not take the lack of systemd for a stopped service', () => {
    for (const text of [
      '== none\n',
      "System has not been booted with systemd as init system (PID 1). Can't operate.\n",
    ])
      expect(() => unit.read(capture(text), context)).toThrow(expect.objectContaining({ reason: 'not-installed' }));
  });

  it('refuses damaged text in no other way than Unrecognised', () => {
    const piece = fc.constantFrom(
      'Active: failed (',
      'MainPID=',
      'ActiveState=x\n',
      'Main PID: ',
      'Tasks: 5 (limit',
      '\n',
      'ExecStart={ ; pid=3 ;',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 15 }), (parts) => {
        for (const probe of [unit, version])
          try {
            probe.read(capture(parts.join('')), context);
          } catch (error) {
            expect(error).toBeInstanceOf(Unrecognised);
          }
      }),
    );
  });
});

describe('units of measure', () => {
  it.each([
    ['1min 30s', 90],
    ['100ms', 0.1],
    ['infinity', undefined],
  ])('%s is %s seconds', (text, seconds) => {
    expect(spanSeconds(text)).toBe(seconds);
  });

  it('reads sizes', () => {
    expect(readSize('12.5M')).toBe(13_107_200);
    expect(readSize('many')).toBeUndefined();
  });
});

describe('the life of a server', () => {
  const started =
    '[Sat Nov 21 07:00:00.000000 2026] [mpm_event:notice] [pid 9:tid 9] AH00489: Apache/2.4.71 (Debian) configured -- resuming normal operations\n';
  const graceful =
    '[Sat Nov 21 07:10:00.000000 2026] [mpm_event:notice] [pid 9:tid 9] AH00493: SIGUSR1 received.  Doing graceful restart\n';
  const ended = '[Sat Nov 21 07:10:00.100000 2026] [:emerg] [pid 9:tid 9] AH00020: Configuration Failed, exiting\n';

  it('tells a restart that came back from one that did not', () => {
    const good = parseErrorLog(started + graceful + started.replace('07:00', '07:10'), 'error-log', context);
    expect(unfinishedRestarts(good)).toEqual([]);
    const bad = parseErrorLog(started + graceful + ended, 'error-log', context);
    expect(unfinishedRestarts(bad)).toMatchObject([{ code: 'AH00493' }]);
    expect(runningAs(bad)).toMatchObject({ mpm: 'event', version: '2.4.71' });
  });

  it('is not told by what a client sent', () => {
    const forged =
      '[Sat Nov 21 07:10:00 2026] [core:error] [pid 9:tid 9] [client 192.0.2.1:1] AH00126: Invalid URI in request caught SIGTERM, shutting down\n';
    expect(lifeOf(parseErrorLog(forged, 'error-log', context))).toEqual([]);
  });
});

describe('the root-owned helper', () => {
  const run = (...args: readonly string[]): { status: number; output: string } => {
    try {
      return {
        status: 0,
        output: execFileSync('/bin/sh', ['-c', hostHelper, 'oncall-facts', ...args], {
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'ignore'],
        }),
      };
    } catch (error) {
      return { status: error instanceof Error && 'status' in error ? Number(error.status) : -1, output: '' };
    }
  };

  it.each([[[]], [['all']], [['processes; id']], [['processes', '1']], [['--help']]])('refuses %j', (args) => {
    expect(run(...args)).toEqual({ status: 2, output: '' });
  });

  it('counts processes and comes to its end', () => {
    expect(run('processes').output).toMatch(/^processes \d+$/m);
  });

  it('shows names of variables, never a value', () => {
    expect(run('environment').output).toMatch(/^(?:variable \d+ \w+\n)*environment \d+\n$/);
  });

  it('takes no place for a core from its caller', () => {
    expect(run('backtrace', '/etc/shadow')).toEqual({ status: 2, output: '' });
  });
});
