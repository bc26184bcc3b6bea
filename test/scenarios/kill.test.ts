import { appendFileSync } from 'node:fs';
import process from 'node:process';
import { describe, it } from 'vitest';
import { type Setting, type Stage, setStage } from '../support/bench.ts';
import { type Hands, handsOn, type Thread } from '../support/bench-hands.ts';
import { buttonsOf, readable, steady } from '../support/bench-text.ts';
import { type BotProcess, startBotProcess } from '../support/bot-process.ts';

const approve = 'approval:approve';
/** Approvals of these scenarios stay open for a minute, so this is after their end. */
const afterExpiryMs = 120_000;

interface Scene extends Stage {
  readonly hands: Hands;
  /** Starts the bot, or starts it again. */
  readonly start: (laterMs?: number) => Promise<BotProcess>;
}

type Finish = (close: () => Promise<void>) => void;

async function scene(setting: Setting, onTestFinished: Finish): Promise<Scene> {
  const stage = await setStage(setting);
  const started: BotProcess[] = [];
  onTestFinished(async () => {
    for (const bot of started) await bot.kill();
    await stage.close();
  });
  return {
    ...stage,
    hands: handsOn(stage.workbench),
    async start(laterMs) {
      const bot = await startBotProcess(stage, laterMs);
      started.push(bot);
      return bot;
    },
  };
}

/** Keeps what a thread says in the end, where somebody wants to read it. */
function transcribe(title: string, thread: Thread): void {
  const path = process.env['TRANSCRIPTS'];
  if (path === undefined) return;
  const told = thread.messages().map(readable).map(steady);
  appendFileSync(path, `=== ${title}\n\n${told.join('\n\n')}\n\n\n`);
}

describe.concurrent('a bot that is killed', () => {
  it('between card and click honours the old button after its restart', async ({ expect, onTestFinished }) => {
    const { start, hands, hosts } = await scene({ hosts: ['web-06'] }, onTestFinished);
    const first = await start();
    const card = await hands.card('web-06');
    await first.kill();
    expect(await hands.press('U0ALEX', card.message, approve)).toMatchObject({ ok: false });
    await start();
    expect(await hands.press('U0ALEX', card.message, approve)).toEqual({ ok: true });
    await card.thread.rootSays(/^✅/u);
    expect(card.now()).toMatch(/approved by @U0ALEX/);
    expect(hosts.host('web-06').changes()).toBe(1);
    transcribe('killed between card and click, clicked after the restart', card.thread);
  });

  it('between click and run goes on with what was approved, once', async ({ expect, onTestFinished }) => {
    const { start, hands, hosts } = await scene({ hosts: ['web-06'] }, onTestFinished);
    const first = await start();
    const card = await hands.card('web-06');
    const held = hosts.host('web-06').hold(() => true);
    await hands.press('U0ALEX', card.message, approve);
    await held.arrived;
    await first.kill();
    held.release();
    expect(hosts.host('web-06').changes()).toBe(0);
    await start();
    await card.thread.rootSays(/^✅/u);
    expect(hosts.host('web-06').changes()).toBe(1);
    expect(card.thread.replies()).toHaveLength(2);
    transcribe('killed between click and run', card.thread);
  });

  it('while it checks the host right before the run sends nothing any more, and says that it does not know', async ({
    expect,
    onTestFinished,
  }) => {
    const { start, hands, hosts } = await scene({ hosts: ['web-06'] }, onTestFinished);
    const first = await start();
    const card = await hands.card('web-06');
    let surveys = 0;
    const held = hosts.host('web-06').hold(({ sections }) => {
      surveys += sections.length === 1 ? 1 : 0;
      return surveys === 2;
    });
    await hands.press('U0ALEX', card.message, approve);
    await held.arrived;
    await first.kill();
    held.release();
    await start();
    await card.thread.rootSays(/^🟠.*state unknown/u);
    expect(card.thread.replies().join('\n')).toMatch(/✗ Log lines: no graceful restart is in the log since then/);
    expect(hosts.host('web-06').changes()).toBe(0);
    transcribe('killed during the last check of the host, before the command was sent', card.thread);
  });

  it('during the run does not run it again, and says what the host shows', async ({ expect, onTestFinished }) => {
    const { start, hands, hosts } = await scene({ hosts: ['web-06'] }, onTestFinished);
    const first = await start();
    const card = await hands.card('web-06');
    const held = hosts.host('web-06').hold(({ changes }) => changes);
    await hands.press('U0ALEX', card.message, approve);
    await held.arrived;
    await first.kill();
    held.release();
    await start();
    await card.thread.rootSays(/^✅/u);
    expect(card.thread.replies().join('\n')).toMatch(
      /Its end was not seen, but the host shows that it was carried out\. The bot was restarted while this ran\./,
    );
    expect(hosts.host('web-06').changes()).toBe(1);
    transcribe('killed during the run', card.thread);
  });

  it('during a look says so in the thread and offers to look again', async ({ expect, onTestFinished }) => {
    const { start, hands, hosts } = await scene({ hosts: ['web-03'] }, onTestFinished);
    const first = await start();
    const held = hosts.host('web-03').hold(({ sections }) => sections.length > 1);
    const thread = await hands.ask('U0ROBIN', 'status web-03');
    await held.arrived;
    await thread.reply(/Looking at web-03/);
    await first.kill();
    held.release();
    await start();
    const cut = await thread.reply(/The bot was restarted while it looked/);
    expect(await thread.rootSays(/cut off/)).toMatch(
      /^🟠 status web-03 · cut off by a restart of the bot; nothing was changed/,
    );
    expect(buttonsOf(cut)).toEqual(['Ask again']);
    await hands.press('U0ROBIN', cut, 'run:status');
    await thread.reply(/^🔴|^🟢|^🟠 web-03/u);
    expect(await thread.rootSays(/^[🔴🟢⚪]/u)).not.toMatch(/cut off/);
    expect(hands.threads()).toHaveLength(1);
    transcribe('killed during a look, asked again by the button', thread);
  });

  it('while it plans says so, and no card ever appears', async ({ expect, onTestFinished }) => {
    const { start, hands, hosts } = await scene({ hosts: ['web-06'] }, onTestFinished);
    const first = await start();
    const held = hosts.host('web-06').hold(({ sections }) => sections.length > 1);
    const thread = await hands.ask('U0ROBIN', 'reload web-06');
    await held.arrived;
    await thread.reply(/Looking at web-06/);
    await first.kill();
    held.release();
    await start();
    await thread.reply(/The bot was restarted while it looked/);
    await thread.rootSays(/^🟠 reload web-06 · cut off/u);
    expect(thread.messages().flatMap(buttonsOf)).not.toContain('Approve');
    expect(hosts.host('web-06').changes()).toBe(0);
    transcribe('killed while it planned', thread);
  });

  it('for longer than an approval lasts takes the buttons off the card', async ({ expect, onTestFinished }) => {
    const { start, hands, hosts } = await scene(
      { hosts: ['web-06'], approvals: { expiresMinutes: 1 } },
      onTestFinished,
    );
    const first = await start();
    const card = await hands.card('web-06');
    await first.kill();
    await start(afterExpiryMs);
    await card.thread.rootSays(/expired/);
    expect(card.now()).toMatch(/expired: nobody decided in time\. Nothing was changed\./);
    expect(card.thread.messages().flatMap(buttonsOf)).toEqual(['Plan it again']);
    expect(hosts.host('web-06').changes()).toBe(0);
    transcribe('down while an approval expired', card.thread);
  });
});
