import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect as connectTcp, createServer } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Host } from '../../src/model/host.ts';
import { installed } from '../support/debian.ts';

/** A real OpenSSH server of our own on loopback. */
export interface Sshd {
  readonly port: number;
  readonly pid: number;
  /** `[127.0.0.1]:port type key`, as known_hosts wants it. */
  readonly knownHostsLine: string;
  readonly fingerprint: string;
  log(): string;
  stop(): Promise<void>;
}

/** A folder with a key that every server of the bench accepts; removed by `remove`. */
export interface Bench {
  readonly folder: string;
  readonly key: string;
  path(name: string): string;
  /** Makes a key pair; the path of the private half. */
  newKey(name: string, ...options: string[]): string;
  write(name: string, text: string): string;
  start(settings?: Readonly<Record<string, string>>, hostKeyType?: string): Promise<Sshd>;
  hostAt(server: Sshd, more?: Partial<Host>): Host;
  remove(): Promise<void>;
}

const SSHD = '/usr/sbin/sshd';

await installed('sshd', 'ssh-keygen', 'ssh-agent', 'ps');

/** Makes an empty bench under /tmp. */
export function makeBench(): Bench {
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const folder = mkdtempSync('/tmp/oncall-sshd-');
  const servers: Sshd[] = [];
  let started = 0;
  const path = (name: string): string => join(folder, name);

  function newKey(name: string, ...options: string[]): string {
    const type = options.includes('-t') ? [] : ['-t', 'ed25519'];
    const passphrase = options.includes('-N') ? [] : ['-N', ''];
    execFileSync('ssh-keygen', ['-q', '-f', path(name), ...type, ...passphrase, ...options]);
    return path(name);
  }

  function write(name: string, text: string): string {
    writeFileSync(path(name), text, { mode: 0o600 });
    return path(name);
  }

  const key = newKey('client');
  write('authorized_keys', readFileSync(`${key}.pub`, 'utf8'));
  chmodSync(folder, 0o755);

  return {
    folder,
    key,
    path,
    newKey,
    write,
    async start(settings = {}, hostKeyType = 'ed25519') {
      started += 1;
      const number = started;
      const hostKey = newKey(`host-${number}`, '-t', hostKeyType);
      const port = Number(settings['Port'] ?? (await freePort()));
      const config = sshdConfig({
        Port: String(port),
        HostKey: hostKey,
        AuthorizedKeysFile: path('authorized_keys'),
        ...settings,
      });
      const server = await startSshd({ port, config: write(`sshd-${number}.conf`, config), hostKey });
      servers.push(server);
      return server;
    },
    hostAt: (server, more = {}) => ({
      name: 'bench',
      address: '127.0.0.1',
      port: server.port,
      user: userInfo().username,
      groups: [],
      labels: {},
      identityFiles: [key],
      knownHostsFiles: [],
      fingerprints: [server.fingerprint],
      ...more,
    }),
    async remove() {
      await Promise.all(servers.map((server) => server.stop()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A port of loopback that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address === null || typeof address === 'string' ? reject(new Error('no port')) : resolve(address.port),
      );
    });
  });
}

/** The processes whose parent this is, read from /proc. */
export function childrenOf(pid: number): readonly number[] {
  const text = spawnSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' }).stdout;
  return text.trim().split(/\s+/).filter(Boolean).map(Number);
}

function sshdConfig(settings: Readonly<Record<string, string>>): string {
  const all = {
    ListenAddress: '127.0.0.1',
    PermitRootLogin: 'prohibit-password',
    PasswordAuthentication: 'no',
    KbdInteractiveAuthentication: 'no',
    UsePAM: 'no',
    StrictModes: 'no',
    PidFile: 'none',
    PrintMotd: 'no',
    LogLevel: 'VERBOSE',
    ...settings,
  };
  return `${Object.entries(all)
    .map(([name, value]) => `${name} ${value}`)
    .join('\n')}\n`;
}

async function startSshd({ port, config, hostKey }: { port: number; config: string; hostKey: string }): Promise<Sshd> {
  const child = spawn(SSHD, ['-D', '-e', '-f', config], { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  child.stderr.on('data', (bytes: Buffer) => {
    log += bytes.toString('utf8');
  });
  try {
    await untilListening(child, port, () => log);
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
  const publicKey = readFileSync(`${hostKey}.pub`, 'utf8').split(' ').slice(0, 2).join(' ');
  const [, fingerprint = ''] = execFileSync('ssh-keygen', ['-lf', `${hostKey}.pub`], { encoding: 'utf8' }).split(' ');
  return {
    port,
    pid: child.pid ?? 0,
    knownHostsLine: `[127.0.0.1]:${port} ${publicKey}`,
    fingerprint,
    log: () => log,
    stop: () => stopChild(child),
  };
}

async function untilListening(child: ChildProcess, port: number, log: () => string): Promise<void> {
  for (let tries = 0; tries < 2_400; tries += 1) {
    if (child.exitCode !== null) throw new Error(`sshd ended: ${log()}`);
    if (log().includes('Server listening') && (await answers(port))) return;
    await sleep(25);
  }
  throw new Error(`sshd does not listen on ${port}: ${log()}`);
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectTcp(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** Ends a child we started and, for sshd, the sessions it left. */
async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return;
  const sessions = childrenOf(child.pid);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  for (const pid of sessions) {
    try {
      process.kill(pid, 'SIGTERM');
    } catch {}
  }
  await ended;
}
