import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freezeSwitch } from '../config/freeze.ts';
import { loadInventory } from '../hosts/inventory.ts';
import { createSshTransport } from '../hosts/transport.ts';
import { runOnHosts } from '../start-terminal.ts';
import { type PracticeHosts, startPracticeHosts } from '../workbench/practice/hosts.ts';
import { helpText } from './help-text.ts';
import { exitCodes, type Streams } from './streams.ts';
import { obeyHere, type TerminalHosts } from './verb-command.ts';

let state: string;
let hosts: PracticeHosts;

beforeAll(async () => {
  state = mkdtempSync(join(tmpdir(), 'oncall-terminal-'));
  hosts = await startPracticeHosts(state, { mostMs: 2 });
  writeFileSync(join(state, 'hosts.yml'), hosts.inventoryYaml);
  writeFileSync(
    join(state, 'oncall.yml'),
    'approvals:\n  rules:\n    - { verbs: [reload], tiers: [reversible], users: [U0APPROVE] }\n',
  );
});

afterAll(async () => {
  await hosts.close();
  rmSync(state, { recursive: true });
});

/** Somewhere to write to, and what was written. */
function captured() {
  const written = { out: '', err: '' };
  const streams: Streams = {
    in: (async function* none() {})(),
    out: { write: (text) => (written.out += text) },
    err: { write: (text) => (written.err += text) },
  };
  return { written, streams };
}

async function oncall(
  ...args: string[]
): Promise<{ readonly exit: number; readonly out: string; readonly err: string }> {
  const { written, streams } = captured();
  const exit = await runOnHosts(args, { ONCALL_CONFIG: join(state, 'oncall.yml') }, state, streams);
  return { exit, ...written };
}

describe('a change in a terminal', () => {
  it('is refused with the line to type in Slack', async () => {
    const asked = await oncall('restart', 'web-02', '--break-glass', 'nobody else is here');

    expect(asked).toMatchObject({ exit: exitCodes.usage, out: '' });
    expect(asked.err).toContain('/apache restart web-02 --break-glass "nobody else is here"\n');
  });

  it('is planned whole with --dry-run, and changes nothing', async () => {
    const { exit, out } = await oncall('reload', 'web-02', '--dry-run');

    expect(exit).toBe(exitCodes.fine);
    for (const part of [
      'web-02 — reload: this is the plan, and nothing was changed',
      'Tier: reversible',
      'reload apache2.service',
      'Why it is believed safe',
      'Only if the host still looks like this',
      'Impact',
      'Undo',
    ])
      expect(out).toContain(part);
    expect(out).toMatch(/sha256 [0-9a-f]{64}\n/);
  });

  it('is planned as JSON with the digest of exactly this plan', async () => {
    const { exit, out } = await oncall('reload', 'web-02', '--dry-run', '--json', '--break-glass', 'all are asleep');

    expect(exit).toBe(exitCodes.fine);
    expect(JSON.parse(out)).toMatchObject({
      offered: true,
      plan: { verb: 'reload', host: 'web-02', tier: 'break-glass', breakGlass: 'all are asleep' },
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it('is refused with the reasons where it would not be safe', async () => {
    const { exit, out } = await oncall('reload', 'web-05', '--dry-run');

    expect(exit).toBe(exitCodes.wrong);
    expect(out).toContain('web-05 — reload: no plan, because');
    expect(out).toMatch(/ {2}✗ \S/);
  });

  it('is planned host by host for a group', async () => {
    const { exit, out } = await oncall('reload', 'group:practice', '--dry-run', '--json');

    expect(exit).toBe(exitCodes.wrong);
    expect(JSON.parse(out).hosts).toHaveLength(9);
  });

  it('is answered with the reason where it is never done', async () => {
    expect(await oncall('kill', '-9', 'web-02')).toMatchObject({
      exit: exitCodes.usage,
      err: expect.stringMatching(/never killed.*Did you mean: stop web-02\?/s),
    });
  });
});

describe('the freeze in a terminal', () => {
  it('is switched on and off in the file that the bot reads', async () => {
    const file = join(state, 'var/frozen.json');

    expect((await oncall('unfreeze')).out).toBe('Nothing was frozen.\n');
    expect((await oncall('freeze', 'Release day')).out).toMatch(/frozen since .*\(terminal\): Release day/);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
      by: { surface: 'terminal' },
      reason: 'Release day',
    });
    expect((await oncall('reload', 'web-02', '--dry-run')).out).toContain('Could not run now. All changes are frozen');
    expect((await oncall('why', 'web-02', 'reload')).out).toContain('All changes are frozen');
    expect((await oncall('unfreeze')).out).toMatch(/^Changes are allowed again/);
    expect(existsSync(file)).toBe(false);
  });
});

describe('asking in a terminal', () => {
  it('why a change is allowed or not names the approvers and the rule', async () => {
    const { exit, out } = await oncall('why', 'web-02', 'reload');

    expect(exit).toBe(exitCodes.fine);
    expect(out).toMatch(/reversible\): one of U0APPROVE, by rule 1/);
    expect(out).toMatch(/break-glass "reason": nobody may approve it/);
  });

  it('compares as JSON', async () => {
    const { out } = await oncall('compare', 'web-01', 'web-02', '--json');

    expect(JSON.parse(out)).toMatchObject({ hosts: ['web-01', 'web-02'], unreached: [], aspects: expect.any(Array) });
  });

  it('watches as JSON and draws the picture into a file', async () => {
    const inventory = loadInventory(join(state, 'hosts.yml'), {});
    if (!inventory.ok) throw new Error('no inventory');
    const transport = createSshTransport({ environment: {} });
    const { written, streams } = captured();
    const png = join(state, 'Watch 1.png');
    const here: TerminalHosts = {
      inventory: inventory.value,
      transport,
      approvals: { expiresMinutes: 30, rules: [] },
      freeze: freezeSwitch(join(state, 'none.json')),
      rollouts: [],
      balancers: { look: async () => ({ seen: false, detail: 'no balancer here' }) },
      person: 'kim',
    };
    await obeyHere({ kind: 'watch', host: 'web-02', seconds: 1, json: true, png }, here, streams);
    await transport.closeAll();

    expect(JSON.parse(written.out)).toMatchObject({ host: 'web-02', points: expect.any(Array) });
    expect(readFileSync(png).subarray(1, 4).toString()).toBe('PNG');
    expect(written.err).toContain(`The picture is in ${png}\n`);
  });

  it('says before it watches that the picture cannot be written', async () => {
    expect(await oncall('watch', 'web-02', '--png', '/nowhere/a.png')).toMatchObject({
      exit: exitCodes.usage,
      err: expect.stringContaining('Cannot write /nowhere/a.png'),
    });
  });

  it('explains every verb, by kind', async () => {
    expect((await oncall('help')).out).toBe(helpText());
    expect(helpText()).toMatch(/^ {2}restart HOST +Plans a full restart/m);
    expect((await oncall('help', 'mpm')).out).toMatch(/^mpm HOST event\|worker\|prefork/);
  });
});
