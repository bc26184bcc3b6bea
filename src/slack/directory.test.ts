import { WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Directory } from '../model/face/face.ts';
import { startWorkbench, type Workbench } from '../workbench/server.ts';
import { createDirectory } from './directory.ts';
import { conversationIn } from './place.ts';

let slack: Workbench;
let directory: Directory;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  slack = await startWorkbench();
  directory = createDirectory(
    new WebClient(slack.botToken, { slackApiUrl: slack.slackApiUrl, retryConfig: { retries: 0 } }),
  );
});

afterEach(async () => {
  vi.useRealTimers();
  await slack.close();
});

const later = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1_000);

describe('what Slack says of people and channels', () => {
  it('is used for a minute and not for longer', async () => {
    const asked = await directory.person('U0ALEX');
    slack.faults.refuseNext('users.info', 'internal_error');
    later(59);
    const kept = await directory.person('U0ALEX');
    later(2);

    expect(asked).toMatchObject({ id: 'U0ALEX', guest: false, bot: false });
    expect(kept).toEqual(asked);
    expect(await directory.person('U0ALEX')).toBeUndefined();
    expect(await directory.person('U0ALEX')).toEqual(asked);
  });

  it('counts a channel of this company alone as an answer too', async () => {
    expect(await directory.isShared(conversationIn('C0INCIDENTS'))).toBe(false);
    slack.faults.refuseNext('conversations.info', 'internal_error');

    expect(await directory.isShared(conversationIn('C0INCIDENTS'))).toBe(false);
    expect(await directory.isShared(conversationIn('C0PARTNER'))).toBeUndefined();
    expect(await directory.isShared(conversationIn('C0PARTNER'))).toBe(true);
  });

  it('lists the members of groups only when every group was answered', async () => {
    expect(await directory.members(['S0APPROVERS', 'S0NONE'])).toBeUndefined();
    expect(await directory.members(['S0APPROVERS'])).toEqual(['U0ALEX', 'U0SAM']);
  });
});
