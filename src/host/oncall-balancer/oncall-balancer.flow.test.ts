import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { balancerHelper } from './oncall-balancer.ts';

const folder = mkdtempSync(join(tmpdir(), 'oncall-helper-'));
const path = join(folder, 'oncall-balancer');
writeFileSync(path, balancerHelper, { mode: 0o755 });
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync('/bin/sh', [path, ...args], { encoding: 'utf8', timeout: 60_000 });
  return { status, stdout, stderr };
}

const socket = '/run/haproxy/admin.sock';
const url = 'http://127.0.0.1/balancer-manager';

describe('the helper on a balancer’s host', () => {
  it.each([
    [],
    ['haproxy-set'],
    ['haproxy-set', socket, 'web', 'a', 'ready', 'more'],
    ['haproxy-set', socket, 'web', 'a', 'shutdown sessions'],
    ['haproxy-set', socket, 'web', 'a; disable server web/b', 'drain'],
    ['haproxy-set', socket, 'web\nshutdown', 'a', 'drain'],
    ['haproxy-set', socket, '-web', 'a', 'drain'],
    ['haproxy-set', '/etc/shadow', 'web', 'a', 'drain'],
    ['haproxy-set', '/run/../etc/x.sock', 'web', 'a', 'drain'],
    ['haproxy-set', '/run/x.sock,fork', 'web', 'a', 'drain'],
    ['haproxy-show', socket, '$(id)'],
    ['manager-set', 'http://example.com/balancer-manager', 'web', 'http://a', 'drain'],
    ['manager-set', 'http://127.0.0.1@example.com/', 'web', 'http://a', 'drain'],
    ['manager-set', 'file:///etc/passwd', 'web', 'http://a', 'drain'],
    ['manager-set', `${url}?b=x`, 'web', 'http://a', 'drain'],
    ['manager-set', url, 'web', '@/etc/passwd', 'drain'],
    ['manager-set', url, 'web', 'http://a&w=http://b', 'drain'],
    ['manager-set', url, 'web', 'http://a', '1'],
    ['manager-show', '-K/etc/passwd'],
    ['sh'],
  ])('refuses %j', (...args) => {
    expect(run(...args)).toMatchObject({ status: 64, stdout: '' });
  });

  it('has no error a shell would find', () => {
    expect(spawnSync('/bin/sh', ['-n', path], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
  });
});

describe('the balancer-manager it talks to', () => {
  const page = `<httpd:manager><httpd:balancer>
      <httpd:name>balancer://other</httpd:name>
      <httpd:nonce>00000000-0000-0000-0000-000000000000</httpd:nonce>
    </httpd:balancer><httpd:balancer>
      <httpd:name>balancer://web</httpd:name>
      <httpd:nonce>92268865-8479-e277-d581-0a1a4ea682c1</httpd:nonce>
    </httpd:balancer></httpd:manager>`;

  it('gets the nonce of this very balancer, the worker whole, and a Referer of its own', async () => {
    const seen: string[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      request.on('end', () => {
        seen.push(`${request.method} ${request.url} ${request.headers.referer} ${body}`.trim());
        response.end(page);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const manager = `http://127.0.0.1:${(server.address() as AddressInfo).port}/balancer-manager`;
    const { spawn } = await import('node:child_process');
    const status = await new Promise((resolve) =>
      spawn('/bin/sh', [path, 'manager-set', manager, 'web', 'http://10.0.0.1:80', 'drain']).once('exit', resolve),
    );
    server.close();
    expect(status).toBe(0);
    expect(seen).toEqual([
      `GET /balancer-manager?xml=1 ${manager}`,
      `POST /balancer-manager ${manager} b=web&w=http%3A%2F%2F10.0.0.1%3A80&nonce=92268865-8479-e277-d581-0a1a4ea682c1&w_status_N=1&w_status_D=0`,
    ]);
  });
});
