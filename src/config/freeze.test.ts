import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freezeSentence } from '../model/freeze.ts';
import { freezeSwitch } from './freeze.ts';

describe('the freeze switch', () => {
  let directory = '';
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'oncall-freeze-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('says who froze, when and why, until it is lifted', () => {
    const freeze = freezeSwitch(join(directory, 'var', 'frozen.json'));
    expect(freeze.read()).toBeUndefined();
    const by = { surface: 'slack', id: 'U0ROBIN', team: 'T0US' } as const;
    freeze.freeze({ by, at: 1_795_259_700_000, reason: 'disks are moved' });
    expect(freeze.read()).toEqual({ by, at: 1_795_259_700_000, reason: 'disks are moved' });
    expect(readdirSync(join(directory, 'var'))).toEqual(['frozen.json']);
    freeze.lift();
    freeze.lift();
    expect(freeze.read()).toBeUndefined();
  });

  it.each([
    ['an empty file', '', null],
    ['a line of text', 'disks are moved\n', 'disks are moved'],
    ['half of a JSON file', '{"by": {"surf', '{"by": {"surf'],
    ['JSON of something else', '[1]', '[1]'],
    ['hidden characters in the reason', '{"reason": "a\\u202eb\\nc"}', 'a\\u{202e}b ⏎ c'],
    ['an actor of no known kind', '{"by": "root", "reason": "moved"}', 'moved'],
  ])('is on for %s', (_name, text, reason) => {
    const path = join(directory, 'frozen.json');
    writeFileSync(path, text);
    const read = freezeSwitch(path).read();
    expect(read).toMatchObject({ by: null, reason });
    expect(Math.abs((read?.at ?? 0) - Date.now())).toBeLessThan(3_600_000);
  });

  it('is on for what cannot be read', () => {
    const path = join(directory, 'frozen.json');
    mkdirSync(path);
    expect(freezeSwitch(path).read()?.reason).toMatch(/cannot be read \(EISDIR\)/);
  });

  it('is one sentence', () => {
    expect(freezeSentence({ by: null, at: null, reason: null })).toBe(
      'All changes are frozen, by somebody. Looking still works.',
    );
    expect(freezeSentence({ by: { surface: 'terminal', id: 'kim' }, at: 1_795_259_700_000, reason: 'disks' })).toBe(
      'All changes are frozen since 2026-11-21 11:15 UTC, by kim (terminal): disks. Looking still works.',
    );
  });
});
