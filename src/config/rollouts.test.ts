import { describe, expect, it } from 'vitest';
import type { RolloutSettings } from '../model/rollout.ts';
import { Rollouts, unknownInRollouts } from './rollouts.ts';

describe('rollouts in the settings', () => {
  it('have careful defaults, and fit what rollouts are planned from', () => {
    const read: readonly RolloutSettings[] = Rollouts.parse([
      { group: 'web', canary: 'Web-01', floor: '75%', balancers: [{ kind: 'haproxy', host: 'lb-01', backend: 'web' }] },
    ]);
    expect(read).toEqual([
      {
        group: 'web',
        canary: 'web-01',
        batch: 1,
        floor: '75%',
        settleSeconds: 10,
        balancers: [
          {
            kind: 'haproxy',
            host: 'lb-01',
            socket: '/run/haproxy/admin.sock',
            backend: 'web',
            servers: {},
            out: 'drain',
            drainSeconds: 30,
          },
        ],
      },
    ]);
  });

  const haproxy = { kind: 'haproxy', host: 'lb-01', backend: 'web' };
  const manager = { kind: 'balancer-manager', host: 'lb-01', balancer: 'web', workers: {} };
  it.each([
    ['a line break in a backend', { ...haproxy, backend: 'web\nshutdown' }],
    ['a second command in a server', { ...haproxy, servers: { 'web-01': 'a; disable server b' } }],
    ['a socket elsewhere', { ...haproxy, socket: '/tmp/x.sock' }],
    ['a manager that is not on loopback', { ...manager, url: 'http://lb.example.com/balancer-manager' }],
    ['a host inside of an argument', { kind: 'command', host: 'lb-01', before: ['/bin/x', '--host={host}'] }],
    ['a relative program', { kind: 'command', host: 'lb-01', before: ['x'] }],
    ['a host inside of a path segment', { kind: 'http', before: { url: 'http://lb/x-{host}' } }],
    ['a host as the name of the server', { kind: 'http', before: { url: 'http://{host}/' } }],
    ['another protocol', { kind: 'http', before: { url: 'file:///etc/passwd' } }],
    ['an unknown kind', { kind: 'shell', run: 'x' }],
  ])('refuse %s', (_what, balancer) => {
    expect(Rollouts.safeParse([{ group: 'web', balancers: [balancer] }]).success).toBe(false);
  });

  it.each([
    [{ kind: 'command', host: 'lb-01', before: ['/bin/drain', '{host}'] }],
    [{ kind: 'http', before: { url: 'https://lb.example.com/{host}?name={host}' }, tokenFrom: 'LB_TOKEN' }],
    [{ ...manager, url: 'http://127.0.0.1:8081/balancer-manager', workers: { 'web-01': 'http://10.0.0.1:80' } }],
  ])('take %j', (balancer) => {
    expect(Rollouts.safeParse([{ group: 'web', balancers: [balancer] }]).error).toBeUndefined();
  });

  it('name each group once', () => {
    expect(Rollouts.safeParse([{ group: 'web' }, { group: 'web' }]).success).toBe(false);
    expect(Rollouts.safeParse([{ group: 'web', floor: '120%' }]).success).toBe(false);
  });

  it('are held against the inventory', () => {
    const base = {
      address: '',
      port: 22,
      user: '',
      labels: {},
      identityFiles: [],
      knownHostsFiles: [],
      fingerprints: [],
    };
    const hosts = [
      { ...base, name: 'web-01', groups: ['web'] },
      { ...base, name: 'lb-01', groups: [] },
    ];
    const read = Rollouts.parse([
      { group: 'web', canary: 'lb-01', balancers: [{ kind: 'haproxy', host: 'lb-1', backend: 'web' }] },
      { group: 'shop' },
    ]);
    expect(
      unknownInRollouts(read, { hosts }, 'oncall.yml').map(({ setting, problem, fix }) => [setting, problem, fix]),
    ).toEqual([
      ['oncall.yml: rollouts.0.canary', 'the group web has no host "lb-01"', 'name a host of the group web'],
      ['oncall.yml: rollouts.0.balancers.0.host', 'the inventory has no host "lb-1"', 'did you mean lb-01?'],
      ['oncall.yml: rollouts.1.group', 'the inventory has no group "shop"', 'name a group of the inventory'],
    ]);
  });
});
