import { describe, expect, it } from 'vitest';
import { readApprovalValue, readRunValue, runButton, runValueOf } from './button.ts';

const digest = 'a'.repeat(64);

describe('button values', () => {
  it('come back as they were made', () => {
    const value = runValueOf({
      kind: 'look',
      verb: 'logs',
      host: 'web-03',
      options: { lines: 50, sinceSeconds: 900, json: true },
    });

    expect(value).toEqual({ v: 1, verb: 'logs', host: 'web-03', lines: 50, sinceSeconds: 900 });
    expect(readRunValue(runButton(value)[0]?.value)).toEqual(value);
    expect(runButton(value)[0]?.action_id).toBe('run:logs');
  });

  it.each([
    undefined,
    '',
    'diagnose web-03',
    '{"v":2,"verb":"status","host":"web-03"}',
    '{"v":1,"verb":"rm","host":"web-03"}',
    '{"v":1,"verb":"status","host":"web-03; reboot"}',
    '{"v":1,"verb":"status","host":"web-03","also":"this"}',
    '{"v":1,"verb":"logs","host":"web-03","lines":1e9}',
    `{"v":1,"verb":"status","host":"web-03"${' '.repeat(2_000)}}`,
  ])('are not read from %j', (text) => {
    expect(readRunValue(text)).toBeUndefined();
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
    expect(runButton({ v: 1, verb: 'status', host: '<!channel>' })).toEqual([]);
  });
});
