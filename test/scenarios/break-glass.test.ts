import { describe, it } from 'vitest';
import { incidents, ruled, setStage } from '../support/bench.ts';
import { type Hands, handsOn } from '../support/bench-hands.ts';
import { openWithHands } from '../support/bench-open.ts';
import { audited, readRecord } from '../support/bench-record.ts';
import { withDisruptive } from '../support/bench-runbook.ts';
import { buttonsOf, readable } from '../support/bench-text.ts';
import { type BotProcess, startBotProcess } from '../support/bot-process.ts';

const approve = 'approval:approve';
const review = 'review:done';
const rules = [ruled({ tiers: ['disruptive'] }), ruled({ tiers: ['break-glass'], users: ['U0ROBIN'], groups: [] })];
const setting = { runbook: withDisruptive, approvals: { rules } };
const wish = { verb: 'restart', rest: '--break-glass "nobody else is awake"' };

/** The message in the channel that tells everybody. */
function told(hands: Hands): readonly string[] {
  return hands
    .threads()
    .map(readable)
    .filter((text) => text.includes('@here'));
}

describe.concurrent('a break-glass change', () => {
  it('takes one person of its own rule, tells everybody before it runs, and is reviewed by another', async ({
    expect,
    onTestFinished,
  }) => {
    const { hands, hosts, stopBot, state } = await openWithHands(setting, onTestFinished);
    const card = await hands.card('web-06', 'U0ROBIN', wish);
    expect(card.now()).toMatch(/break-glass/);
    expect(card.now()).toContain('nobody else is awake');
    expect(told(hands)).toEqual([]);
    const refused = await hands.whisperAfter('U0ALEX', () => hands.press('U0ALEX', card.message, approve));
    expect(readable(refused)).toContain('Ask @U0ROBIN.');

    const held = hosts.host('web-06').hold(({ changes }) => changes);
    await hands.press('U0ROBIN', card.message, approve);
    await held.arrived;
    expect(told(hands)).toHaveLength(1);
    expect(told(hands)[0]).toMatch(
      /^🔴 @here Break-glass: .* web-06 runs now, past the usual approvals\.\nAsked for by @U0ROBIN, approved by @U0ROBIN\. Reason: nobody else is awake\nIts thread/u,
    );
    held.release();
    await card.thread.rootSays(/^✅/u);

    const marked = await card.thread.reply(/Marked for review/);
    expect(buttonsOf(marked)).toEqual(['Mark as reviewed']);
    const own = await hands.whisperAfter('U0ROBIN', () => hands.press('U0ROBIN', marked, review));
    expect(readable(own)).toContain('somebody else has to review it');
    const guest = await hands.whisperAfter('U0GAIL', () => hands.press('U0GAIL', marked, review));
    expect(readable(guest)).toContain('Guests cannot use this.');
    await hands.press('U0KIM', marked, review);
    const reviewed = await card.thread.reply(/Reviewed by @U0KIM/);
    expect(reviewed.ts).toBe(marked.ts);
    expect(buttonsOf(reviewed)).toEqual([]);
    expect(hosts.host('web-06').changes()).toBe(1);

    await stopBot();
    const left = await readRecord({ state });
    expect(audited(left, 'break-glass').map(({ who, body }) => [who.id, (body as { reason: string }).reason])).toEqual([
      ['U0ROBIN', 'nobody else is awake'],
    ]);
    expect(audited(left, 'break-glass-reviewed').map(({ who }) => who.id)).toEqual(['U0KIM']);
    expect(left.auditWhole).toBe(true);
  });

  it('does not run when the channel could not be told', async ({ expect, onTestFinished }) => {
    const { hands, hosts, workbench } = await openWithHands(setting, onTestFinished);
    const card = await hands.card('web-06', 'U0ROBIN', wish);
    workbench.faults.refuseNext('chat.postMessage', 'restricted_action');
    await hands.press('U0ROBIN', card.message, approve);
    await card.thread.rootSays(/refused right before the run/);
    expect(hosts.host('web-06').changes()).toBe(0);
    expect(told(hands)).toEqual([]);
    expect(card.thread.replies().join('\n')).toContain('Slack did not accept that message');
    expect(card.thread.replies().join('\n')).not.toContain('Marked for review');
  });

  it('that was denied tells nobody and needs no review', async ({ expect, onTestFinished }) => {
    const { hands, workbench } = await openWithHands(setting, onTestFinished);
    const card = await hands.card('web-06', 'U0ROBIN', wish);
    await hands.press('U0ROBIN', card.message, 'approval:deny');
    await card.thread.rootSays(/denied/);
    expect(told(hands)).toEqual([]);
    expect(workbench.driver.messages(incidents, card.thread.ts).flatMap(buttonsOf)).toEqual(['Plan it again']);
  });

  it('killed while it runs is told once, and still reviewed', async ({ expect, onTestFinished }) => {
    const stage = await setStage({ hosts: ['web-06'], approvals: { rules: [ruled({ tiers: ['break-glass'] })] } });
    const started: BotProcess[] = [];
    onTestFinished(async () => {
      for (const bot of started) await bot.kill();
      await stage.close();
    });
    const hands = handsOn(stage.workbench);
    started.push(await startBotProcess(stage));
    const card = await hands.card('web-06', 'U0ROBIN', { rest: '--break-glass "nobody else is awake"' });
    const held = stage.hosts.host('web-06').hold(() => true);
    await hands.press('U0ALEX', card.message, approve);
    await held.arrived;
    await started[0]?.kill();
    held.release();
    started.push(await startBotProcess(stage));
    await card.thread.rootSays(/^✅/u);
    await card.thread.reply(/Marked for review/);
    expect(told(hands)).toHaveLength(1);
    expect(stage.hosts.host('web-06').changes()).toBe(1);
  });
});
