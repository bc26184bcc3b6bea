import { describe, expect, it } from 'vitest';
import type { Intent } from './intent.ts';
import { readIntentV1 } from './intent-v1.ts';

describe('what version 0.1.0 wrote', () => {
  it.each<[string, Intent]>([
    ['{"v":1,"verb":"diagnose","host":"web-03"}', { kind: 'look', verb: 'diagnose', host: 'web-03', options: {} }],
    [
      '{"v":1,"verb":"logs","host":"web-03","lines":50,"sinceSeconds":900,"grep":"AH01114","level":"warn"}',
      {
        kind: 'look',
        verb: 'logs',
        host: 'web-03',
        options: { lines: 50, sinceSeconds: 900, grep: 'AH01114', level: 'warn' },
      },
    ],
    ['{"v":1,"verb":"mpm","host":"web-03"}', { kind: 'look', verb: 'mpm-settings', host: 'web-03', options: {} }],
    [
      '{"v":1,"verb":"mpm","host":"web-03","change":{"mpm":"event"},"dryRun":true}',
      { kind: 'change', verb: 'mpm', host: 'web-03', options: { mpm: 'event' }, dryRun: true },
    ],
    [
      '{"v":1,"verb":"restart","host":"web-03","reason":"site is down"}',
      { kind: 'change', verb: 'restart', host: 'web-03', options: {}, breakGlass: 'site is down' },
    ],
    ['{"v":1,"verb":"reload","group":"web"}', { kind: 'rollout', verb: 'reload', group: 'web', options: {} }],
    ['{"v":1,"verb":"watch","host":"web-03"}', { kind: 'watch', host: 'web-03', seconds: 300 }],
    ['{"v":1,"verb":"compare","hosts":["web-01","web-03"]}', { kind: 'compare', hosts: ['web-01', 'web-03'] }],
    ['{"v":1,"verb":"why","host":"web-03","about":"restart"}', { kind: 'why', host: 'web-03', verb: 'restart' }],
    ['{"v":1,"verb":"freeze","reason":"release day"}', { kind: 'freeze', reason: 'release day' }],
    ['{"v":1,"verb":"unfreeze"}', { kind: 'unfreeze' }],
    ['{"v":1,"verb":"export","run":"change-0b5e7a52"}', { kind: 'export', run: 'change-0b5e7a52' }],
    ['{"v":1,"verb":"hosts"}', { kind: 'hosts' }],
    ['{"v":1,"verb":"help"}', { kind: 'help' }],
  ])('%s is read', (text, intent) => {
    expect(readIntentV1(JSON.parse(text))).toEqual({ intent, takesRoot: false });
  });

  it.each([
    '{"v":1,"verb":"rm","host":"web-03"}',
    '{"v":1,"verb":"status"}',
    '{"v":1,"verb":"status","host":"web-03; reboot"}',
    '{"v":1,"verb":"compare","hosts":["web-01"]}',
    '{"v":1,"verb":"why","host":"web-03","about":"logs"}',
    '{"v":1,"verb":"status","host":"web-03","also":"this"}',
    '{"v":2,"verb":"status","host":"web-03"}',
    '"status web-03"',
  ])('%s is not', (text) => {
    expect(readIntentV1(JSON.parse(text))).toBeUndefined();
  });
});
