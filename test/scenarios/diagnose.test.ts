import { join } from 'node:path';
import { describe, it } from 'vitest';
import { openBench } from '../support/bench.ts';
import { handsOn } from '../support/bench-hands.ts';
import { steady } from '../support/bench-text.ts';

/** What is the matter with each practice host, as its recording was made, and how the first words of the verdict must begin. */
const hosts: readonly (readonly [name: string, matter: string, verdict: RegExp])[] = [
  ['web-01', 'nothing is wrong', /^🟢 diagnose web-01 · SERVING: \S+ answers 200, nothing wrong found/],
  [
    'web-02',
    'slow clients hold every worker',
    /^🔴 diagnose web-02 · DOWN[^:]*(?::\d\d:\d\d)?: \d+ of \d+ connections on port 80 send their request a few bytes/,
  ],
  [
    'web-03',
    'the OOM killer took a child',
    /^🟠 diagnose web-03 · SERVING · The kernel’s OOM killer killed apache2 \(pid \d+/,
  ],
  ['web-04', 'another server has the port', /^🔴 diagnose web-04 · DOWN since [\d:]+: Port 80 is held by nginx/],
  [
    'web-05',
    'a syntax error waits',
    /^🟠 diagnose web-05 · SERVING, but would not survive a restart · The configuration has an error in \/etc\/apache2\/[^ ]+:1/,
  ],
  ['web-06', 'nothing is wrong', /^🟢 diagnose web-06 · SERVING: \S+ answers 200, nothing wrong found/],
  ['web-07', 'a module crashes', /^🟠 diagnose web-07 · SERVING · \d+ Apache children ended with Segmentation fault/],
  [
    'web-08',
    'the backend is down',
    /^🟠 diagnose web-08 · SERVING · Apache cannot connect to its backend 127\.0\.0\.1:9001/,
  ],
];

describe.concurrent('a diagnosis in its thread', () => {
  for (const [name, matter, verdict] of hosts) {
    it(`says of ${name} that ${matter}, first, with its proof`, async ({ expect, onTestFinished }) => {
      const bench = await openBench({ hosts: [name] });
      onTestFinished(() => bench.close());
      const thread = await handsOn(bench.workbench).ask('U0ROBIN', `diagnose ${name}`);
      expect(await thread.rootSays(/^[^⏳]/u)).toMatch(verdict);
      const told = [thread.root(), ...thread.replies()].map(steady).join('\n\n');
      await expect(`${told}\n`).toMatchFileSnapshot(join(import.meta.dirname, 'golden', `${name}.txt`));
    });
  }

  it('says in a status too that a server which accepts and does not answer is down', async ({
    expect,
    onTestFinished,
  }) => {
    const bench = await openBench({ hosts: ['web-02'] });
    onTestFinished(() => bench.close());
    const thread = await handsOn(bench.workbench).ask('U0ROBIN', 'status web-02');
    expect(await thread.rootSays(/^[^⏳]/u)).toMatch(/^🔴 status web-02 · DOWN/);
  });

  it('shows one message that becomes the verdict, under one root', async ({ expect, onTestFinished }) => {
    const bench = await openBench({ hosts: ['web-03'] });
    onTestFinished(() => bench.close());
    const hands = handsOn(bench.workbench);
    const held = bench.hosts.host('web-03').hold(({ sections }) => sections.length > 1);
    const thread = await hands.ask('U0ROBIN', 'diagnose web-03');
    await held.arrived;
    const progress = await thread.reply(/Looking at web-03/);
    expect(thread.root()).toMatch(/^⏳ diagnose web-03 · looking…/);
    held.release();
    await thread.rootSays(/^🟠/u);
    const after = thread.messages().slice(1);
    expect(after[0]?.ts).toBe(progress.ts);
    expect(after).toHaveLength(1);
    expect(hands.threads()).toHaveLength(1);
  });
});
