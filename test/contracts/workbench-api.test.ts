import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWorkbench, type Workbench } from '../../src/workbench/server.ts';
import { type Answer, caller } from './workbench-caller.ts';

let workbench: Workbench;
let call: (method: string, args: object, token?: string) => Promise<Answer>;
let clock = 1_700_000_000_000;

beforeAll(async () => {
  workbench = await startWorkbench({ now: () => clock });
  call = caller(workbench);
});
afterAll(() => workbench.close());

/** Posts after the channel's budget has refilled. */
function post(args: object): Promise<Answer> {
  clock += 60_000;
  return call('chat.postMessage', { channel: 'C0INCIDENTS', ...args });
}

const plain = (text: string) => ({ type: 'plain_text', text });
const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });
const button = (fields: object) => ({ type: 'actions', elements: [{ type: 'button', text: plain('Go'), ...fields }] });
const many = <T>(count: number, item: T): T[] => Array.from({ length: count }, () => item);
const chars = (count: number) => 'x'.repeat(count);

describe('tokens and methods', () => {
  const cases: [name: string, method: string, token: () => string, error: string][] = [
    ['no token', 'auth.test', () => '', 'not_authed'],
    ['an unknown token', 'auth.test', () => 'xoxb-1', 'invalid_auth'],
    ['an app token where a bot token belongs', 'auth.test', () => workbench.appToken, 'not_allowed_token_type'],
    ['a bot token for Socket Mode', 'apps.connections.open', () => workbench.botToken, 'not_allowed_token_type'],
    ['a method outside the subset', 'chat.delete', () => workbench.botToken, 'unknown_method'],
  ];
  it.each(cases)('refuses %s', async (_name, method, token, error) => {
    expect((await call(method, {}, token())).body).toEqual({ ok: false, error });
  });

  it('takes urlencoded bodies with the token inside, as well as JSON', async () => {
    const body = new URLSearchParams({ token: workbench.botToken, user: 'U0GAIL' });
    const response = await fetch(`${workbench.slackApiUrl}users.info`, { method: 'POST', body });
    expect(await response.json()).toMatchObject({ ok: true, user: { is_restricted: true, team_id: workbench.teamId } });
  });
});

describe('blocks and texts', () => {
  const wrong: [what: string, blocks: unknown[], at: string][] = [
    ['an unknown block', [{ type: 'secton' }], '/blocks/0/type'],
    ['an unknown key', [{ ...section('a'), colour: 'red' }], '/blocks/0'],
    ['an empty section', [{ type: 'section' }], '/blocks/0'],
    ['a section text of 3,001', [section(chars(3_001))], '/blocks/0/text/text'],
    ['eleven fields', [{ type: 'section', fields: many(11, plain('a')) }], '/blocks/0/fields'],
    ['a field of 2,001', [{ type: 'section', fields: [plain(chars(2_001))] }], '/blocks/0/fields/0/text'],
    ['a header of 151', [{ type: 'header', text: plain(chars(151)) }], '/blocks/0/text/text'],
    ['a mrkdwn header', [{ type: 'header', text: { type: 'mrkdwn', text: 'a' } }], '/blocks/0/text/type'],
    ['51 blocks', many(51, { type: 'divider' }), '/blocks'],
    [
      '26 actions',
      [{ type: 'actions', elements: many(26, { type: 'button', text: plain('a') }) }],
      '/blocks/0/elements',
    ],
    ['11 context elements', [{ type: 'context', elements: many(11, plain('a')) }], '/blocks/0/elements'],
    ['a button text of 76', [button({ text: plain(chars(76)) })], '/blocks/0/elements/0/text/text'],
    ['a button value of 2,001', [button({ value: chars(2_001) })], '/blocks/0/elements/0/value'],
    ['an action id of 256', [button({ action_id: chars(256) })], '/blocks/0/elements/0/action_id'],
    ['a block id of 256', [{ type: 'divider', block_id: chars(256) }], '/blocks/0/block_id'],
    [
      'a confirm text of 301',
      [button({ confirm: { text: plain(chars(301)) } })],
      '/blocks/0/elements/0/confirm/text/text',
    ],
    [
      'a confirm button of 31',
      [button({ confirm: { text: plain('a'), confirm: plain(chars(31)) } })],
      '/blocks/0/elements/0/confirm/confirm/text',
    ],
    ['a repeated block id', many(2, { type: 'divider', block_id: 'a' }), '/blocks/1/block_id'],
    ['a markdown block of 12,001', [{ type: 'markdown', text: chars(12_001) }], '/blocks/0/text'],
    ['101 rows', [{ type: 'table', rows: many(101, [{ type: 'raw_text', text: 'a' }]) }], '/blocks/0/rows'],
    ['21 cells', [{ type: 'table', rows: [many(21, { type: 'raw_text', text: 'a' })] }], '/blocks/0/rows/0'],
    [
      'an empty rich text',
      [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: '' }] }] }],
      '/blocks/0/elements/0/elements/0/text',
    ],
  ];
  it.each(wrong)('refuses %s and names the place', async (_what, blocks, at) => {
    const { body } = await post({ text: 'a', blocks });
    expect(body).toMatchObject({ ok: false, error: 'invalid_blocks' });
    expect(JSON.stringify(body['response_metadata'])).toContain(`[json-pointer:${at}]`);
  });

  const codes: [what: string, args: object, error: string][] = [
    ['neither text nor blocks', {}, 'no_text'],
    ['blocks that are no list', { blocks: '{"type":"divider"}' }, 'invalid_blocks_format'],
    [
      '13,201 characters in blocks',
      { blocks: [...many(4, section(chars(3_000))), section(chars(1_201))] },
      'msg_blocks_too_long',
    ],
    [
      'two tables',
      { blocks: many(2, { type: 'table', rows: [[{ type: 'raw_text', text: 'a' }]] }) },
      'only_one_table_allowed',
    ],
    ['an unknown channel', { channel: 'C0NOWHERE', text: 'a' }, 'channel_not_found'],
    ['a channel it has not joined', { channel: 'C0RANDOM', text: 'a' }, 'not_in_channel'],
    ['a malformed thread', { thread_ts: 'yesterday', text: 'a' }, 'invalid_thread_ts'],
    ['a thread that is not there', { thread_ts: '1.000001', text: 'a' }, 'thread_not_found'],
  ];
  it.each(codes)('refuses %s', async (_what, args, error) => {
    expect((await post(args)).body).toMatchObject({ ok: false, error });
  });

  it('takes blocks at their limits and adds missing ids', async () => {
    const blocks = [
      section(chars(3_000)),
      { type: 'header', text: plain(chars(150)) },
      button({ value: chars(2_000) }),
    ];
    const { body } = await post({ text: 'a', blocks });
    expect(body).toMatchObject({ ok: true, message: { blocks: [{ block_id: expect.any(String) }, {}, {}] } });
  });

  it('warns of long texts and cuts the longest', async () => {
    expect((await post({ text: chars(4_001) })).body).toMatchObject({ ok: true, warning: 'text_over_4000' });
    const { body } = await post({ text: chars(40_001) });
    expect(body).toMatchObject({ ok: true, warning: 'message_truncated', message: { text: chars(40_000) } });
  });
});

describe('editing', () => {
  it('replaces blocks, removes them with a text alone, and refuses what it cannot edit', async () => {
    const { body } = await post({ text: 'one', blocks: [section('one')] });
    const ts = body['ts'];
    const edit = (args: object) => call('chat.update', { channel: 'C0INCIDENTS', ts, ...args });
    expect((await edit({ text: 'two', blocks: [section('two')] })).body).toMatchObject({
      message: { blocks: [{ text: { text: 'two' } }] },
    });
    expect((await edit({ text: 'three' })).body['message']).not.toHaveProperty('blocks');
    expect((await edit({ text: chars(4_001) })).body).toMatchObject({ error: 'msg_too_long' });
    expect((await edit({ ts: '1.000001', text: 'a' })).body).toMatchObject({ error: 'message_not_found' });
    const said = await workbench.driver.say({ user: 'U0ROBIN', channel: 'C0INCIDENTS', text: 'mine' });
    expect((await edit({ ts: said.ok ? said.ts : '', text: 'a' })).body).toMatchObject({
      error: 'cant_update_message',
    });
  });

  it('does not edit what only one person sees', async () => {
    const { body } = await call('chat.postEphemeral', { channel: 'C0INCIDENTS', user: 'U0ROBIN', text: 'psst' });
    const edited = await call('chat.update', { channel: 'C0INCIDENTS', ts: body['message_ts'], text: 'louder' });
    expect(edited.body).toMatchObject({ ok: false, error: 'message_not_found' });
  });
});

describe('people, channels and threads', () => {
  it('says who may approve, who is a stranger and which channel is shared', async () => {
    expect((await call('usergroups.users.list', { usergroup: 'S0APPROVERS' })).body).toEqual({
      ok: true,
      users: ['U0ALEX', 'U0SAM'],
    });
    expect((await call('usergroups.users.list', { usergroup: 'S0NONE' })).body).toMatchObject({
      error: 'no_such_subteam',
    });
    expect((await call('users.info', { user: 'U0OTTO' })).body).toMatchObject({
      user: { is_stranger: true, team_id: 'T0OUTSIDE' },
    });
    expect((await call('users.info', { user: 'U0NOBODY' })).body).toMatchObject({ error: 'user_not_found' });
    expect((await call('conversations.info', { channel: 'C0PARTNER' })).body).toMatchObject({
      channel: { is_ext_shared: true, is_member: true },
    });
    expect((await call('conversations.info', { channel: 'C0RANDOM' })).body).toMatchObject({
      channel: { is_member: false },
    });
  });

  it('reads threads back in pages, links to messages, and opens direct messages', async () => {
    const root = (await post({ text: 'root' })).body['ts'];
    await post({ text: 'reply', thread_ts: root });
    const replies = (more: object) => call('conversations.replies', { channel: 'C0INCIDENTS', ts: root, ...more });
    expect((await replies({})).body).toMatchObject({
      messages: [
        { text: 'root', reply_count: 1 },
        { text: 'reply', thread_ts: root },
      ],
      has_more: false,
    });
    expect((await replies({ limit: 1 })).body).toMatchObject({
      messages: [{ text: 'root' }],
      response_metadata: { next_cursor: '1' },
    });
    const link = await call('chat.getPermalink', { channel: 'C0INCIDENTS', message_ts: root });
    expect(link.body['permalink']).toBe(`${workbench.url}/archives/C0INCIDENTS/p${String(root).replace('.', '')}`);
    const direct = await call('conversations.open', { users: 'U0ALEX' });
    expect(direct.body).toEqual({ ok: true, channel: { id: 'D00ALEX' } });
    expect((await post({ channel: 'D00ALEX', text: 'hello' })).body).toMatchObject({ ok: true, channel: 'D00ALEX' });
  });
});
