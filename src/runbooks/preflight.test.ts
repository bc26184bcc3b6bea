import { describe, expect, it } from 'vitest';
import type { Directive, DirectivesFacts } from '../probes/config/facts.ts';
import type { UnitFacts, VersionFacts } from '../probes/service/facts.ts';
import { preflight } from './preflight.ts';
import type { PreflightFacts } from './preflight-facts.ts';

function directive(text: string, line = 1): Directive {
  const [name = '', ...args] = text.split(' ');
  return { name: name.toLowerCase(), args, text, file: '/etc/apache2/a.conf', line, sections: [] };
}

function config(...lines: readonly string[]): DirectivesFacts {
  return {
    from: 'includes',
    files: [],
    unreadable: [],
    directives: lines.map((text, index) => directive(text, index + 1)),
  };
}

const version: VersionFacts = { server: 'Apache/2.4.71', mpm: 'event', defines: {}, entries: [] };
const unit: UnitFacts = {
  manager: 'systemd',
  unit: 'apache2.service',
  dropIns: [],
  processes: [],
  cgroupPids: [],
  properties: {},
  entries: [],
};

const safe: PreflightFacts = {
  configtest: { ok: true, privileged: true, errors: [], entries: [] },
  version,
  directives: config('Listen 80'),
  certificates: { privileged: true, pairs: [], unresolved: [] },
  processes: {
    origin: 'proc',
    complete: true,
    related: true,
    processes: [],
    parents: [],
    helpers: [],
    replaced: [],
  },
  listeners: {
    listeners: [
      { address: '*', port: 80, queued: 0, backlog: 511, holders: [{ program: 'apache2', pids: [1] }], line: 'LISTEN' },
    ],
    holdersVisible: true,
    connections: [],
  },
  unit,
  runningMpm: 'event',
};

describe('a preflight', () => {
  it('promises a reload and a restart when nothing speaks against them and all was seen', () => {
    const { reload, restart, silent } = preflight({
      ...safe,
      directives: config('Listen 80', 'ServerLimit 16', 'ThreadsPerChild 25', 'MaxRequestWorkers 150'),
    });

    expect([reload.survives, restart.survives, silent]).toEqual(['yes', 'yes', []]);
  });

  it('promises nothing when something that matters could not be seen', () => {
    const { configtest: _unseen, ...rest } = safe;

    expect(preflight(rest)).toMatchObject({
      reload: { survives: 'unknown' },
      restart: { survives: 'unknown' },
      missing: ['configtest'],
    });
  });

  it.each<[string, Partial<PreflightFacts>, 'yes' | 'no']>([
    ['another MPM', { version: { ...version, mpm: 'prefork' } }, 'yes'],
    ['a Listen line that collides with the own socket', { directives: config('Listen 127.0.0.1:80') }, 'yes'],
    ['overlapping Listen lines', { directives: config('Listen 80', 'Listen 127.0.0.1:80') }, 'no'],
    [
      'a variable that only the new environment has',
      { directives: config(`Listen \${PORT}`), environment: { servers: [{ pid: 1, names: ['PATH'] }] } },
      'yes',
    ],
    [
      'a log program that is gone',
      {
        directives: {
          ...config('Listen 80', 'CustomLog |/opt/cronolog'),
          targets: [{ state: 'no-program', path: '/opt/cronolog', text: 'CustomLog', file: '/etc/a.conf', line: 2 }],
        },
      },
      'no',
    ],
    ['exhausted semaphores', { semaphores: { used: 32_000, limit: 32_000 } }, 'yes'],
    [
      'a syntax error',
      { configtest: { ok: false, privileged: true, errors: [{ reason: 'Invalid command', chain: [] }], entries: [] } },
      'no',
    ],
  ])('says of %s that a reload does not survive it, and whether a full restart does', (_what, change, restart) => {
    const answer = preflight({ ...safe, ...change });

    expect([answer.reload.survives, answer.restart.survives]).toEqual(['no', restart]);
  });

  it.each<[string, Partial<PreflightFacts>, RegExp]>([
    [
      'ListenBackLog',
      { directives: config('Listen 80', 'ListenBackLog 1024'), somaxconn: 4_096 },
      /ListenBackLog 1024 .*keeps 511/,
    ],
    [
      'a limit of the unit',
      {
        unit: { ...unit, properties: { LimitNOFILESoft: '65536' } },
        limits: { values: { 'Max open files': { soft: 8_192, hard: 8_192, unit: 'files', line: '' } } },
      },
      /LimitNOFILE of the unit is 65536: the running server has 8192/,
    ],
    ['a unit file', { unit: { ...unit, needReload: true } }, /daemon-reload/],
    [
      'the environment',
      {
        changed: [{ path: '/etc/apache2/envvars', at: '2026-11-21T10:00:00Z' }],
        parentStarted: '2026-11-20T10:00:00Z',
      },
      /envvars changed after the start/,
    ],
    [
      'ServerLimit',
      {
        directives: config('Listen 80', 'ServerLimit 32'),
        logs: {
          entries: [
            {
              source: 'error-log',
              raw: '',
              message: 'changing ServerLimit to 32 from original value of 16 not allowed during restart',
              continuation: [],
            },
          ],
          unrecognised: 0,
        },
      },
      /ServerLimit 32 .*keeps 16/,
    ],
  ])('names %s that a reload would silently not bring into effect', (_what, change, said) => {
    expect(preflight({ ...safe, ...change }).silent.join('\n')).toMatch(said);
  });

  const changed = [{ path: '/etc/apache2/a.conf', at: '2026-11-21T10:00:00Z' }];
  const page = {
    answered: true,
    connected: true,
    refused: false,
    page: true,
    balancerWorkers: [],
    growth: [],
    served: [],
  };
  const slots = (mpm: string, count: number): PreflightFacts['page'] => ({
    ...page,
    mpm,
    configGeneration: 2,
    scoreboard: { letters: { _: count }, slots: count, text: '' },
  });
  const child = { pid: 2, ppid: 1, threads: 27, comm: 'apache2', line: '' };
  const loaded: PreflightFacts['logs'] = {
    unrecognised: 0,
    entries: [
      {
        source: 'error-log',
        raw: '',
        at: '2026-11-21T12:00:00Z',
        code: 'AH00489',
        module: 'mpm_event',
        message: 'Apache/2.4.71 (Debian) configured -- resuming normal operations',
        continuation: [],
      },
    ],
  };

  it.each<[string, Partial<PreflightFacts>, RegExp | undefined]>([
    [
      'fewer processes than the server has room for',
      { directives: config('Listen 80', 'ServerLimit 4'), page: slots('event', 150), processes: withChild() },
      /^ServerLimit 4 .*at least 6 processes/,
    ],
    [
      'fewer prefork processes than it has room for',
      { directives: config('Listen 80', 'ServerLimit 100'), page: slots('prefork', 150), runningMpm: 'prefork' },
      /^ServerLimit 100 .*at least 150 processes/,
    ],
    [
      'fewer threads than a child has',
      { directives: config('Listen 80', 'ThreadLimit 20'), page: slots('event', 150), processes: withChild() },
      /^ThreadLimit 20 .*at least 25 threads/,
    ],
    [
      'a file that changed after the start',
      { directives: config('Listen 80', 'ServerLimit 32'), changed, parentStarted: '2026-11-20T10:00:00Z' },
      /^ServerLimit 32 .*changed after the start/,
    ],
    [
      'a file that is older than the server',
      { directives: config('Listen 80', 'ServerLimit 32'), changed, parentStarted: '2026-11-21T11:00:00Z' },
      undefined,
    ],
    [
      'workers beyond the slots the server has, although it was reloaded since',
      {
        directives: config('Listen 80', 'ServerLimit 32', 'MaxRequestWorkers 800'),
        page: slots('event', 400),
        logs: loaded,
        changed,
      },
      /^MaxRequestWorkers 800 .*has 400 slots although it was reloaded/,
    ],
    [
      'workers beyond the slots, in a file that is not loaded yet',
      {
        directives: config('Listen 80', 'ServerLimit 32', 'MaxRequestWorkers 800'),
        page: slots('event', 400),
        logs: loaded,
        changed: [{ path: '/etc/apache2/a.conf', at: '2026-11-21T13:00:00Z' }],
      },
      undefined,
    ],
  ])('reads from the running server what it would keep: %s', (_what, change, said) => {
    const text = preflight({ ...safe, ...change }).silent.join('\n');

    if (said === undefined) expect(text).toBe('');
    else expect(text).toMatch(said);
  });

  function withChild(): PreflightFacts['processes'] {
    return safe.processes === undefined ? undefined : { ...safe.processes, processes: [child] };
  }
});
