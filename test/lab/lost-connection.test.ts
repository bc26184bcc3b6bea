import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { ChangeResult } from '../../src/model/plan.ts';
import { changeScene, HOST } from './change-scene.ts';

const FILE = '/etc/apache2/mods-available/mpm_event.conf';
const { eyes, changes, root } = changeScene(1);

/** What a result says has become of the configuration; undefined where it says that this is not known. */
function claimed(result: ChangeResult): 'before' | 'after' | undefined {
  if (result.ended === 'stopped') return result.undone?.outcome === 'undone' ? 'before' : undefined;
  if (result.ended !== 'done' && result.ended !== 'unknown') return 'before';
  if (result.undone !== null) return result.undone.outcome === 'undone' ? 'before' : undefined;
  return result.verification?.outcome === 'verified' ? 'after' : undefined;
}

describe('a connection that breaks while a change of the configuration with a restart runs', () => {
  /** Before the lock, while it looks, while it edits, while it looks again, while it restarts, while it verifies: on an idle machine a change takes about nine seconds. */
  const moments = [100, 1_500, 3_000, 4_500, 6_000, 9_000];

  it.each(moments)('after %i ms: the server serves, and what the result claims is so', async (afterMs) => {
    const before = await root(`sha256sum <${FILE}`);
    const plan = await changes().offered(HOST, 'tune', { settings: { ServerLimit: '12' } });
    const running = changes().carryOut(plan);
    await wait(afterMs);
    eyes().cut(HOST);
    const result = await running;

    // The command under way goes on without us; it has its own end.
    await wait(2_000);
    const serves = await root('curl -s -o /dev/null -w "%{http_code}" http://127.0.0.1/');
    const now = (await root(`sha256sum <${FILE}`)) === before ? 'before' : 'after';
    const claim = claimed(result);
    expect({ serves, now }).toEqual({ serves: '200', now: claim ?? now });
  });
});

describe.each(['reload', 'restart'] as const)('a connection that breaks during a %s', (verb) => {
  it.each([1_000, 3_500, 6_000])(
    'after %i ms: the server serves, and is called changed only when it is',
    async (afterMs) => {
      const parent = () => root('cat /run/apache2/apache2.pid');
      const generation = () => root("curl -s 'http://127.0.0.1/server-status?auto' | grep ^ParentServerMPMGeneration");
      const before = [await parent(), await generation()];
      const running = changes().carryOut(await changes().offered(HOST, verb));
      await wait(afterMs);
      eyes().cut(HOST);
      const result = await running;

      await wait(2_000);
      expect(await root('curl -s -o /dev/null -w "%{http_code}" http://127.0.0.1/')).toBe('200');
      const changed = [await parent(), await generation()].join() !== before.join();
      const verified =
        (result.ended === 'done' || result.ended === 'unknown') && result.verification?.outcome === 'verified';
      const untouched = result.ended === 'not-sent';
      expect({ verified, untouched, changed }).toEqual({
        verified,
        untouched,
        changed: verified ? true : untouched ? false : changed,
      });
    },
  );
});
