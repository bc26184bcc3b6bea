import { describe, it } from 'vitest';
import { incidents, openBench } from '../support/bench.ts';
import { handsOn } from '../support/bench-hands.ts';
import { readable } from '../support/bench-text.ts';

const saturated =
  '[Sat Nov 21 10:00:00.123456 2026] [mpm_event:error] [pid 12:tid 1] AH00484: server reached MaxRequestWorkers setting, consider raising the MaxRequestWorkers setting';

describe.concurrent('verbs for one subject', () => {
  it('show what was asked for, whether or not anything is wrong', async ({ expect, onTestFinished }) => {
    const bench = await openBench({ hosts: ['web-01'] });
    onTestFinished(() => bench.close());
    const hands = handsOn(bench.workbench);
    const shown = [
      ['workers web-01', /of \d+ slots/],
      ['memory web-01', /budget for Apache/],
      ['mpm-settings web-01', /effective MaxRequestWorkers/],
      ['connections web-01', /Accept queue/],
      ['crashes web-01', /Core dumps/],
      ['limits web-01', /open files/],
      ['tls web-01', /Certificates on disk/],
      ['changes web-01', /newest last/],
      ['hardening web-01', /ServerTokens/],
      ['preflight web-01', /Reload: .*\n[\s\S]*Full restart: /],
      ['logs web-01 --level notice', /messages/],
    ] as const;
    for (const [text, panel] of shown) {
      const thread = await hands.ask('U0ROBIN', text);
      const root = await thread.rootSays(/^[^⏳]/u);
      expect(root).toContain(text.split(' ').slice(0, 2).join(' '));
      await thread.reply(panel);
    }
  });

  it('compare two hosts, with every difference as a file', async ({ expect, onTestFinished }) => {
    const bench = await openBench({ hosts: ['web-01', 'web-06'] });
    onTestFinished(() => bench.close());
    const hands = handsOn(bench.workbench);

    const thread = await hands.ask('U0ROBIN', 'compare web-01 web-06');

    expect(await thread.rootSays(/differences? between 2 hosts/)).toContain('compare web-01, web-06');
    expect(readable(await thread.reply(/MPM/))).toMatch(/prefork/);
    const { driver } = bench.workbench;
    const file = await driver.waitFor(() => driver.files(incidents, thread.ts)[0]);
    expect(file).toMatchObject({ name: 'comparison.txt', content: expect.stringContaining('mpm_prefork_module') });
  });

  it('follow a log for a while', async ({ expect, onTestFinished }) => {
    const bench = await openBench({ hosts: ['web-01'] });
    onTestFinished(() => bench.close());
    const hands = handsOn(bench.workbench);

    const thread = await hands.ask('U0ROBIN', 'logs web-01 --grep error --follow 10s');

    expect(readable(await thread.reply(/Followed the logs/))).toContain('0 new messages');
  });

  it('watch a host, and end with a picture and a table', async ({ expect, onTestFinished }) => {
    const bench = await openBench({ hosts: ['web-01'] });
    onTestFinished(() => bench.close());
    const hands = handsOn(bench.workbench);

    const thread = await hands.ask('U0ROBIN', 'watch web-01 --for 30s');

    await thread.reply(/Watching web-01: so far/);
    expect(await thread.rootSays(/samples\)/)).toContain('watch web-01');
    const { driver } = bench.workbench;
    const files = await driver.waitFor(() => {
      const attached = driver.files(incidents, thread.ts);
      return attached.length === 2 && attached;
    });
    expect(files.map(({ name }) => name)).toEqual(['watch.png', 'watch.txt']);
    expect(files[0]?.content).toContain('PNG');
    expect(files[1]?.content.split('\n').length).toBeGreaterThan(3);
  });

  it('explain a message to the one who asks, and to nobody else', async ({ expect, onTestFinished }) => {
    const bench = await openBench({ hosts: ['web-01'] });
    onTestFinished(() => bench.close());
    const { driver } = bench.workbench;
    await driver.say({ user: 'U0ROBIN', channel: incidents, text: `\`\`\`\n${saturated}\n\`\`\`` });
    const message = await driver.waitFor(() => driver.messages(incidents)[0]);

    const answer = await handsOn(bench.workbench).whisperAfter('U0ROBIN', () =>
      driver.shortcut({ user: 'U0ROBIN', channel: incidents, ts: message.ts, callbackId: 'explain' }),
    );

    expect(readable(answer)).toMatch(/MaxRequestWorkers|worker/);
    expect(driver.messages(incidents)).toHaveLength(1);
  });
});
