import { WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startWorkbench, type Workbench } from '../workbench/server.ts';
import { createGateway, type Gateway } from './gateway.ts';
import type { SlackMessage } from './render/message.ts';
import { bold, context, paragraph, rich } from './render/rich.ts';

const channel = 'C0INCIDENTS';
let slack: Workbench;
let gateway: Gateway;
let logged: string[];

beforeEach(async () => {
  slack = await startWorkbench();
  logged = [];
  gateway = gatewayTo(slack);
});

function gatewayTo({ botToken, slackApiUrl }: Workbench, deadlineMs = 60_000): Gateway {
  const note = (details: object, message: string) => void logged.push(`${message} ${JSON.stringify(details)}`);
  const client = new WebClient(botToken, { slackApiUrl, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true });
  return createGateway({ client, log: { info: note, warn: note, error: note }, deadlineMs });
}

afterEach(async () => {
  await gateway.idle();
  await slack.close();
});

function said(words: string): SlackMessage {
  return { text: words, blocks: [rich(paragraph(bold(words)))] };
}

function texts(threadTs?: string): string[] {
  return slack.driver.messages(channel, threadTs).map(({ text }) => text);
}

async function posted(words: string, options = {}) {
  const answer = await gateway.post(channel, said(words), options);
  if (!answer.sent) throw new Error(answer.detail);
  return answer.ref;
}

/** Resolves once Slack has refused a call for its rate. */
function limited(): Promise<unknown> {
  return expect.poll(() => logged.join()).toContain('limits the rate');
}

/** Resolves once a later progress of another message is shown, so that what was handed in before had its turn. */
async function progressWentOn(): Promise<void> {
  const later = await posted('later');
  gateway.progress(later, said('shown later'));
  await slack.driver.waitFor(() => texts().includes('shown later'));
}

/* Times are compared with the least they can be: a slow machine only makes them longer. */
describe('posting', () => {
  it('puts a message into a channel and replies into its thread', async () => {
    const root = await posted('root');
    await posted('reply', { threadTs: root.ts });

    expect(texts()).toEqual(['root']);
    expect(texts(root.ts)).toEqual(['root', 'reply']);
    expect(await gateway.permalink(root)).toContain(channel);
  });

  it.each([
    ['C0RANDOM', 'not_in_channel'],
    ['C0NOWHERE', 'channel_not_found'],
  ])('says of %s that the bot is not in it', async (where, detail) => {
    expect(await gateway.post(where, said('x'))).toEqual({ sent: false, reason: 'not-in-channel', detail });
  });

  it('waits as long as Slack says and then posts once', async () => {
    slack.faults.rateLimitNext('chat.postMessage', 1);
    const began = performance.now();

    await posted('late');

    expect(performance.now() - began).toBeGreaterThan(900);
    expect(texts()).toEqual(['late']);
  });

  it('holds back other channels too while Slack limits the method', async () => {
    slack.faults.rateLimitNext('chat.postMessage', 1);
    const began = performance.now();
    const first = posted('one');
    await limited();

    await gateway.post('C0WEBTEAM', said('two'));
    await first;

    expect(performance.now() - began).toBeGreaterThan(900);
  });

  it('keeps to one message a second after a short burst, verdicts first', async () => {
    const order: string[] = [];
    const send = async (words: string, priority: 'normal' | 'verdict') => {
      await gateway.post(channel, said(words), { priority });
      order.push(words);
    };
    const began = performance.now();

    await Promise.all([...['a', 'b', 'c', 'd'].map((words) => send(words, 'normal')), send('verdict', 'verdict')]);

    expect(performance.now() - began).toBeGreaterThan(1_000);
    expect(order.indexOf('verdict')).toBeLessThan(order.indexOf('d'));
    expect(texts()).toHaveLength(5);
    expect(logged).toEqual([]);
  });

  it('posts again with a note when Slack took the message but did not answer', async () => {
    slack.faults.resetAfterAcceptNext('chat.postMessage');

    await posted('verdict');

    const [first, second] = slack.driver.messages(channel);
    expect(texts()).toEqual(['verdict', 'verdict']);
    expect(JSON.stringify(first?.blocks)).not.toContain('may be a repeat');
    expect(JSON.stringify(second?.blocks)).toContain('may be a repeat');
  });

  it('posts again with a note when no answer comes in time', async () => {
    slack.faults.hangNext('chat.postMessage');

    await gatewayTo(slack, 1_000).post(channel, said('verdict'));

    const [message] = await slack.driver.waitFor(() => texts().length > 0 && slack.driver.messages(channel));
    expect(JSON.stringify(message?.blocks)).toContain('may be a repeat');
  });

  it('gives up with "unknown" when the repeat is lost as well', async () => {
    slack.faults.serverErrorNext('chat.postMessage');
    slack.faults.serverErrorNext('chat.postMessage');

    expect(await gateway.post(channel, said('x'))).toEqual({ sent: false, reason: 'unknown', detail: 'HTTP 500' });
  });

  it('sends the plain text when Slack refuses the blocks', async () => {
    slack.faults.refuseNext('chat.postMessage', 'msg_blocks_too_long');

    await posted('verdict');

    expect(texts()[0]).toMatch(/^verdict\n_Shortened/);
  });

  it('sends the plain text of a message that is not one of ours, and logs why', async () => {
    const wrong: SlackMessage = {
      text: 'verdict',
      blocks: [context('x'), ...Array.from({ length: 60 }, () => context('y'))],
    };

    await gateway.post(channel, wrong);

    expect(texts()[0]).toMatch(/^verdict\n_Shortened/);
    expect(logged.join()).toContain('did not pass the schema');
  });

  it('never lets foreign markup through, even then', async () => {
    await gateway.post(channel, { text: 'look <!channel> <http://evil.example|here>', blocks: [] });

    expect(texts()[0]).toMatch(/^look &lt;!channel&gt;/);
  });
});

describe('editing', () => {
  it('replaces a message in place', async () => {
    const ref = await posted('before');

    expect(await gateway.update(ref, said('after'))).toEqual({ sent: true, ref });
    expect(texts()).toEqual(['after']);
  });

  it.each(['edit_window_closed', 'message_not_found'])('posts anew into the thread after %s', async (code) => {
    const root = await posted('root');
    const ref = await posted('card', { threadTs: root.ts });
    slack.faults.refuseNext('chat.update', code);

    const answer = await gateway.update(ref, said('result'), { threadTs: root.ts });

    expect(answer).toMatchObject({ sent: true });
    expect(texts(root.ts)).toEqual(['root', 'card', 'result']);
  });

  it('tries again after a lost answer, for an edit may be repeated', async () => {
    const ref = await posted('before');
    slack.faults.resetAfterAcceptNext('chat.update');

    expect(await gateway.update(ref, said('after'))).toEqual({ sent: true, ref });
  });
});

describe('progress', () => {
  it('shows the latest value only, with few calls, and the verdict last', async () => {
    const ref = await posted('start');
    const shown = new Set<string>();
    const began = performance.now();
    const look = () => {
      for (const text of texts()) shown.add(text);
    };
    for (let step = 1; step <= 100; step += 1) {
      gateway.progress(ref, said(`step ${step}`));
      if (step % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 20));
      look();
    }

    await slack.driver.waitFor(() => texts()[0] === 'step 100');
    gateway.progress(ref, said('step 101'));
    const verdict = gateway.update(ref, said('verdict'), { priority: 'verdict' });
    gateway.progress(ref, said('step 102'));
    await verdict;
    await progressWentOn();

    expect(texts()).toEqual(['verdict', 'shown later']);
    expect(shown.size).toBeLessThan(5 + (performance.now() - began) / 700);
  });

  it('does not hold up a verdict while Slack limits it, nor come after it', async () => {
    const ref = await posted('start');
    slack.faults.rateLimitNext('chat.update', 1);
    gateway.progress(ref, said('step 1'));
    await limited();

    await gateway.update(ref, said('verdict'), { priority: 'verdict' });
    await progressWentOn();

    expect(texts()).toEqual(['verdict', 'shown later']);
  });

  it('is shown after the limit when nothing replaced it', async () => {
    const ref = await posted('start');
    slack.faults.rateLimitNext('chat.update', 1);

    gateway.progress(ref, said('step 1'));

    await slack.driver.waitFor(() => texts()[0] === 'step 1');
  });
});

describe('the rest', () => {
  it('tells one person', async () => {
    expect(await gateway.ephemeral(channel, 'U0ROBIN', said('only you'))).toEqual({ sent: true });
    expect(slack.driver.ephemerals('U0ROBIN').map(({ text }) => text)).toEqual(['only you']);
  });

  it('attaches bytes as they are', async () => {
    const root = await posted('root');
    const bytes = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

    expect(await gateway.upload(channel, root.ts, { filename: 'watch.png', title: 'Picture', bytes })).toEqual({
      sent: true,
    });
    expect(slack.driver.files(channel, root.ts)).toMatchObject([
      { name: 'watch.png', content: Buffer.from(bytes).toString() },
    ]);
  });

  it('attaches a text file to a thread', async () => {
    const root = await posted('root');

    expect(
      await gateway.upload(channel, root.ts, { filename: '../error log', title: 'Error log', text: 'line\n' }),
    ).toEqual({ sent: true });
    expect(slack.driver.files(channel, root.ts)).toMatchObject([
      { name: '..-error-log', title: 'Error log', content: 'line\n' },
    ]);
  });
});
