import { describe, expect, it } from 'vitest';
import { changeVerbs } from '../model/verbs.ts';
import { neverDone, neverFor } from './never.ts';

describe('what is never done', () => {
  it.each([
    ['kill', 'kill'],
    ['killall', 'kill'],
    ['pkill', 'kill'],
    ['-9', undefined],
    ['SIGKILL', 'kill'],
    ['SIGUSR1', 'signal'],
    ['usr1', 'signal'],
    ['signal', 'signal'],
    ['-HUP', 'signal-restart'],
    ['sighup', 'signal-restart'],
    ['reboot', 'reboot'],
    ['Rescue', 'reboot'],
    ['ipcrm', 'all-semaphores'],
    ['chmod', 'rights'],
    ['diagnose', undefined],
    ['__proto__', undefined],
  ])('%s', (word, id) => {
    expect(neverFor(word)?.id).toBe(id);
  });

  it('takes no word of a verb that there is, and no word twice', () => {
    const words = neverDone.flatMap((one) => one.words);
    expect(words.filter((word) => changeVerbs.some((verb) => verb === word))).toEqual([]);
    expect(new Set(words).size).toBe(words.length);
  });

  it('always says why, and what instead', () => {
    for (const { why, instead } of neverDone) expect(`${why} ${instead}`).toMatch(/^[A-Z/].{40,}\. .{30,}\.$/);
  });
});
