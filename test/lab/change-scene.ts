import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { ChangeOptions } from '../../src/model/change-options.ts';
import type { ChangeResult } from '../../src/model/plan.ts';
import type { ChangeVerb } from '../../src/model/verbs.ts';
import { type ChangeRunner, openChangeRunner } from './change-runner.ts';
import { type Eyes, installKit, openEyes } from './eyes.ts';
import type { FaultHost } from './fault.ts';
import { down, exec, faultHost, labHosts, resetHost, up } from './lab.ts';
import { SITE_UP } from './recipes.ts';

/** The host that the tests of changes change; healthy and fresh before each. */
export const HOST = 'web-1';

/** What a test of changes works with; `eyes` and `changes` are there once the first test runs. */
export interface ChangeScene {
  readonly eyes: () => Eyes;
  readonly changes: () => ChangeRunner;
  readonly host: () => FaultHost;
  /** Runs a command line as root on the host and gives what it printed. */
  readonly root: (command: string) => Promise<string>;
  /** Why no plan is offered, a reason a line; `offered` when one is. */
  readonly refusal: (verb: ChangeVerb, options?: ChangeOptions, on?: string) => Promise<string>;
  /** Plans, lets something happen meanwhile, and carries the plan out. */
  readonly carry: (
    verb: ChangeVerb,
    options?: ChangeOptions,
    meanwhile?: () => Promise<unknown>,
  ) => Promise<ChangeResult>;
  /** Everything of httpd's configuration and of the units: links, modes, owners, contents. */
  readonly everything: () => Promise<string>;
}

/** Brings up so many hosts with the kit and a changes for this file, and takes them down after it. */
export function changeScene(hosts: number): ChangeScene {
  let eyes: Eyes | undefined;
  let changes: ChangeRunner | undefined;
  beforeAll(async () => {
    await up(hosts);
    eyes = await openEyes();
    for (const { name } of await labHosts()) await installKit(eyes, name);
    changes = openChangeRunner(eyes);
  });
  afterAll(async () => {
    await changes?.close();
    await eyes?.close();
    await down();
  });
  beforeEach(async () => {
    await resetHost(HOST);
    await faultHost(HOST, 'event').shows(SITE_UP);
  });

  const opened = () => there(changes);
  const root = async (command: string) => (await exec(HOST, ['bash', '-c', command])).output.trim();
  return {
    eyes: () => there(eyes),
    changes: opened,
    host: () => faultHost(HOST, 'event'),
    root,
    async refusal(verb, options = {}, on = HOST) {
      const planned = await opened().plan(on, verb, options);
      return planned.offered ? 'offered' : planned.refusal.reasons.map(({ why }) => why).join('\n');
    },
    async carry(verb, options = {}, meanwhile) {
      const plan = await opened().offered(HOST, verb, options);
      await meanwhile?.();
      return opened().carryOut(plan);
    },
    everything: () =>
      root(`find /etc/apache2 /etc/systemd/system -printf '%p %y %m %U %G %l\\n' | sort
        find /etc/apache2 /etc/systemd/system -type f -exec sha256sum {} + | sort`),
  };
}

function there<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the laboratory is not up yet');
  return value;
}
