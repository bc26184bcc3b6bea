import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { MemberQuery } from '../../model/rollout.ts';
import { createSshTransport } from '../transport.ts';
import { connectBalancers } from './load-balancers.ts';
import { readMemberState } from './member-state.ts';

const capture = (name: string) => readFileSync(join(import.meta.dirname, 'fixtures', name), 'utf8');
const sign = (kind: MemberQuery['kind'], member: string, pool = 'web'): MemberQuery => ({
  kind,
  pool,
  member,
  on: 'lb',
  argv: ['/x'],
});

describe('what balancers show', () => {
  it.each([
    ['haproxy', 'web-2', { state: 'shut', sessions: 4, words: 'web/web-2 DRAIN' }],
    ['haproxy', 'web-3', { state: 'open', sessions: 0, words: 'web/web-3 UP' }],
    ['haproxy', 'web-4', { state: 'broken', sessions: 0, words: 'web/web-4 DOWN' }],
    ['haproxy', 'web-9', undefined],
    ['balancer-manager', 'http://10.94.0.12', { state: 'shut', sessions: 2, words: 'http://10.94.0.12 Init Drn Ok' }],
    ['balancer-manager', 'http://10.94.0.13', { state: 'open', sessions: 0, words: 'http://10.94.0.13 Init Ok' }],
    ['balancer-manager', 'http://10.94.0.14', { state: 'shut', sessions: 0, words: 'http://10.94.0.14 Init Dis Err' }],
    ['balancer-manager', 'http://10.94.0.15', { state: 'broken', sessions: 0, words: 'http://10.94.0.15 Init Err' }],
    ['balancer-manager', 'http://10.94.0.1', undefined],
  ] as const)('%s says of %s', (kind, member, wanted) => {
    const text = capture(kind === 'haproxy' ? 'haproxy-2.6.txt' : 'manager-2.4.71.xml');
    expect(readMemberState(sign(kind, member), text)).toEqual(wanted);
    expect(readMemberState(sign(kind, member, 'other'), text)).toBeUndefined();
  });

  it('is nothing where the answer is something else', () => {
    expect(readMemberState(sign('haproxy', 'web-2'), 'No such backend.\n')).toBeUndefined();
    expect(readMemberState(sign('balancer-manager', 'x'), '<html>404</html>')).toBeUndefined();
  });
});

describe('an HTTP hook', () => {
  const servers: Server[] = [];
  const { signal } = new AbortController();
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });
  async function serve(status: number): Promise<{ url: string; seen: string[] }> {
    const seen: string[] = [];
    const server = createServer((request, response) => {
      seen.push(`${request.method} ${request.url} ${request.headers.authorization ?? ''}`.trim());
      response.writeHead(status, { location: '/elsewhere' }).end('body');
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hosts/web-01/drain`, seen };
  }
  const balancers = connectBalancers({
    transport: createSshTransport(),
    host: () => undefined,
    environment: { LB_TOKEN: 'secret-token' },
  });
  const call = { kind: 'http', method: 'POST', expect: [204], seconds: 5 } as const;

  it('is one call with its token, and succeeds with the status that is expected', async () => {
    const { url, seen } = await serve(204);
    const end = await balancers.call({ ...call, url, tokenFrom: 'LB_TOKEN' }, signal);
    expect(end.ok).toBe(true);
    expect(seen).toEqual(['POST /hosts/web-01/drain Bearer secret-token']);
    expect(JSON.stringify(end)).not.toContain('secret-token');
  });

  it.each([200, 302, 500])('fails with another status, such as %i, and follows no redirect', async (status) => {
    const { url, seen } = await serve(status);
    expect(await balancers.call({ ...call, url }, signal)).toMatchObject({
      ok: false,
      detail: expect.stringContaining(`answered ${status}, expected 204`),
    });
    expect(seen).toHaveLength(1);
  });

  it('fails without its token, and where nobody answers', async () => {
    const { url } = await serve(204);
    expect(await balancers.call({ ...call, url, tokenFrom: 'NO_SUCH' }, signal)).toMatchObject({ ok: false });
    expect(await balancers.call({ ...call, url: 'http://127.0.0.1:1/' }, signal)).toMatchObject({ ok: false });
  });

  it('never reaches for a host that is not in the inventory', async () => {
    const argv = ['/bin/true'] as const;
    expect(await balancers.call({ kind: 'command', on: 'lb', argv, seconds: 1 }, signal)).toEqual({
      ok: false,
      detail: 'lb is not in the inventory',
    });
    expect(await balancers.look(sign('haproxy', 'web-2'))).toMatchObject({ seen: false });
  });
});
