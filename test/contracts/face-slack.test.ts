import { LogLevel } from '@slack/bolt';
import { z } from 'zod';
import type { Click } from '../../src/model/face/requests.ts';
import { connect } from '../../src/slack/connection.ts';
import { createSlackFace } from '../../src/slack/face.ts';
import { createGateway } from '../../src/slack/gateway.ts';
import { registerListeners } from '../../src/slack/listeners.ts';
import { conversationIn, placeOf } from '../../src/slack/place.ts';
import { startWorkbench } from '../../src/workbench/server.ts';
import { readable } from '../support/bench-text.ts';
import { type FaceWorld, faceContract } from './face.ts';

const channel = 'C0INCIDENTS';
const quiet = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
};

const Marked = z.union([
  z.object({ type: z.literal('mrkdwn'), text: z.string() }).transform(({ text }) => text),
  z.object({ type: z.literal('broadcast'), range: z.string() }).transform(({ range }) => `<!${range}>`),
  z.object({ type: z.literal('user'), user_id: z.string() }).transform(({ user_id: id }) => `<@${id}>`),
]);

/** All in blocks that Slack reads for markup, and every mention, as markup would write it. */
function marked(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { data } = Marked.safeParse(value);
  return [...(data === undefined ? [] : [data]), ...Object.values(value).flatMap(marked)];
}

/** Slack's stand-in with the real Bolt library on it, as the product connects them. */
async function open(): Promise<FaceWorld> {
  const workbench = await startWorkbench();
  const { driver, botToken, appToken, slackApiUrl } = workbench;
  const connection = connect({ botToken, appToken, apiUrl: slackApiUrl, logger: quiet });
  const gateway = createGateway({ client: connection.app.client, log: quiet, deadlineMs: 2_000, speed: 20 });
  const face = createSlackFace(gateway);
  const clicks: Click[] = [];
  const nothing = async () => undefined;
  registerListeners(connection.app, {
    commands: {
      ask: nothing,
      press: nothing,
      decide: async (click) => void clicks.push(click),
      wholePlan: nothing,
      cardOf: nothing,
      review: nothing,
      control: nothing,
      explain: nothing,
    },
    face,
    log: quiet,
  });
  await connection.start();
  let away = false;
  const leave = async () => {
    if (away) return;
    away = true;
    await connection.stop();
    await workbench.close();
  };
  return {
    face,
    conversation: conversationIn(channel),
    person: 'U0ROBIN',
    other: 'U0ALEX',
    seen: (place) => driver.messages(channel, 'thread' in place ? placeOf(place.thread).ts : undefined).map(readable),
    told: (person) => driver.ephemerals(person).map(readable),
    files: (thread) => driver.files(channel, placeOf(thread).ts),
    hostile: { text: '<!channel> <@U0ROBIN> ```a\u202eb', alive: /<!channel>|<@U0ROBIN>|\u202e/ },
    raw: () =>
      driver
        .messages(channel)
        .flatMap(({ text, blocks }) => [text, ...marked(blocks)])
        .join('\n'),
    async approve(at) {
      const { ts } = placeOf(at);
      await driver.click({ user: 'U0ALEX', channel, ts, actionId: 'approval:approve', confirm: true });
      return driver.waitFor(() => clicks[0]);
    },
    leave,
    async close() {
      await leave();
      await gateway.idle();
    },
  };
}

faceContract('Slack', open);
