import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { announcementOf, declareAction, defineFlow, implement } from '../../src/model/define-flow.ts';
import { type Action, Actor, Decision, type StepInfo } from '../../src/model/engine-port.ts';

/** One thing that really happened outside the engine: kept in a file that outlives a kill. */
export const Happening = z.object({
  what: z.enum(['looked', 'begun', 'applied', 'verified', 'shown', 'reported']),
  host: z.string(),
  attempt: z.number(),
  uncertain: z.boolean(),
});
export type Happening = z.infer<typeof Happening>;

/** Where the world's actions stop for ever, to be killed there: before or after the change of that host. */
export interface Hang {
  readonly host: string;
  readonly when: 'before' | 'after';
}

/** What the flows of these tests are started with. */
export const Roll = z.object({ hosts: z.array(z.string()), ttlMs: z.number() });
export type Roll = z.infer<typeof Roll>;

export const HOUR = 3_600_000;

/** The input of a roll over these hosts that may be approved for an hour. */
export function rollOf(hosts: readonly string[], more: Partial<Roll> = {}): Roll {
  return { hosts: [...hosts], ttlMs: HOUR, ...more };
}

export const alice: Actor = { surface: 'slack', id: 'U0ALICE', team: 'T0HOME' };
export const bob: Actor = { surface: 'slack', id: 'U0BOB', team: 'T0HOME' };

/** Everything that happened in this directory, in order. */
export function happenings(directory: string): readonly Happening[] {
  const file = join(directory, 'world.jsonl');
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => Happening.parse(JSON.parse(line)));
}

/** The hosts something happened to, in order. */
export function hostsOf(directory: string, what: Happening['what']): readonly string[] {
  return happenings(directory)
    .filter((happening) => happening.what === what)
    .map((happening) => happening.host);
}

const HostArgs = z.object({ host: z.string() });
const Applied = z.object({ host: z.string(), found: z.string() });

/** What happens in this world. */
export const world = {
  look: declareAction({ name: 'look', effect: 'read', args: HostArgs, result: z.null() }),
  apply: declareAction({ name: 'apply', effect: 'write', args: HostArgs, result: Applied }),
  show: declareAction({
    name: 'show',
    effect: 'write',
    args: announcementOf(z.object({ hosts: z.array(z.string()) })),
    result: z.null(),
  }),
  report: declareAction({ name: 'report', effect: 'write', args: HostArgs, result: z.null() }),
} as const;

/** Actions whose effects are lines in the world's file. */
export function worldActions(directory: string, hang?: Hang): readonly Action[] {
  function note(what: Happening['what'], host: string, info: StepInfo): void {
    const line: Happening = { what, host, attempt: info.attempt, uncertain: info.uncertain };
    appendFileSync(join(directory, 'world.jsonl'), `${JSON.stringify(line)}\n`);
  }
  async function hangIf(host: string, when: Hang['when']): Promise<void> {
    if (hang?.host === host && hang.when === when) await sleep(3_600_000);
  }
  async function apply({ host }: z.infer<typeof HostArgs>, info: StepInfo): Promise<z.infer<typeof Applied>> {
    if (info.uncertain && hostsOf(directory, 'applied').includes(host)) {
      note('verified', host, info);
      return { host, found: 'already applied' };
    }
    note('begun', host, info);
    await hangIf(host, 'before');
    note('applied', host, info);
    await hangIf(host, 'after');
    return { host, found: 'applied now' };
  }
  async function noting(what: Happening['what'], host: string, info: StepInfo): Promise<null> {
    note(what, host, info);
    return null;
  }
  return [
    implement(world.look, ({ host }, info) => noting('looked', host, info)),
    implement(world.apply, apply),
    implement(world.show, (_, info) => noting('shown', '', info)),
    implement(world.report, ({ host }, info) => noting('reported', host, info)),
  ];
}

/** The result of {@link rollFlow}. */
export const RollResult = z.object({
  verdict: Decision.unwrap().shape.verdict,
  by: Actor,
  applied: z.array(
    z.union([
      z.object({ ok: z.literal(true), value: Applied }),
      z.object({ ok: z.literal(false), failure: z.string() }),
    ]),
  ),
});
export type RollResult = z.infer<typeof RollResult>;

/** Looks, asks, changes host after host, reports: the shape of every change. */
export const rollFlow = defineFlow({
  name: 'roll',
  version: '1',
  actions: Object.values(world),
  input: Roll,
  result: RollResult,
  async run(flow) {
    const { hosts, ttlMs } = flow.input;
    for (const host of hosts) await flow.step(`look ${host}`, world.look, { host });
    const digest = `digest of ${hosts.join(',')}`;
    const { verdict, by } = await flow.approval('go', { ttlMs, digest, announce: world.show, card: { hosts } });
    const applied: RollResult['applied'] = [];
    if (verdict === 'approve') {
      for (const host of hosts) applied.push(await flow.onHost(host, `apply ${host}`, world.apply, { host }));
    }
    await flow.step('report', world.report, { host: verdict });
    return { verdict, by, applied };
  },
});

/** Waits until the question has an answer; rejects after a minute and a half, which is never in a test that works. */
export async function until<T>(question: () => Promise<T | undefined> | T | undefined): Promise<T> {
  const end = performance.now() + 90_000;
  while (performance.now() < end) {
    const answer = await question();
    if (answer !== undefined) return answer;
    await sleep(5);
  }
  throw new Error(`still waiting for: ${question.toString()}`);
}
