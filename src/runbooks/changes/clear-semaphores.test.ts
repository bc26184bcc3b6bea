import { describe, expect, it } from 'vitest';
import {
  type Alterations,
  offeredPlan,
  practiceLook,
  refusalOf,
  unitWith,
} from '../../../test/support/practice-look.ts';
import { clearSemaphores } from './clear-semaphores.ts';

/** The recorded host's parent started at 1795270302 by its clock. */
const STARTED = 1_795_270_302;

interface Row {
  readonly id: number;
  readonly key?: number;
  readonly uid?: number;
  readonly creator?: number;
  readonly used?: number;
  readonly changed?: number;
}

/** A table in the kernel's own format, as it was captured in the laboratory. */
function table(rows: readonly Row[], uid: number | undefined = 33): Alterations {
  const lines = rows.map(
    ({ id, key = 0, uid: owner = 33, creator = 0, used = 0, changed = STARTED - 600 }) =>
      `${String(key).padStart(10)} ${String(id).padStart(10)}   600 ${'1'.padStart(10)} ${String(owner).padStart(5)} ${String(owner).padStart(5)} ${String(creator).padStart(5)} ${'0'.padStart(5)} ${String(used).padStart(10)} ${String(changed).padStart(10)}`,
  );
  const user = uid === undefined ? '' : `== user www-data ${uid}\n`;
  return {
    semaphores: (text) => `${text.replace(/^== user .*\n/m, user).trimEnd()}\n${lines.join('\n')}\n`,
  };
}

function planned(host: string, alter: Alterations) {
  return clearSemaphores.plan({ look: practiceLook(host, alter), options: {}, changeId: '0123456789abcdef' });
}

const left: readonly Row[] = [
  { id: 3, used: STARTED - 500 },
  { id: 32_771 },
  { id: 65_540, changed: STARTED + 1 },
  { id: 98_309, used: STARTED + 1 },
  { id: 131_078, key: 4_660 },
  { id: 163_847, creator: 33 },
  { id: 196_616, uid: 1_000 },
  { id: 229_385, changed: STARTED - 2 },
];

describe('the removal of semaphores', () => {
  it('names exactly those that a dead Apache left: made by root, without a key, for the run user, and not touched since the oldest Apache started', () => {
    const plan = offeredPlan(planned('web-01', table(left)));
    expect(plan.steps.map((step) => step.command.argv)).toEqual([
      ['/usr/local/sbin/oncall-change', 'semaphores', '3', '32771'],
    ]);
    expect(plan).toMatchObject({ tier: 'disruptive', undo: { steps: [] } });
    expect(plan.undo.words).toMatch(/^None/);
    expect(plan.impact).toContain('8 of 32000 arrays exist; 6 stay.');
    expect(clearSemaphores.drift(plan, practiceLook('web-01', table(left)))).toEqual([]);
  });

  it('takes all of httpd’s kind when no Apache runs, and still nobody else’s', () => {
    const plan = offeredPlan(planned('web-04', table(left)));
    expect(plan.steps[0]?.command.argv.slice(2)).toEqual(['3', '32771', '65540', '98309', '229385']);
  });

  it('removes 64 at a time', () => {
    const many = Array.from({ length: 70 }, (_, id) => ({ id }));
    const plan = offeredPlan(planned('web-01', table(many)));
    expect(plan.steps[0]?.command.argv).toHaveLength(66);
    expect(plan.impact).toContain('6 more are left over');
  });

  it.each([
    ['there are none', 'web-01', table([]), 'There are no semaphore arrays here'],
    [
      'all may be in use',
      'web-01',
      table([{ id: 3, changed: STARTED + 1 }]),
      'None of the 1 semaphore arrays here is provably left over',
    ],
    [
      'the run user’s number is not known',
      'web-01',
      { semaphores: (text: string) => text.replace(/^== user .*\n/m, '') },
      'The number of the account that Apache runs as (www-data) is not known',
    ],
    ['Apache runs as root', 'web-01', table(left, 0), 'Apache runs as root'],
    ['the table could not be read', 'web-01', { semaphores: null }, 'could not be read'],
    [
      'processes are hidden',
      'web-01',
      {
        ...table(left),
        survey: (text: string) => text.replace(/^[prg] .*\n/gm, '').replace(/^init systemd\n/m, ''),
      },
      'hides other users’ processes',
    ],
    [
      'workers of a dead parent still run',
      'web-01',
      { ...table(left), survey: withOrphan },
      'Workers without a parent still run (pid 901)',
    ],
    [
      'the unit is just starting',
      'web-04',
      { ...table(left), ...unitWith({ ActiveState: 'activating' }) },
      'may be just being made',
    ],
    [
      'ages are not known',
      'web-01',
      { ...table(left), survey: (text: string) => text.replace(/^date .*\n/m, '').replace(/^btime .*\n/m, '') },
      'When the oldest Apache here started is not known',
    ],
  ] satisfies readonly (readonly [string, string, Alterations, string])[])(
    'is refused when %s',
    (_what, host, alter, why) => {
      expect(refusalOf(planned(host, alter))).toContain(why);
    },
  );

  it('has drifted when one of them was set anew under the same id, is gone, or Apache started', () => {
    const plan = offeredPlan(planned('web-01', table(left)));
    const drift = (rows: readonly Row[]) =>
      clearSemaphores.drift(plan, practiceLook('web-01', table(rows))).map(({ now }) => now);
    expect(drift([{ id: 3, changed: STARTED - 100 }, { id: 32_771 }])).toEqual([
      `3 of ${STARTED - 100}, 32771 of ${STARTED - 600}`,
    ]);
    expect(drift([{ id: 3 }])).toEqual([`3 of ${STARTED - 600}`]);
    expect(drift([])).toEqual(['none']);
    const started = { ...table(left), survey: (text: string) => text.replaceAll(' 1472897 ', ' 1472910 ') };
    expect(clearSemaphores.drift(plan, practiceLook('web-01', started)).map(({ what }) => what)).toContain(
      'Parent process',
    );
  });

  it('is verified when they are gone and the server lives on, and failed when a server missed one', () => {
    const plan = offeredPlan(planned('web-01', table(left)));
    const baseline = clearSemaphores.baseline(practiceLook('web-01', table(left)));
    const verify = (alter: Alterations) => clearSemaphores.verify(plan, baseline, practiceLook('web-01', alter));
    const rest = table(left.slice(2));
    const missed =
      '[Sat Nov 21 14:11:43.000000 2026] [mpm_prefork:emerg] [pid 109] (43)Identifier removed: AH00144: couldn’t grab the accept mutex\n';
    expect(verify(rest).outcome).toBe('verified');
    expect(verify(table(left)).outcome).toBe('unsure');
    expect(verify({ ...rest, 'error-log': (text) => text + missed }).outcome).toBe('failed');
  });
});

function withOrphan(text: string): string {
  return text.replace(
    'seen 3',
    'p 901 1 900 S 27 400000 1933 0 0 33 apache2\nr 901 1 /system.slice/apache2.service\nseen 4',
  );
}
