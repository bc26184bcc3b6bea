import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createSshTransport, type SshTransport } from '../../src/hosts/transport.ts';
import type { Host } from '../../src/model/host.ts';
import { type Bench, makeBench, type Sshd } from './sshd.ts';

let bench: Bench;
let server: Sshd;
let twoKeys: Sshd;
const transports: SshTransport[] = [];
const stops: (() => void)[] = [];

/** `reached`, or why not. */
async function reach(host: Host, environment: Readonly<Record<string, string>> = {}) {
  const transport = createSshTransport({ environment, backoffMs: 1 });
  transports.push(transport);
  const answer = await transport.open(host);
  return answer.reached ? 'reached' : answer;
}

/** The host as one known by this known_hosts text alone. */
function knownBy(text: string, more: Partial<Host> = {}): Host {
  return bench.hostAt(server, { fingerprints: [], knownHostsFiles: [bench.write('known_hosts', text)], ...more });
}

beforeAll(async () => {
  bench = makeBench();
  server = await bench.start();
  const rsa = bench.newKey('second', '-t', 'rsa', '-b', '2048');
  twoKeys = await bench.start({
    HostKey: `${rsa}
HostKey ${bench.path('host-1')}`,
  });
});

afterEach(async () => {
  await Promise.all(transports.splice(0).map((one) => one.closeAll()));
  for (const stop of stops.splice(0)) stop();
});

afterAll(() => bench.remove());

describe('a host key', () => {
  it('is accepted when known_hosts holds it', async () => {
    expect(await reach(knownBy(`${server.knownHostsLine} a comment\n`))).toBe('reached');
  });

  it('is accepted when a hashed line holds it', async () => {
    const host = knownBy(`${server.knownHostsLine}\n`);
    execFileSync('ssh-keygen', ['-q', '-H', '-f', bench.path('known_hosts')], { stdio: 'ignore' });

    expect(readFileSync(bench.path('known_hosts'), 'utf8')).toMatch(/^\|1\|/);
    expect(await reach(host)).toBe('reached');
  });

  it('is looked up by its alias', async () => {
    const key = server.knownHostsLine.replace(/^\S+/, 'web-alias');

    expect(await reach(knownBy(key, { hostKeyAlias: 'Web-Alias' }))).toBe('reached');
    expect(await reach(knownBy(key))).toMatchObject({ reason: 'host-key-unknown' });
  });

  it('is refused with its fingerprint when nobody knows it', async () => {
    expect(await reach(knownBy('# nothing\n'))).toMatchObject({
      reached: false,
      reason: 'host-key-unknown',
      fingerprint: server.fingerprint,
      detail: expect.stringContaining(server.fingerprint),
    });
  });

  it('is refused with both fingerprints when another is known', async () => {
    const other = bench.newKey(`other-${Date.now()}`);
    const key = readFileSync(`${other}.pub`, 'utf8');
    const known = execFileSync('ssh-keygen', ['-lf', `${other}.pub`], { encoding: 'utf8' }).split(' ')[1];
    const answer = await reach(knownBy(`[127.0.0.1]:${server.port} ${key}`));

    expect(answer).toMatchObject({ reason: 'host-key-changed', fingerprint: server.fingerprint });
    expect(answer).toMatchObject({ detail: expect.stringContaining(`known is ${known}`) });
  });

  it('is refused when it is revoked, even if another line holds it', async () => {
    const host = knownBy(`${server.knownHostsLine}\n@revoked * ${server.knownHostsLine.replace(/^\S+ /, '')}\n`);

    expect(await reach(host)).toMatchObject({ reason: 'host-key-revoked', fingerprint: server.fingerprint });
  });

  it('is accepted when it is pinned, and refused when another is', async () => {
    expect(await reach(bench.hostAt(server))).toBe('reached');
    expect(await reach(bench.hostAt(server, { fingerprints: [twoKeys.fingerprint] }))).toMatchObject({
      reason: 'host-key-changed',
      fingerprint: server.fingerprint,
      detail: expect.stringContaining(`pinned is ${twoKeys.fingerprint}`),
    });
  });

  it('is asked for in the type that is known, of a server with several', async () => {
    const publicKeys = ['second', 'host-1'].map((name) => readFileSync(`${bench.path(name)}.pub`, 'utf8'));

    for (const key of publicKeys) {
      const known = bench.write('known_two', `[127.0.0.1]:${twoKeys.port} ${key}`);
      expect(await reach(bench.hostAt(twoKeys, { fingerprints: [], knownHostsFiles: [known] }))).toBe('reached');
      const pinned = execFileSync('ssh-keygen', ['-lf', '-'], { input: key, encoding: 'utf8' }).split(' ')[1] ?? '';
      expect(await reach(bench.hostAt(twoKeys, { fingerprints: [pinned] }))).toBe('reached');
    }
  });
});

describe('a login', () => {
  it('fails with a key the host does not know', async () => {
    const stranger = bench.newKey(`stranger-${Date.now()}`);

    expect(await reach(bench.hostAt(server, { identityFiles: [stranger] }))).toMatchObject({
      reason: 'authentication-failed',
      detail: `bench (127.0.0.1:${server.port}) accepts none of the keys offered`,
    });
  });

  it('goes on to the next key, and past files that cannot be used', async () => {
    const files = [bench.path('missing'), bench.newKey(`first-${Date.now()}`), bench.key];

    expect(await reach(bench.hostAt(server, { identityFiles: files }))).toBe('reached');
  });

  it('needs the passphrase of an encrypted key from the environment', async () => {
    const key = bench.newKey('locked-key', '-N', 'a passphrase');
    const keys = readFileSync(bench.path('authorized_keys'), 'utf8') + readFileSync(`${key}.pub`, 'utf8');
    bench.write('authorized_keys', keys);
    const host = bench.hostAt(server, { identityFiles: [key] });

    expect(await reach(host)).toMatchObject({
      reason: 'configuration',
      detail: expect.stringContaining(`${key} is encrypted: set ONCALL_KEY_PASSPHRASE_LOCKED_KEY`),
    });
    expect(await reach(host, { ONCALL_KEY_PASSPHRASE: 'wrong' })).toMatchObject({
      reason: 'configuration',
      detail: expect.stringContaining(`the passphrase for the key ${key} is wrong`),
    });
    expect(await reach(host, { ONCALL_KEY_PASSPHRASE: 'a passphrase' })).toBe('reached');
    const named = { ONCALL_KEY_PASSPHRASE: 'wrong', ONCALL_KEY_PASSPHRASE_LOCKED_KEY: 'a passphrase' };
    expect(await reach(host, named)).toBe('reached');
  });

  it('says which file is missing when there is nothing to offer', async () => {
    expect(await reach(bench.hostAt(server, { identityFiles: [bench.path('nowhere')] }))).toMatchObject({
      reason: 'configuration',
      detail: expect.stringContaining('nowhere does not exist'),
    });
    expect(await reach(bench.hostAt(server, { identityFiles: [] }))).toMatchObject({ reason: 'configuration' });
  });

  it('asks the agent', async () => {
    const socket = bench.path('agent.sock');
    const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'ignore'] });
    stops.push(() => agent.kill());
    await new Promise((resolve) => agent.stdout.once('data', resolve));
    const host = bench.hostAt(server, { identityFiles: [], agentSocket: socket });
    const without = await reach(host);

    execFileSync('ssh-add', ['-q', bench.key], { env: { ...process.env, SSH_AUTH_SOCK: socket } });

    expect(without).toMatchObject({ reason: 'authentication-failed' });
    expect(await reach(host)).toBe('reached');
  });

  it('says so when there is no agent at its socket', async () => {
    const host = bench.hostAt(server, { identityFiles: [], agentSocket: bench.path('no-agent.sock') });

    expect(await reach(host)).toMatchObject({ reached: false, reason: 'authentication-failed' });
  });
});
