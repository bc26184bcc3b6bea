import { describe, expect, it } from 'vitest';
import type { ChangeOptions } from '../../src/model/change-options.ts';
import type { ChangeVerb } from '../../src/model/verbs.ts';
import { changeScene, HOST } from './change-scene.ts';
import { configure, restart, SITE_UP, setUnit } from './recipes.ts';

/** Fails once, and from then on lets the server start or reload: the change fails, and undoing it does not. */
const FAILS_ONCE = "/bin/sh -c 'test -e /run/failed-once || { touch /run/failed-once; exit 1; }'";

interface Edit {
  readonly verb: ChangeVerb;
  readonly options: ChangeOptions;
  /** What makes the edit one that is wanted. */
  readonly before?: string;
}

const edits: readonly Edit[] = [
  { verb: 'mpm', options: { mpm: 'worker' } },
  { verb: 'core-dumps', options: { coreDumps: 'on' } },
  { verb: 'harden', options: {} },
  { verb: 'disable-module', options: { module: 'autoindex' } },
  { verb: 'enable-status', options: {}, before: 'a2dismod -q -f status' },
];

const { changes, host, everything, carry } = changeScene(1);

async function prepare({ before }: Edit): Promise<void> {
  if (before === undefined) return;
  await host().ok(before);
  await restart(host());
}

describe('every edit of the configuration', () => {
  it.each(edits)('$verb is void when somebody edited between card and click', async (edit) => {
    await prepare(edit);
    const plan = await changes().offered(HOST, edit.verb, edit.options);
    await configure(host(), '# by hand\n');
    const before = await everything();

    expect(await changes().carryOut(plan)).toMatchObject({ ended: 'drifted', drift: [{ what: 'Configuration hash' }] });
    expect(await everything()).toBe(before);
  });

  it.each(edits)('$verb is undone when what makes it count fails', async (edit) => {
    await prepare(edit);
    await setUnit(
      host(),
      `ExecReload=\nExecReload=${FAILS_ONCE}\nExecReload=/usr/sbin/apachectl graceful\nExecStartPre=${FAILS_ONCE}`,
    );
    const plan = await changes().offered(HOST, edit.verb, edit.options);
    const before = await everything();

    expect(await changes().carryOut(plan)).toMatchObject({ ended: 'done', exit: 1, undone: { outcome: 'undone' } });
    expect(await everything()).toBe(before);
    await host().shows(SITE_UP);
  });
});

describe('a rollback', () => {
  it('is void when somebody edited between card and click', async () => {
    await carry('tune', { settings: { KeepAliveTimeout: '2' } });
    const plan = await changes().offered(HOST, 'rollback');
    await configure(host(), '# by hand\n');
    const before = await everything();

    expect(await changes().carryOut(plan)).toMatchObject({ ended: 'drifted' });
    expect(await everything()).toBe(before);
  });
});
