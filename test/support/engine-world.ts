import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Json } from '../../src/lib/json.ts';
import type { Action, Actor, Flow, FlowContext, StepInfo } from '../../src/model/engine-port.ts';

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
export const Roll = z.object({ hosts: z.array(z.string()), ttlMs: z.number(), apply: z.string() });
export type Roll = z.infer<typeof Roll>;

export const HOUR = 3_600_000;

/** The input of a roll over these hosts that may be approved for an hour. */
export function rollOf(hosts: readonly string[], more: Partial<Roll> = {}): Roll {
  return { hosts: [...hosts], ttlMs: HOUR, apply: 'apply', ...more };
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

/** Actions whose effects are lines in the world's file. */
export function worldActions(directory: string, hang?: Hang): readonly Action[] {
  function note(what: Happening['what'], host: string, info: StepInfo): void {
    const line: Happening = { what, host, attempt: info.attempt, uncertain: info.uncertain };
    appendFileSync(join(directory, 'world.jsonl'), `${JSON.stringify(line)}\n`);
  }
  async function hangIf(host: string, when: Hang['when']): Promise<void> {
    if (hang?.host === host && hang.when === when) await sleep(3_600_000);
  }
  async function apply(args: Json, info: StepInfo): Promise<Json> {
    const { host } = HostArgs.parse(args);
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
  function noting(what: Happening['what']): (args: Json, info: StepInfo) => Promise<Json> {
    return async (args, info) => {
      note(what, HostArgs.safeParse(args).data?.host ?? '', info);
      return null;
    };
  }
  return [
    { name: 'look', effect: 'read', perform: noting('looked') },
    { name: 'apply', effect: 'write', onUncertain: 'verify', perform: apply },
    { name: 'apply-or-stop', effect: 'write', onUncertain: 'stop', perform: apply },
    { name: 'show', effect: 'write', onUncertain: 'rerun', perform: noting('shown') },
    { name: 'report', effect: 'write', onUncertain: 'rerun', perform: noting('reported') },
  ];
}

const HostArgs = z.object({ host: z.string() });

/** Looks, asks, changes host after host, reports: the shape of every change. */
export const rollFlow: Flow = { name: 'roll', version: '1', run: roll };

async function roll(flow: FlowContext): Promise<Json> {
  const { hosts, ttlMs, apply } = Roll.parse(flow.input);
  const began = await flow.now('began');
  for (const host of hosts) await flow.step(`look ${host}`, 'look', { host });
  const digest = `digest of ${hosts.join(',')}`;
  const { verdict, by } = await flow.approval('go', { ttlMs, digest, card: { hosts }, announce: 'show' });
  const applied: Json[] = [];
  if (verdict === 'approve') {
    for (const host of hosts) applied.push(await flow.onHost(host, `apply ${host}`, apply, { host }));
  }
  await flow.step('report', 'report', { host: verdict });
  return { verdict, by, began, applied };
}

/** The result of {@link rollFlow}. */
export const RollResult = z.object({
  verdict: z.enum(['approve', 'deny', 'cancel', 'expire']),
  by: z.object({ surface: z.string(), id: z.string(), team: z.string().optional() }),
  began: z.number(),
  applied: z.array(
    z.union([
      z.object({ ok: z.literal(true), value: z.json() }),
      z.object({ ok: z.literal(false), failure: z.string() }),
    ]),
  ),
});

/** Waits until the question has an answer; rejects after ten seconds, which is never in a test that works. */
export async function until<T>(question: () => Promise<T | undefined> | T | undefined): Promise<T> {
  const end = performance.now() + 10_000;
  while (performance.now() < end) {
    const answer = await question();
    if (answer !== undefined) return answer;
    await sleep(5);
  }
  throw new Error(`still waiting for: ${question.toString()}`);
}
