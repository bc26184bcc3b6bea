import { join } from 'node:path';
import { describe, it } from 'vitest';
import { incidents, ruled } from '../support/bench.ts';
import { openWithHands } from '../support/bench-open.ts';
import { audited, readRecord } from '../support/bench-record.ts';
import { buttonsOf, readable, steady } from '../support/bench-text.ts';
import { recordedAt } from '../support/practice-clock.ts';

const golden = (name: string) => join(import.meta.dirname, 'golden', `${name}.txt`);
const approve = 'approval:approve';
const deny = 'approval:deny';

describe.concurrent('a plan for a reload', () => {
  it('is a card that holds everything there is to approve', async ({ expect, onTestFinished }) => {
    const { hands, hosts } = await openWithHands({}, onTestFinished);
    const card = await hands.card('web-06');
    expect(buttonsOf(card.message)).toEqual(['Approve', 'Deny']);
    await expect(`${steady(card.now())}\n`).toMatchFileSnapshot(golden('plan-card'));
    expect(hosts.host('web-06').changes()).toBe(0);
  });

  it('is not offered where a reload would end the server', async ({ expect, onTestFinished }) => {
    const { hands, hosts } = await openWithHands({ hosts: ['web-05'] }, onTestFinished);
    const thread = await hands.ask('U0ROBIN', 'reload web-05');
    const refusal = await thread.reply(/no plan for reload/);
    expect(readable(refusal)).toContain('KeepAlive must be On or Off');
    expect(buttonsOf(refusal)).not.toContain('Approve');
    expect(await thread.rootSays(/^⚪/u)).toContain('no plan: The configuration on disk does not load');
    expect(hosts.host('web-05').changes()).toBe(0);
  });

  it('cannot be decided by who asked, by who may not, by guests or by strangers, and each try is in the audit', async ({
    expect,
    onTestFinished,
  }) => {
    const { hands, hosts, stopBot, state } = await openWithHands({}, onTestFinished);
    const card = await hands.card('web-06');
    const tries = [
      ['U0KIM', 'You are not among those who may approve this.', 'not-approver'],
      ['U0GAIL', 'Guests cannot use this.', 'guest'],
      ['U0OTTO', 'You belong to another workspace.', 'foreign-team'],
    ] as const;
    for (const [user, words] of tries) {
      const answer = await hands.whisperAfter(user, () => hands.press(user, card.message, approve));
      expect(readable(answer)).toContain(words);
    }
    await hands.press('U0SAM', card.message, deny);
    await card.thread.rootSays(/denied/);
    expect(card.now()).toMatch(/denied by @U0SAM\. Nothing was changed\./);
    expect(card.now()).not.toContain('[Approve]');
    expect(hosts.host('web-06').changes()).toBe(0);

    await stopBot();
    const left = await readRecord({ state });
    expect(
      audited(left, 'click-refused').map(({ who, body }) => [who.id, (body as { reason: string }).reason]),
    ).toEqual(tries.map(([user, , reason]) => [user, reason]));
    expect(audited(left, 'approval-decided').map(({ who }) => who.id)).toEqual(['U0SAM']);
    expect(left.auditWhole).toBe(true);
  });

  it('cannot be approved by the approver who asked for it', async ({ expect, onTestFinished }) => {
    const { hands, hosts } = await openWithHands({}, onTestFinished);
    const card = await hands.card('web-06', 'U0ALEX');
    const answer = await hands.whisperAfter('U0ALEX', () => hands.press('U0ALEX', card.message, approve));
    expect(readable(answer)).toContain('You asked for this change, so somebody else has to approve it.');
    expect(buttonsOf(card.message)).toContain('Approve');
    expect(hosts.host('web-06').changes()).toBe(0);
  });

  it('expires, and the card says so and has no Approve left', async ({ expect, onTestFinished }) => {
    const { hands, hosts } = await openWithHands({ approvals: { expiresMinutes: 0.08 } }, onTestFinished);
    const thread = await hands.ask('U0ROBIN', 'reload web-06');
    const shown = await thread.reply(/approve\?/);
    const card = await thread.reply(/expired: nobody decided in time/);
    expect(card.ts).toBe(shown.ts);
    expect(buttonsOf(card)).toEqual(['Plan it again']);
    await thread.rootSays(/expired/);
    expect(hosts.host('web-06').changes()).toBe(0);
  });
});

describe.concurrent('an approval', () => {
  it('runs exactly the plan, once, and the host proves it', async ({ expect, onTestFinished }) => {
    const { hands, hosts, stopBot, state } = await openWithHands({}, onTestFinished);
    const card = await hands.card('web-06');
    expect(await hands.press('U0ALEX', card.message, approve)).toEqual({ ok: true });
    await card.thread.rootSays(/^✅/u);
    expect(card.now()).toMatch(/approved by @U0ALEX/);
    expect(card.thread.messages().flatMap(buttonsOf)).toEqual(['Export the record']);
    const told = [card.thread.root(), ...card.thread.replies()].map(steady).join('\n\n');
    await expect(`${told}\n`).toMatchFileSnapshot(golden('reload-approved'));
    expect(hosts.host('web-06').changes()).toBe(1);

    await stopBot();
    const left = await readRecord({ state });
    const order = left.runs
      .flatMap(({ audit }) => audit)
      .map(({ kind, body }) => [kind, (body as { action?: string }).action]);
    const decided = order.findIndex(([kind]) => kind === 'approval-decided');
    expect(order.slice(0, decided).flat()).not.toContain('apply-plan');
    expect(order.slice(decided).flat()).toContain('apply-plan');
    expect(left.auditWhole).toBe(true);
  });

  it('pressed twice at once is one run', async ({ expect, onTestFinished }) => {
    const { hands, hosts, workbench } = await openWithHands({}, onTestFinished);
    const card = await hands.card('web-06');
    workbench.faults.doubleClickNext();
    await hands.press('U0ALEX', card.message, approve);
    await card.thread.rootSays(/^✅/u);
    expect(hosts.host('web-06').changes()).toBe(1);
    expect(workbench.driver.ephemerals('U0ALEX')).toEqual([]);
  });

  it('delivered twice is one run', async ({ expect, onTestFinished }) => {
    const { hands, hosts, workbench } = await openWithHands({}, onTestFinished);
    const card = await hands.card('web-06');
    workbench.faults.duplicateNextEnvelope();
    await hands.press('U0ALEX', card.message, approve);
    await card.thread.rootSays(/^✅/u);
    expect(hosts.host('web-06').changes()).toBe(1);
  });

  it('by two people at once has one winner, and the other is told who', async ({ expect, onTestFinished }) => {
    const { hands, hosts, workbench } = await openWithHands({}, onTestFinished);
    const card = await hands.card('web-06');
    await Promise.all([hands.press('U0ALEX', card.message, approve), hands.press('U0SAM', card.message, deny)]);
    await card.thread.rootSays(/^[✅⚪]/u);
    const winner = /by @(U0ALEX|U0SAM)/.exec(card.now())?.[1];
    const loser = winner === 'U0ALEX' ? 'U0SAM' : 'U0ALEX';
    const told = await workbench.driver.waitFor(() => workbench.driver.ephemerals(loser)[0]);
    expect(readable(told)).toMatch(new RegExp(`Too late: this plan was (approved|denied) by @${winner}`));
    expect(workbench.driver.ephemerals(winner ?? '')).toEqual([]);
    expect(hosts.host('web-06').changes()).toBe(winner === 'U0ALEX' ? 1 : 0);
  });

  it('of a plan that the host has outlived is void: the difference is shown and nothing runs', async ({
    expect,
    onTestFinished,
  }) => {
    const edited = {
      'config-tree': (text: string) =>
        `${text.replace(/^tree [0-9a-f]{8}/m, 'tree 00000000')}\n${recordedAt('web-06')} deploy /etc/apache2/ports.conf\n`,
    };
    const { hands, hosts } = await openWithHands(
      { hosts: [{ name: 'web-09', like: 'web-06', after: edited }] },
      onTestFinished,
    );
    const card = await hands.card('web-09');
    hosts.host('web-09').switchTo('after');
    await hands.press('U0ALEX', card.message, approve);
    expect(await card.thread.rootSays(/void/)).toMatch(/^⚪ reload web-09 · void, the host changed/);
    expect(card.now()).toMatch(/Approved by @U0ALEX, but the host is not what the plan was made for/);
    expect(card.now()).toMatch(
      /Configuration hash: planned `[0-9a-f]{12}`, now `0{8}[0-9a-f]{4}: changed lately: \/etc\/apache2\/ports\.conf \(under a minute ago, owner deploy\)`/,
    );
    expect(buttonsOf(card.thread.messages().find(({ ts }) => ts === card.message.ts) ?? {})).toEqual([]);
    expect(buttonsOf(await card.thread.reply(/void, the host changed/))).toEqual(['Plan it again']);
    expect(hosts.host('web-09').changes()).toBe(0);
  });

  it('of a plan for a host that has gone away sends nothing, and says so', async ({ expect, onTestFinished }) => {
    const { hands, hosts } = await openWithHands({}, onTestFinished);
    const card = await hands.card('web-06');
    await hosts.host('web-06').close();
    await hands.press('U0ALEX', card.message, approve);
    await card.thread.rootSays(/not sent/);
    expect((await card.thread.reply(/not sent/)) && card.thread.replies().join('\n')).toContain('Nothing was changed.');
    expect(hosts.host('web-06').changes()).toBe(0);
  });

  it('counts for nothing while the list of approvers cannot be read', async ({ expect, onTestFinished }) => {
    const { hands, hosts } = await openWithHands(
      { approvals: { rules: [ruled({ groups: ['S0GONE'] })] } },
      onTestFinished,
    );
    const card = await hands.card('web-06');
    const answer = await hands.whisperAfter('U0ALEX', () => hands.press('U0ALEX', card.message, approve));
    expect(readable(answer)).toContain('The list of approvers could not be read from Slack');
    expect(hosts.host('web-06').changes()).toBe(0);
  });

  it('is said to have an unseen end when the connection drops in the middle, and then what the host shows', async ({
    expect,
    onTestFinished,
  }) => {
    const { hands, hosts } = await openWithHands({}, onTestFinished);
    const card = await hands.card('web-06');
    const held = hosts.host('web-06').hold(({ changes }) => changes);
    await hands.press('U0ALEX', card.message, approve);
    await held.arrived;
    hosts.host('web-06').drop();
    held.release();
    await card.thread.rootSays(/^✅/u);
    expect(card.thread.replies().join('\n')).toMatch(
      /Its end was not seen, but the host shows that it was carried out/,
    );
    expect(hosts.host('web-06').changes()).toBe(1);
  });

  it('gives way to another change that holds the host, and names its holder', async ({ expect, onTestFinished }) => {
    const change = { lock: { exit: 75, text: 'pid 4711, kim on ops-01\n' }, command: { exit: 0, text: '' } };
    const { hands } = await openWithHands({ hosts: [{ name: 'web-10', like: 'web-06', change }] }, onTestFinished);
    const card = await hands.card('web-10');
    await hands.press('U0ALEX', card.message, approve);
    expect(await card.thread.rootSays(/holds the host/)).toMatch(/^⚪/u);
    expect(card.thread.replies().join('\n')).toContain('Held by `pid 4711, kim on ops-01`. Nothing was changed.');
  });

  it('whose command fails shows what it said, and never calls it done', async ({ expect, onTestFinished }) => {
    const text = 'Job for apache2.service failed. password=hunter2-is-secret\n';
    const change = { lock: { exit: 0, text: '' }, command: { exit: 1, text } };
    const { hands } = await openWithHands({ hosts: [{ name: 'web-11', like: 'web-06', change }] }, onTestFinished);
    const card = await hands.card('web-11');
    await hands.press('U0ALEX', card.message, approve);
    await card.thread.rootSays(/^[🔴🟠]/u);
    const said = card.thread.replies().join('\n');
    expect(said).toMatch(/ended with exit code 1\./);
    expect(said).toContain('Job for apache2.service failed.');
    expect(said).not.toContain('hunter2');
    expect(said).not.toContain('done and verified');
  });

  it('does not count in another channel than the card’s own', async ({ expect, onTestFinished }) => {
    const { hands, workbench, hosts } = await openWithHands({}, onTestFinished);
    const card = await hands.card('web-06');
    expect(
      await workbench.driver.click({
        user: 'U0ALEX',
        channel: 'C0WEBTEAM',
        ts: card.message.ts,
        actionId: approve,
        confirm: true,
      }),
    ).toMatchObject({ ok: false });
    expect(hands.threads(incidents)).toHaveLength(1);
    expect(hosts.host('web-06').changes()).toBe(0);
  });
});
