import { describe, expect, it } from 'vitest';
import { type Intent, verbOf } from '../../model/intent.ts';
import { buttonVerbs, readApprovalValue, readRun, runButton, verbButton } from './button.ts';

const digest = 'a'.repeat(64);

describe('button values', () => {
  it('come back as they were made', () => {
    const intent: Intent = { kind: 'look', verb: 'logs', host: 'web-03', options: { lines: 50, sinceSeconds: 900 } };
    const [button] = runButton(intent, { label: 'Again', takesRoot: true });

    expect(button?.action_id).toBe('run:logs');
    expect(readRun(button?.value)).toEqual({ intent, takesRoot: true });
  });

  it.each(buttonVerbs)('of %s stand for that verb', (verb) => {
    const run = readRun(verbButton(verb, 'web-03')[0]?.value);

    expect(run === undefined ? '' : verbOf(run.intent)).toBe(verb);
  });

  it('of version 0.1.0 are still read', () => {
    expect(readRun('{"v":1,"verb":"status","host":"web-03","takesRoot":true}')).toEqual({
      intent: { kind: 'look', verb: 'status', host: 'web-03', options: {} },
      takesRoot: true,
    });
  });

  const status = { kind: 'look', verb: 'status', host: 'web-03', options: {} };

  it.each([
    undefined,
    '',
    'diagnose web-03',
    JSON.stringify({ v: 3, intent: status }),
    JSON.stringify({ v: 2, intent: { ...status, verb: 'rm' } }),
    JSON.stringify({ v: 2, intent: { ...status, host: 'web-03; reboot' } }),
    JSON.stringify({ v: 2, intent: { ...status, also: 'this' } }),
    JSON.stringify({ v: 2, intent: status, also: 'this' }),
    JSON.stringify({ v: 2, intent: { ...status, verb: 'logs', options: { lines: 1e9 } } }),
    `{"v":2,"intent":${JSON.stringify(status)}${' '.repeat(2_000)}}`,
  ])('are not read from %j', (text) => {
    expect(readRun(text)).toBeUndefined();
  });

  it('name one approval and one plan', () => {
    expect(readApprovalValue(JSON.stringify({ v: 1, approval: 'r-1/approve', digest }))).toEqual({
      v: 1,
      approval: 'r-1/approve',
      digest,
    });
    expect(readApprovalValue(JSON.stringify({ v: 1, approval: 'r-1/approve' }))).toBeUndefined();
    expect(readApprovalValue(JSON.stringify({ v: 1, approval: '', digest }))).toBeUndefined();
  });

  it('leave out a button whose host could not be a host', () => {
    expect(verbButton('status', '<!channel>')).toEqual([]);
  });
});
