import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startWorkbench, type Workbench } from '../../src/workbench/server.ts';
import { type Answer, caller } from './workbench-caller.ts';

const CHANNEL = 'C0INCIDENTS';
let workbench: Workbench;
let call: (method: string, args: object, token?: string) => Promise<Answer>;
let socket: WebSocket;
let payloads: Record<string, unknown>[];
let clock: number;

beforeEach(async () => {
  clock = 1_700_000_000_000;
  payloads = [];
  workbench = await startWorkbench({ now: () => clock });
  call = caller(workbench);
  const opened = await call('apps.connections.open', {}, workbench.appToken);
  socket = new WebSocket(String(opened.body['url']));
  socket.on('message', (data: Buffer) => {
    const frame = JSON.parse(data.toString());
    if (!frame.envelope_id) return;
    payloads.push(frame.payload);
    socket.send(JSON.stringify({ envelope_id: frame.envelope_id }));
  });
  await once(socket, 'message');
});

afterEach(async () => {
  socket.close();
  await workbench.close();
});

const post = (text: string, channel = CHANNEL) => call('chat.postMessage', { channel, text });
const texts = () => workbench.driver.messages(CHANNEL).map((message) => message.text);

async function typed(): Promise<{ url: string; trigger: string }> {
  await workbench.driver.command({ user: 'U0ROBIN', channel: CHANNEL, text: '/apache help' });
  const payload = payloads.at(-1);
  return { url: String(payload?.['response_url']), trigger: String(payload?.['trigger_id']) };
}

async function send(url: string, body: object): Promise<{ status: number; body: unknown }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

describe('rate limits', () => {
  it('lets a short burst into a channel, then one message per second, each channel for itself', async () => {
    for (let count = 0; count < 4; count += 1) expect((await post(`${count}`)).status).toBe(200);
    const refused = await post('too fast');
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(refused.body).toEqual({ ok: false, error: 'ratelimited' });
    expect((await post('elsewhere', 'C0WEBTEAM')).status).toBe(200);
    clock += 1_000;
    expect((await post('in time')).status).toBe(200);
    expect(texts()).toEqual(['0', '1', '2', '3', 'in time']);
  });

  it('lets fifty edits per minute through for the whole workspace', async () => {
    const { ts } = (await post('progress')).body;
    const edit = () => call('chat.update', { channel: CHANNEL, ts, text: 'more' });
    for (let count = 0; count < 50; count += 1) await edit();
    expect((await edit()).headers.get('retry-after')).toBe('2');
    clock += 2_000;
    expect((await edit()).status).toBe(200);
  });
});

describe('faults', () => {
  it('answers one call 429, 500 or with an error, and has done nothing', async () => {
    workbench.faults.rateLimitNext('chat.postMessage', 7);
    workbench.faults.serverErrorNext('chat.postMessage');
    workbench.faults.refuseNext('*', 'edit_window_closed');
    expect((await post('a')).headers.get('retry-after')).toBe('7');
    expect((await post('b')).status).toBe(500);
    expect((await post('c')).body).toEqual({ ok: false, error: 'edit_window_closed' });
    expect(texts()).toEqual([]);
    expect((await post('d')).body['ok']).toBe(true);
  });

  it('resets the connection after it has accepted the call', async () => {
    workbench.faults.resetAfterAcceptNext('chat.postMessage');
    await expect(post('posted and lost')).rejects.toThrow();
    expect(texts()).toEqual(['posted and lost']);
  });

  it('hangs without doing anything', async () => {
    workbench.faults.hangNext('chat.postMessage');
    const hanging = fetch(`${workbench.slackApiUrl}chat.postMessage`, {
      method: 'POST',
      headers: { authorization: `Bearer ${workbench.botToken}` },
      body: new URLSearchParams({ channel: CHANNEL, text: 'a' }),
      signal: AbortSignal.timeout(100),
    });
    await expect(hanging).rejects.toThrow(/timeout/i);
    expect(texts()).toEqual([]);
  });
});

describe('response addresses', () => {
  it('take five messages, ephemeral and outside threads unless they say otherwise', async () => {
    const { url } = await typed();
    for (let count = 0; count < 4; count += 1) expect((await send(url, { text: `${count}` })).status).toBe(200);
    await send(url, { text: 'for all', response_type: 'in_channel' });
    expect(await send(url, { text: 'six' })).toEqual({ status: 404, body: { ok: false, error: 'used_url' } });
    expect(workbench.driver.ephemerals('U0ROBIN').map((message) => message.text)).toEqual(['0', '1', '2', '3']);
    expect(texts()).toEqual(['for all']);
  });

  it('end after thirty minutes', async () => {
    const { url } = await typed();
    clock += 30 * 60_000 + 1;
    expect(await send(url, { text: 'late' })).toEqual({ status: 404, body: { ok: false, error: 'expired_url' } });
  });

  it('replace or delete the message that was pressed, also one that only one person sees', async () => {
    const buttons = [
      {
        type: 'actions',
        elements: [{ type: 'button', action_id: 'run', text: { type: 'plain_text', text: 'Run it' } }],
      },
    ];
    await call('chat.postEphemeral', { channel: CHANNEL, user: 'U0ROBIN', text: 'Did you mean…', blocks: buttons });
    const ts = workbench.driver.ephemerals('U0ROBIN')[0]?.ts ?? '';
    const press = (user: string) => workbench.driver.click({ user, channel: CHANNEL, ts, actionId: 'run' });
    expect(await press('U0SAM')).toMatchObject({ ok: false });
    expect(await press('U0ROBIN')).toEqual({ ok: true });
    const url = String(payloads[0]?.['response_url']);
    expect(payloads[0]).toMatchObject({ container: { is_ephemeral: true } });
    await send(url, { replace_original: true, text: 'Running.' });
    expect(workbench.driver.ephemerals('U0ROBIN').map((message) => message.text)).toEqual(['Running.']);
    await send(url, { delete_original: true });
    expect(workbench.driver.ephemerals('U0ROBIN')).toEqual([]);
  });
});

describe('modals', () => {
  const view = { type: 'modal', title: { type: 'plain_text', text: 'Help' }, blocks: [{ type: 'divider' }] };
  const open = (trigger_id: string, more: object = {}) =>
    call('views.open', { trigger_id, view: { ...view, ...more } });

  it('open once, within three seconds, for a trigger id that exists', async () => {
    const { trigger } = await typed();
    expect((await open(trigger)).body).toMatchObject({ ok: true, view: { type: 'modal', hash: expect.any(String) } });
    expect((await open(trigger)).body).toMatchObject({ error: 'exchanged_trigger_id' });
    expect((await open('1.2.3')).body).toMatchObject({ error: 'invalid_trigger_id' });
    const late = await typed();
    clock += 3_001;
    expect((await open(late.trigger)).body).toMatchObject({ error: 'expired_trigger_id' });
  });

  const long = (count: number) => ({ type: 'plain_text', text: 'x'.repeat(count) });
  const input = { type: 'input', label: long(1), element: { type: 'plain_text_input' } };
  it.each([
    ['a title of 25', { title: long(25) }, '/view/title/text'],
    ['a submit of 25', { submit: long(25) }, '/view/submit/text'],
    ['metadata of 3,001', { private_metadata: 'x'.repeat(3_001) }, '/view/private_metadata'],
    ['101 blocks', { blocks: Array.from({ length: 101 }, () => ({ type: 'divider' })) }, '/view/blocks'],
    ['a table', { blocks: [{ type: 'table', rows: [[{ type: 'raw_text', text: 'a' }]] }] }, '/view/blocks/0/type'],
    ['an input without a submit button', { blocks: [input] }, '/view'],
  ])('refuse %s', async (_what, more, at) => {
    const { trigger } = await typed();
    const { body } = await open(trigger, more);
    expect(body).toMatchObject({ ok: false, error: 'invalid_arguments' });
    expect(JSON.stringify(body)).toContain(`[json-pointer:${at}]`);
  });

  it('are updated under their current hash only', async () => {
    const { trigger } = await typed();
    const opened = (await open(trigger)).body['view'];
    const id = workbench.driver.modals('U0ROBIN')[0]?.id;
    const update = (hash: string) => call('views.update', { view_id: id, hash, view });
    expect((await update('old')).body).toMatchObject({ error: 'hash_conflict' });
    expect((await update(String(Object(opened)['hash']))).body).toMatchObject({ ok: true });
    expect((await call('views.update', { view_id: 'V0', view })).body).toMatchObject({ error: 'not_found' });
  });
});

describe('uploads', () => {
  it('refuse bytes of another length, and files that were never sent', async () => {
    const { body } = await call('files.getUploadURLExternal', { filename: 'a.log', length: 3 });
    const files = [{ id: body['file_id'] }];
    expect((await call('files.completeUploadExternal', { files, channel_id: CHANNEL })).body).toMatchObject({
      error: 'file_not_found',
    });
    expect((await fetch(String(body['upload_url']), { method: 'POST', body: 'four' })).status).toBe(400);
    expect((await fetch(String(body['upload_url']), { method: 'POST', body: 'abc' })).status).toBe(200);
    expect((await call('files.completeUploadExternal', { files, channel_id: CHANNEL })).body).toMatchObject({
      ok: true,
    });
    expect(workbench.driver.files(CHANNEL)).toMatchObject([{ name: 'a.log', content: 'abc' }]);
  });
});
