import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { installed } from '../../../../test/support/debian.ts';
import { lightRequests } from './light-requests.ts';

await installed('curl');

const run = promisify(execFile);
const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function serve(status: number): Promise<string> {
  const server = createServer((_request, response) => response.writeHead(status).end());
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

async function sent(url: string, count: number) {
  const { program, args } = lightRequests.section(url, count);
  const { stdout } = await run('sh', ['-c', `has() { command -v "$1" >/dev/null; }\n${program}`, 'requests', ...args]);
  return lightRequests.read(stdout);
}

describe('light requests', () => {
  it.each([
    [200, true],
    [403, true],
    [503, false],
  ])('take an answer with status %i as %s', async (status, ok) => {
    const samples = await sent(await serve(status), 2);

    expect(samples).toEqual([
      { ok, ms: expect.any(Number) },
      { ok, ms: expect.any(Number) },
    ]);
  });

  it('take a refused connection as failed', async () => {
    const url = await serve(200);
    await new Promise((resolve) => servers.pop()?.close(resolve));

    expect(await sent(url, 1)).toEqual([{ ok: false, ms: null }]);
  });

  it.each(['', 'no client\n', 'light-requests: not in this recording'])('read no answer out of %j', (text) => {
    expect(lightRequests.read(text)).toBeUndefined();
  });
});
