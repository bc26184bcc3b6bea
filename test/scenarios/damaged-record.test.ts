import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'vitest';
import { setStage } from '../support/bench.ts';
import { handsOn } from '../support/bench-hands.ts';
import { buttonsOf, readable } from '../support/bench-text.ts';
import { type BotProcess, startBotProcess } from '../support/bot-process.ts';

const approve = 'approval:approve';

describe('a bot that finds in its record what it does not know', () => {
  it('starts, tells the thread of the run it cannot read, answers a click on it, and goes on with the others', async ({
    expect,
    onTestFinished,
  }) => {
    const stage = await setStage({
      hosts: ['web-61', 'web-62', 'web-63'].map((name) => ({ name, twinOf: 'web-06' })),
    });
    const started: BotProcess[] = [];
    onTestFinished(async () => {
      for (const bot of started) await bot.kill();
      await stage.close();
    });
    const hands = handsOn(stage.workbench);
    const first = await startBotProcess(stage);
    started.push(first);
    const lost = await hands.card('web-61');
    const unclear = await hands.card('web-62');
    const whole = await hands.card('web-63');
    await first.kill();
    const record = new DatabaseSync(join(stage.state, 'oncall.db'));
    record.exec(`
      UPDATE runs SET input = json_remove(input, '$.card.plan.steps') WHERE input ->> '$.card.plan.host' = 'web-61';
      UPDATE approvals SET card = json_remove(card, '$.approvers') WHERE card ->> '$.plan.host' = 'web-62';
    `);
    record.close();

    const second = await startBotProcess(stage);
    started.push(second);
    const told = await lost.thread.reply(/in a shape that this version of the bot does not know/);
    expect(readable(told)).toContain('its approval is cancelled');
    expect(buttonsOf(told)).toEqual([]);
    const answer = await hands.whisperAfter('U0ALEX', () => hands.press('U0ALEX', unclear.message, approve));
    expect(readable(answer)).toContain('in a shape that this version of the bot does not know, so nothing was done');
    await hands.press('U0ALEX', lost.message, approve);
    await hands.press('U0ALEX', whole.message, approve);
    await whole.thread.rootSays(/^✅/u);
    expect(['web-61', 'web-62', 'web-63'].map((name) => stage.hosts.host(name).changes())).toEqual([0, 0, 1]);
  });
});
