import { defined } from '../../src/lib/defined.ts';
import type { RunRecord } from '../../src/model/engine-port.ts';
import { handsOn } from '../support/bench-hands.ts';
import { readRecord } from '../support/bench-record.ts';
import { installKit, openEyes } from './eyes.ts';
import { BALANCER, HAPROXY_PORT, openFleet, setUpBalancers, startClients, type Tally } from './fleet.ts';
import { labHosts, up } from './lab.ts';

/** Generous, for one machine plays all of them. */
const WAIT_MS = 900_000;

/** Rolls a reload over so many hosts under load, asked directly and then through HAProxy, and prints what clients and hosts saw of it as Markdown. */
export async function showRollout(count: number, print: (line: string) => void): Promise<boolean> {
  await up(count + 1);
  const eyes = await openEyes();
  for (const { name } of await labHosts()) await installKit(eyes, name);
  await eyes.close();
  const { haproxy } = await setUpBalancers();
  const members = (await labHosts()).filter(({ name }) => name !== BALANCER);
  const direct = await roll(
    [],
    members.map(({ address }) => address),
    { clients: 1, pauseMs: 25 },
  );
  print(`\n### Every host asked directly, one client each\n\n${direct.line}\n`);
  print('| host | seconds | requests | failed | longest time without an answer | slowest answer |');
  print('| --- | --- | --- | --- | --- | --- |');
  for (const { name, address } of members)
    print(`| ${name} | ${direct.seconds(name)} | ${cells(direct.tallies[address])} |`);
  const front = `${(await labHosts()).find(({ name }) => name === BALANCER)?.address}:${HAPROXY_PORT}`;
  const balanced = await roll([haproxy], [front], { clients: 6, pauseMs: 20 });
  print(`\n### Through HAProxy, each host drained before and put back after\n\n${balanced.line}\n`);
  print('| asked | requests | failed | longest time without an answer | slowest answer |');
  print('| --- | --- | --- | --- | --- |');
  print(`| HAProxy, six clients | ${cells(balanced.tallies[front])} |`);
  print(`\nSeconds by host: ${members.map(({ name }) => `${name} ${balanced.seconds(name)}`).join(', ')}.`);
  const all = [...Object.values(direct.tallies), ...Object.values(balanced.tallies)];
  return direct.ok && balanced.ok && all.every(({ failed }) => Object.keys(failed).length === 0);
}

function cells(tally: Tally | undefined): string {
  if (tally === undefined) return '– | – | – | –';
  const failed = Object.entries(tally.failed).map(([reason, times]) => `${times} × ${reason}`);
  const ms = (value: number) => `${Math.round(value)} ms`;
  return `${tally.sent} | ${failed.length === 0 ? 0 : failed.join(', ')} | ${ms(tally.longestGapMs)} | ${ms(tally.slowestMs)}`;
}

interface Rolled {
  readonly ok: boolean;
  readonly line: string;
  readonly tallies: Readonly<Record<string, Tally>>;
  /** How long a host took, from its first step to its last. */
  seconds(host: string): string;
}

async function roll(
  balancers: Parameters<typeof openFleet>[0]['balancers'],
  addresses: readonly string[],
  load: Parameters<typeof startClients>[1],
): Promise<Rolled> {
  const fleet = await openFleet({ ...defined({ balancers }), settleSeconds: 1 });
  try {
    const bot = await fleet.start();
    const hands = handsOn(fleet.workbench);
    const { driver } = fleet.workbench;
    const thread = await hands.ask('U0ROBIN', 'reload group:web');
    await driver.waitFor(() => /waits for approval|no rollout/.test(thread.root()), WAIT_MS);
    const card = thread.messages()[1];
    if (card === undefined) throw new Error(thread.root());
    const stop = startClients(addresses, load);
    const whole = thread.messages().flatMap(({ blocks }) => blocks ?? []);
    const open = JSON.stringify(whole).includes('approval:open');
    if (open) await approveInModal(fleet, card);
    else await hands.press('U0ALEX', card, 'approval:approve');
    await driver.waitFor(() => /^(?:✅|🔴|🟠 .*stopped|⛔|⚪)/u.test(thread.root()), WAIT_MS);
    const tallies = await stop();
    await bot.kill();
    const { runs } = await readRecord(fleet);
    const record = runs.find(({ run }) => run.flow === 'rollout');
    const took = ((record?.run.endedAt ?? 0) - (record?.approvals[0]?.decision?.at ?? 0)) / 1_000;
    const ok = thread.root().startsWith('✅');
    const line = `${ok ? 'All verified' : thread.root()} after ${Math.round(took)} s.`;
    return { ok, line, tallies, seconds: (host) => secondsOf(record, host) };
  } finally {
    await fleet.close();
  }
}

async function approveInModal(
  { workbench: { driver } }: Pick<Awaited<ReturnType<typeof openFleet>>, 'workbench'>,
  { channel, ts }: { readonly channel: string; readonly ts: string },
): Promise<void> {
  await driver.click({ user: 'U0ALEX', channel, ts, actionId: 'approval:open' });
  const modal = await driver.waitFor(() => driver.modals('U0ALEX').at(-1));
  const sent = await driver.submitModal({ user: 'U0ALEX', viewId: modal.id, state: {} });
  if (!sent.ok) throw new Error(JSON.stringify(sent));
}

function secondsOf(record: RunRecord | undefined, host: string): string {
  const steps = (record?.steps ?? []).filter(({ name }) => name.startsWith(`${host}.`));
  const from = Math.min(...steps.map(({ startedAt }) => startedAt));
  const to = Math.max(...steps.map(({ endedAt }) => endedAt ?? 0));
  return steps.length === 0 ? '–' : ((to - from) / 1_000).toFixed(1);
}
