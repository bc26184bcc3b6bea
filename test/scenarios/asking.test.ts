import { describe, it } from 'vitest';
import { type Bench, incidents, openBench, type Setting } from '../support/bench.ts';
import { type Hands, handsOn } from '../support/bench-hands.ts';
import { buttonsOf, readable } from '../support/bench-text.ts';

const NBSP = '\u00a0';

async function open(
  setting: Setting,
  onTestFinished: (close: () => Promise<void>) => void,
): Promise<Bench & { hands: Hands }> {
  const bench = await openBench(setting);
  onTestFinished(() => bench.close());
  return { ...bench, hands: handsOn(bench.workbench) };
}

describe.concurrent('a line of text', () => {
  it.for([
    ['with the marks of a phone', `“Status${NBSP}web‑01”`],
    ['with a host that Slack made a link', 'status <http://web-01|web-01>'],
    ['with the words the other way round', 'web-01 status'],
  ] as const)('%s is obeyed', async ([, text], { expect, onTestFinished }) => {
    const { hands } = await open({ hosts: ['web-01'] }, onTestFinished);
    const thread = await hands.ask('U0ROBIN', text);
    expect(await thread.rootSays(/^[^⏳]/u)).toMatch(/^🟢 status web-01/);
  });

  it('that nobody understands is answered to its writer alone, with the nearest command', async ({
    expect,
    onTestFinished,
  }) => {
    const { hands } = await open({ hosts: ['web-01', 'web-06'] }, onTestFinished);
    const cases = [
      ['diagnos web-01', 'diagnose web-01'],
      ['status web-1', 'status web-01'],
      ['logs web-01 --lines 5000', 'logs web-01 --lines 2000'],
      ['logs web-01 --sinse 15m', 'logs web-01 --since 15m'],
      ['web-06', 'diagnose web-06'],
    ] as const;
    for (const [text, meant] of cases) {
      const answer = await hands.whispered('U0ROBIN', text);
      expect(readable(answer)).toContain(`Did you mean \`/apache ${meant}\`?`);
      expect(buttonsOf(answer)).toEqual([`Run ${meant}`]);
    }
    expect(hands.threads()).toEqual([]);
  });

  it('that only comes near a change gets no button, since a change is never guessed', async ({
    expect,
    onTestFinished,
  }) => {
    const { hands } = await open({ hosts: ['web-06'] }, onTestFinished);
    const answer = await hands.whispered('U0ROBIN', 'graceful web-06');
    expect(readable(answer)).toContain('Did you mean `/apache reload web-06`?');
    expect(buttonsOf(answer)).toEqual([]);
  });

  it('is fixed by its button, which runs what it says', async ({ expect, onTestFinished }) => {
    const { hands } = await open({ hosts: ['web-01'] }, onTestFinished);
    const answer = await hands.whispered('U0ROBIN', 'statsu web-01');
    expect(await hands.press('U0ROBIN', answer, 'run:status')).toEqual({ ok: true });
    const thread = await hands.firstThread();
    expect(await thread.rootSays(/^[^⏳]/u)).toMatch(/^🟢 status web-01/);
  });
});

describe.concurrent('help and hosts', () => {
  it('says what there is, and what this bot will refuse', async ({ expect, onTestFinished }) => {
    const { hands } = await open({ hosts: ['web-01'] }, onTestFinished);
    const help = readable(await hands.whispered('U0ROBIN', 'help'));
    expect(help).toMatch(/Start with {2}`\/apache diagnose HOST`/);
    expect(help).toMatch(/• `reload HOST` [^\n]+/);
    expect(help).not.toContain('Not for you');
    expect(readable(await hands.whispered('U0ROBIN', 'help logs'))).toContain('`--lines N`');
  });

  it('says that nobody can approve where no approver is configured', async ({ expect, onTestFinished }) => {
    const { hands } = await open({ hosts: ['web-01'], approvals: { rules: [] } }, onTestFinished);
    expect(readable(await hands.whispered('U0ROBIN', 'help'))).toContain(
      'Not for you: nobody is configured to approve changes',
    );
  });

  it('lists the hosts and says that they are practice', async ({ expect, onTestFinished }) => {
    const { hands } = await open({ hosts: ['web-01', 'web-06'] }, onTestFinished);
    const list = readable(await hands.whispered('U0ROBIN', 'hosts'));
    expect(list).toMatch(/2 hosts\n• `web-01` practice.*\n• `web-06` practice/);
  });
});

describe.concurrent('where and by whom', () => {
  it('answers a mention inside its thread', async ({ expect, onTestFinished }) => {
    const { hands, workbench } = await open({ hosts: ['web-01'] }, onTestFinished);
    const said = await workbench.driver.say({ user: 'U0ROBIN', channel: incidents, text: 'The shop is down' });
    const ts = said.ok ? (said.ts ?? '') : '';
    await workbench.driver.mention({ user: 'U0SAM', channel: incidents, threadTs: ts, text: 'status web-01 please?' });
    const answer = await workbench.driver.waitFor(() => workbench.driver.ephemerals('U0SAM')[0]);
    expect(readable(answer)).toContain('Did you mean `/apache status web-01`?');
    expect(answer.threadTs).toBe(ts);
    await workbench.driver.mention({ user: 'U0SAM', channel: incidents, threadTs: ts, text: 'status web-01' });
    const thread = hands.thread(incidents, ts);
    await thread.reply(/^🟢 web-01/u);
    expect(hands.threads().map(({ text }) => text)).toEqual(['The shop is down']);
  });

  it('goes on in the thread where the button of a whispered answer was pressed', async ({ expect, onTestFinished }) => {
    const { hands, workbench } = await open({ hosts: ['web-01'] }, onTestFinished);
    const said = await workbench.driver.say({ user: 'U0ROBIN', channel: incidents, text: 'The shop is slow' });
    const ts = said.ok ? (said.ts ?? '') : '';
    const answer = await hands.whisperAfter('U0SAM', () =>
      workbench.driver.mention({ user: 'U0SAM', channel: incidents, threadTs: ts, text: 'statsu web-01' }),
    );
    await hands.press('U0SAM', answer, 'run:status');
    await hands.thread(incidents, ts).reply(/^🟢 web-01/u);
    expect(hands.threads()).toHaveLength(1);
  });

  it.for([
    ['a guest', 'U0GAIL', incidents, 'Guests cannot use this.'],
    ['somebody of another company', 'U0OTTO', incidents, 'You belong to another workspace.'],
    ['a channel shared with another company', 'U0ROBIN', 'C0PARTNER', 'shared with another organisation'],
    ['a channel without the bot', 'U0ROBIN', 'C0RANDOM', 'I am not in this channel'],
  ] as const)('refuses %s', async ([, user, channel, words], { expect, onTestFinished }) => {
    const { hands, workbench } = await open({ hosts: ['web-01'] }, onTestFinished);
    const answer = await hands.whispered(user, 'diagnose web-01', channel);
    expect(readable(answer)).toContain(words);
    expect(workbench.driver.messages(channel)).toEqual([]);
  });
});

describe.concurrent('the same request twice', () => {
  it('is one run when Slack delivers it twice', async ({ expect, onTestFinished }) => {
    const { hands, workbench } = await open({ hosts: ['web-01'] }, onTestFinished);
    workbench.faults.duplicateNextEnvelope();
    const thread = await hands.ask('U0ROBIN', 'status web-01');
    await thread.rootSays(/^🟢/u);
    expect(hands.threads()).toHaveLength(1);
    expect(thread.replies()).toHaveLength(1);
  });

  it('is one run when a button is pressed twice', async ({ expect, onTestFinished }) => {
    const { hands, workbench } = await open({ hosts: ['web-01'] }, onTestFinished);
    const answer = await hands.whispered('U0ROBIN', 'statsu web-01');
    workbench.faults.doubleClickNext();
    await hands.press('U0ROBIN', answer, 'run:status');
    const thread = await hands.firstThread();
    await thread.rootSays(/^🟢/u);
    expect(hands.threads()).toHaveLength(1);
  });
});
