import { describe, it } from 'vitest';
import type { ApprovalRule } from '../../src/config/policy.ts';
import { incidents, ruled } from '../support/bench.ts';
import { openWithHands } from '../support/bench-open.ts';
import { audited, readRecord } from '../support/bench-record.ts';
import { withDisruptive } from '../support/bench-runbook.ts';
import { buttonsOf, readable } from '../support/bench-text.ts';

const approve = 'approval:approve';
const deny = 'approval:deny';
const both = { runbook: withDisruptive, approvals: { rules: [ruled({ tiers: ['reversible', 'disruptive'] })] } };
const restart = { verb: 'restart' };

describe.concurrent('what no rule allows', () => {
  it.for<[string, ApprovalRule[]]>([
    ['without any rule', []],
    ['with rules for other verbs', [ruled({ verbs: ['tune'] })]],
    ['with rules for other hosts', [ruled({ hosts: ['group:practice-nowhere', 'web-99'] })]],
    ['with rules for break-glass alone', [ruled({ tiers: ['break-glass'] })]],
  ])('is not even planned %s', async ([, rules], { expect, onTestFinished }) => {
    const { hands, hosts } = await openWithHands({ approvals: { rules } }, onTestFinished);
    const answer = await hands.whispered('U0ROBIN', 'reload web-06');
    expect(readable(answer)).toContain('no rule of the configuration names an approver for it');
    expect(hands.threads()).toEqual([]);
    expect(hosts.host('web-06').changes()).toBe(0);
  });

  it('is shown without buttons where only the plan tells its tier', async ({ expect, onTestFinished }) => {
    const rules = [ruled()];
    const { hands } = await openWithHands({ runbook: withDisruptive, approvals: { rules } }, onTestFinished);
    const thread = await hands.ask('U0ROBIN', 'restart web-06');
    await thread.rootSays(/nobody may approve it/);
    expect(thread.replies().join('\n')).toContain('Nobody may approve this: no rule');
    expect(thread.messages().flatMap(buttonsOf)).toEqual([]);
  });

  it('cannot be approved by who may approve something else', async ({ expect, onTestFinished }) => {
    const rules = [ruled({ users: ['U0SAM'], groups: [], hosts: ['web-06'] }), ruled({ verbs: ['tune'] })];
    const { hands, hosts } = await openWithHands({ approvals: { rules } }, onTestFinished);
    const card = await hands.card('web-06');
    const answer = await hands.whisperAfter('U0ALEX', () => hands.press('U0ALEX', card.message, approve));
    expect(readable(answer)).toMatch(/not among those who may approve this\.\nAsk @U0SAM\./);
    await hands.press('U0SAM', card.message, approve);
    await card.thread.rootSays(/^✅/u);
    expect(hosts.host('web-06').changes()).toBe(1);
  });

  it('takes a rule for the host’s group', async ({ expect, onTestFinished }) => {
    const moreHosts = () => 'groups:\n  shop: [web-06]\n';
    const rules = [ruled({ hosts: ['group:shop'], users: ['U0KIM'], groups: [] })];
    const { hands } = await openWithHands({ moreHosts, approvals: { rules } }, onTestFinished);
    const card = await hands.card('web-06');
    expect(card.now()).toContain('May approve  @U0KIM');
    await hands.press('U0KIM', card.message, approve);
    await card.thread.rootSays(/^✅/u);
  });
});

describe.concurrent('a disruptive change', () => {
  it('takes two people, on the same card', async ({ expect, onTestFinished }) => {
    const { hands, hosts, stopBot, state } = await openWithHands(both, onTestFinished);
    const card = await hands.card('web-06', 'U0ROBIN', restart);
    await hands.press('U0ALEX', card.message, approve);
    const half = await card.thread.reply(/Approved once/);
    expect(half.ts).toBe(card.message.ts);
    expect(buttonsOf(half)).toEqual(['Approve', 'Deny']);
    expect(hosts.host('web-06').changes()).toBe(0);

    const again = await hands.whisperAfter('U0ALEX', () => hands.press('U0ALEX', half, approve));
    expect(readable(again)).toContain('You have approved this already, and it takes two different people.');
    expect(hosts.host('web-06').changes()).toBe(0);

    await hands.press('U0SAM', half, approve);
    await card.thread.rootSays(/^✅/u);
    expect(hosts.host('web-06').changes()).toBe(1);
    await stopBot();
    const left = await readRecord({ state });
    expect(audited(left, 'approval-decided').map(({ who }) => who.id)).toEqual(['U0ALEX', 'U0SAM']);
    expect(audited(left, 'click-refused').map(({ body }) => (body as { reason: string }).reason)).toEqual([
      'already-approved',
    ]);
  });

  it('pressed twice at once by one person is one approval of the two', async ({ expect, onTestFinished }) => {
    const { hands, hosts, workbench } = await openWithHands(both, onTestFinished);
    const card = await hands.card('web-06', 'U0ROBIN', restart);
    workbench.faults.doubleClickNext();
    await hands.press('U0ALEX', card.message, approve);
    await card.thread.reply(/Approved once/);
    expect(hosts.host('web-06').changes()).toBe(0);
  });

  it('is not approved by who asked, neither first nor second', async ({ expect, onTestFinished }) => {
    const { hands, hosts } = await openWithHands(both, onTestFinished);
    const card = await hands.card('web-06', 'U0ALEX', restart);
    const first = await hands.whisperAfter('U0ALEX', () => hands.press('U0ALEX', card.message, approve));
    expect(readable(first)).toContain('You asked for this change');
    await hands.press('U0SAM', card.message, approve);
    const half = await card.thread.reply(/Approved once/);
    const second = await hands.whisperAfter('U0ALEX', () => hands.press('U0ALEX', half, approve));
    expect(readable(second)).toContain('You asked for this change');
    expect(hosts.host('web-06').changes()).toBe(0);
  });

  it('takes another one besides the requester who may approve their own', async ({ expect, onTestFinished }) => {
    const approvals = { rules: [ruled({ tiers: ['disruptive'], selfApproval: true })] };
    const { hands, hosts } = await openWithHands({ runbook: withDisruptive, approvals }, onTestFinished);
    const card = await hands.card('web-06', 'U0ALEX', restart);
    await hands.press('U0ALEX', card.message, approve);
    const half = await card.thread.reply(/Approved once/);
    const again = await hands.whisperAfter('U0ALEX', () => hands.press('U0ALEX', half, approve));
    expect(readable(again)).toContain('You have approved this already');
    await hands.press('U0SAM', half, approve);
    await card.thread.rootSays(/^✅/u);
    expect(hosts.host('web-06').changes()).toBe(1);
  });

  it('that the second one denies does not run', async ({ expect, onTestFinished }) => {
    const { hands, hosts } = await openWithHands(both, onTestFinished);
    const card = await hands.card('web-06', 'U0ROBIN', restart);
    await hands.press('U0ALEX', card.message, approve);
    const half = await card.thread.reply(/Approved once/);
    await hands.press('U0ALEX', half, deny);
    await card.thread.rootSays(/denied/);
    expect(hosts.host('web-06').changes()).toBe(0);
  });
});

describe.concurrent('why', () => {
  it('tells by which rule who may approve, and what that means for the asker', async ({ expect, onTestFinished }) => {
    const rules = [
      ruled({ verbs: ['tune'] }),
      ruled({ hosts: ['web-06'] }),
      ruled({ users: ['U0KIM'], groups: [], tiers: ['break-glass'] }),
    ];
    const { hands } = await openWithHands({ approvals: { rules } }, onTestFinished);
    const robin = readable(await hands.whispered('U0ROBIN', 'why web-06 reload'));
    expect(robin).toMatch(/Nothing is frozen\. You may ask for it\./);
    expect(robin).toMatch(
      /reversible.*: one of @S0APPROVERS, by rule 2 of the settings\. You may not approve it: none of these rules names you\./,
    );
    expect(robin).toMatch(
      /break-glass.*: one of @U0KIM, by rule 3 .*Ask with `\/apache reload web-06 --break-glass "reason"`/,
    );
    const alex = readable(await hands.whispered('U0ALEX', 'why web-06 reload'));
    expect(alex).toContain('You may approve it, unless you asked for it.');
    const kim = readable(await hands.whispered('U0KIM', 'why web-06 reload'));
    expect(kim).toContain('You may approve it, also your own.');
    const stop = readable(await hands.whispered('U0ROBIN', 'why web-06 stop'));
    expect(stop).toMatch(/There is no point in asking/);
    expect(stop).toMatch(/disruptive.*: nobody may approve it\. No rule is for it\./);
    expect(hands.threads()).toEqual([]);
  });
});

describe.concurrent('a dry run', () => {
  it('shows the plan and asks nobody', async ({ expect, onTestFinished }) => {
    const { hands, stopBot, state, hosts } = await openWithHands({}, onTestFinished);
    const thread = await hands.ask('U0ROBIN', 'reload web-06 --dry-run');
    await thread.rootSays(/dry run: nobody is asked/);
    const said = thread.replies().join('\n');
    expect(said).toContain('systemctl --no-pager --no-ask-password reload');
    expect(thread.messages().flatMap(buttonsOf)).not.toContain('Approve');
    await stopBot();
    const left = await readRecord({ state });
    expect(left.runs.map(({ run }) => run.flow)).toEqual(['plan']);
    expect(left.runs.flatMap(({ approvals }) => approvals)).toEqual([]);
    expect(hosts.host('web-06').changes()).toBe(0);
  });
});

describe.concurrent('a second change of one host', () => {
  it('is told who else waits or runs there', async ({ expect, onTestFinished }) => {
    const { hands, hosts } = await openWithHands({}, onTestFinished);
    const first = await hands.card('web-06', 'U0KIM');
    const second = await hands.card('web-06');
    expect(second.now()).toMatch(/✗ Another change of this host: reload waits for its approval \(run change-/);
    await second.thread.reply(/reload, asked for by @U0KIM, has been waiting for approval since .*: its thread/);
    const held = hosts.host('web-06').hold(({ changes }) => changes);
    await hands.press('U0ALEX', first.message, approve);
    await held.arrived;
    const third = hands.ask('U0ROBIN', 'reload web-06 --dry-run');
    await (await third).reply(/reload, asked for by @U0KIM, has been running since/);
    held.release();
    await first.thread.rootSays(/^✅/u);
  });
});

describe.concurrent('a reminder', () => {
  it('calls the approvers once, shortly before the end', async ({ expect, onTestFinished }) => {
    const approvals = { rules: [ruled()], expiresMinutes: 60, remindMinutes: 59.99 };
    const { hands } = await openWithHands({ approvals }, onTestFinished);
    const card = await hands.card('web-06');
    const { thread } = card;
    const reminder = readable(await thread.reply(/^⏰/u));
    expect(reminder).toMatch(
      /^⏰ @S0APPROVERS: Graceful reload of web-06 waits for an approval and expires in [\d.]+ min\. The card/u,
    );
    await hands.press('U0ALEX', card.message, 'approval:deny');
    await thread.rootSays(/denied/);
    expect(thread.replies().filter((reply) => reply.startsWith('⏰'))).toHaveLength(1);
  });
});

describe.concurrent('an export', () => {
  it('puts the record of a run into its thread, and refuses what is not in the record', async ({
    expect,
    onTestFinished,
  }) => {
    const { hands, workbench } = await openWithHands({}, onTestFinished);
    const card = await hands.card('web-06');
    await hands.press('U0ALEX', card.message, approve);
    await card.thread.rootSays(/^✅/u);
    const run = /run (change-[0-9a-f-]+)/.exec(card.now())?.[1] ?? '';
    const told = await hands.whispered('U0KIM', `export ${run}`);
    expect(readable(told)).toContain(`The record of \`${run}\` is in its thread`);
    const files = workbench.driver.files(incidents, card.thread.ts);
    expect(files.map(({ name }) => name)).toEqual([`${run}.md`, `${run}.json`]);
    const [timeline = '', json = ''] = files.map(({ content }) => content);
    expect(timeline).toMatch(/approval: approve by `U0ALEX` \(slack\)/);
    expect(timeline).toMatch(/`apply` \(apply-plan\) on `web-06` begun/);
    expect(JSON.parse(json)).toMatchObject({ run: { id: run }, approvals: [{ decision: { verdict: 'approve' } }] });
    const wrong = await hands.whispered('U0KIM', `export ${run.slice(0, -2)}xx`);
    expect(readable(wrong)).toContain(`Did you mean \`/apache export ${run}\`?`);
  });
});
