import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWorkbench, type Workbench } from '../../src/workbench/server.ts';

let workbench: Workbench;

beforeAll(async () => {
  workbench = await startWorkbench();
});
afterAll(() => workbench.close());

/** The status of a GET that claims another host name, as after DNS rebinding. */
function statusAs(host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(workbench.url, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('error', reject);
    sent.end();
  });
}

async function pageToken(): Promise<string> {
  const page = await (await fetch(workbench.url)).text();
  return /name="workbench-token" content="([\w-]+)"/.exec(page)?.[1] ?? '';
}

async function say(headers: Record<string, string>): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${workbench.url}/page/say`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ user: 'U0ROBIN', channel: 'C0INCIDENTS', text: '<b>hello</b>' }),
  });
  return { status: response.status, body: await response.json().catch(() => undefined) };
}

describe('the page', () => {
  it('comes with a policy that allows nothing from elsewhere and no inline code', async () => {
    const response = await fetch(workbench.url);
    expect(response.headers.get('content-security-policy')).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
    expect(await response.text()).toContain('this is not Slack');
  });

  it.for([
    ['recordings', true, 'this is not Slack; hosts are recordings<'],
    ['real', false, 'this is not Slack; hosts are real: a change changes them<'],
  ] as const)('says that its hosts are %s', async ([, recorded, banner], { onTestFinished }) => {
    const other = await startWorkbench({ hints: { recorded } });
    onTestFinished(() => other.close());
    expect(await (await fetch(other.url)).text()).toContain(banner);
  });

  it('serves its own files and nothing else', async () => {
    for (const [path, status] of [
      ['/page/app.js', 200],
      ['/page/style.css', 200],
      ['/page/lit-html/lit-html.js', 200],
      ['/page/lit-html/directives/repeat.js', 200],
      ['/page/lit-html/..%2fpackage.json', 404],
      ['/page/..%2fserver.ts', 404],
      ['/page/server.ts', 404],
      ['/page/%zz', 400],
      ['/page/file/F0', 404],
      ['/etc/passwd', 404],
    ] as const) {
      expect([path, (await fetch(workbench.url + path)).status]).toEqual([path, status]);
    }
  });

  it('takes no body that Slack never sends', async () => {
    const body = 'x'.repeat(5_000_000);

    expect((await fetch(`${workbench.slackApiUrl}chat.postMessage`, { method: 'POST', body })).status).toBe(413);
  });

  it('answers its own name only', async () => {
    const { port } = new URL(workbench.url);
    expect(await statusAs(`127.0.0.1:${port}`)).toBe(200);
    expect(await statusAs(`localhost:${port}`)).toBe(200);
    expect(await statusAs('evil.example:80')).toBe(403);
  });

  it('acts only for its own origin with the token of this start', async () => {
    const token = await pageToken();
    const origin = workbench.url;
    expect((await say({ 'x-workbench-token': token })).status).toBe(403);
    expect((await say({ origin })).status).toBe(403);
    expect((await say({ origin: 'http://evil.example', 'x-workbench-token': token })).status).toBe(403);
    expect((await say({ origin, 'x-workbench-token': token })).body).toMatchObject({ ok: true });
  });

  it('streams what is there, then every change', async () => {
    const stream = await fetch(`${workbench.url}/page/events`);
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    const next = async () => JSON.parse(String((await reader?.read())?.value).replace(/^data: /, ''));
    expect(await next()).toMatchObject({ kind: 'snapshot', snapshot: { workspace: 'Practice workspace' } });
    await workbench.driver.say({ user: 'U0SAM', channel: 'C0WEBTEAM', text: 'live' });
    expect(await next()).toMatchObject({ kind: 'message', message: { channel: 'C0WEBTEAM', text: 'live' } });
    await reader?.cancel();
  });
});
