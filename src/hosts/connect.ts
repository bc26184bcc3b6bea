import { connect as connectTcp, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type AnyAuthMethod, Client, type ConnectConfig, type ServerHostKeyAlgorithm } from 'ssh2';
import type { Host } from '../model/host.ts';
import type { Unreached } from '../model/ports.ts';
import { type HostKeyCheck, hostKeyCheck } from './host-key-check.ts';
import { type Identities, loadIdentities } from './identities.ts';
import { classify, type Stage, unreached } from './unreached.ts';

/** How long to wait for what, in milliseconds, and where passphrases come from. */
export interface ConnectOptions {
  /** For the TCP connection alone. */
  readonly connectMs: number;
  /** From the TCP connection to the end of authentication. */
  readonly handshakeMs: number;
  /** Between keepalive requests; the third that stays unanswered ends the connection. */
  readonly keepaliveMs: number;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** A connection that is authenticated, its host key verified. */
export interface Connected {
  readonly reached: true;
  readonly client: Client;
}

/** Keepalive requests that may stay unanswered, OpenSSH's ServerAliveCountMax. */
const KEEPALIVES = 3;

/** The host as sentences name it. */
export function whereIs(host: Host): string {
  const at = host.port === 22 ? host.address : `${host.address}:${host.port}`;
  return at === host.name ? host.name : `${host.name} (${at})`;
}

/** Connects to one host, through the connection to its jump host where it has one; never asks for a password, never accepts an unknown key. */
export async function connectTo(
  host: Host,
  through: Client | undefined,
  options: ConnectOptions,
): Promise<Connected | Unreached> {
  const where = whereIs(host);
  const identities = await loadIdentities(host.identityFiles, options.environment);
  if (identities.keys.length === 0 && host.agentSocket === undefined)
    return unreached('configuration', noKeyDetail(where, identities.problems));
  const check = await hostKeyCheck(host, where);
  let first: Unreached | undefined;
  for (const algorithms of check.attempts) {
    const socket =
      through === undefined ? await dial(host, options.connectMs) : await forward(host, through, options.connectMs);
    if ('reached' in socket) return first ?? socket;
    const answer = await handshake(socket, { host, where, identities, check, algorithms, options });
    if (answer.reached) return answer;
    const again =
      answer.reason === 'host-key-changed' || (first !== undefined && answer.reason === 'no-common-algorithm');
    if (!again) return answer;
    first ??= answer;
  }
  return first ?? unreached('no-common-algorithm', `${where} was asked for no host key`);
}

function noKeyDetail(where: string, problems: readonly string[]): string {
  return problems.length === 0
    ? `no key and no agent is configured for ${where}`
    : `no key can be offered to ${where}: ${problems.join('; ')}`;
}

function dial(host: Host, connectMs: number): Promise<Socket | Unreached> {
  return new Promise((resolve) => {
    const socket = connectTcp({ host: host.address, port: host.port });
    const timer = setTimeout(() => {
      socket.destroy();
      resolve(unreached('timed-out', `no answer from ${whereIs(host)} within ${connectMs / 1000} s`));
    }, connectMs);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.setNoDelay(true);
      resolve(socket);
    });
    socket.on('error', (error) => {
      clearTimeout(timer);
      resolve(classify(error, 'connecting', whereIs(host)));
    });
  });
}

function forward(host: Host, through: Client, connectMs: number): Promise<Duplex | Unreached> {
  const where = whereIs(host);
  return new Promise((resolve) => {
    const late = `the jump host does not reach ${where} within ${connectMs / 1000} s`;
    const timer = setTimeout(() => resolve(unreached('jump-failed', late)), connectMs);
    const answer = (error: Error | undefined, stream: Duplex): void => {
      clearTimeout(timer);
      if (error === undefined) resolve(stream.on('error', ignore));
      else resolve(unreached('jump-failed', `the jump host cannot reach ${where} (${jumpReason(error)})`));
    };
    try {
      through.forwardOut('127.0.0.1', 0, host.address, host.port, answer);
    } catch {
      clearTimeout(timer);
      resolve(unreached('jump-failed', `the connection to the jump host of ${where} was lost`));
    }
  });
}

function jumpReason(error: Error): string {
  const text = error.message.replace(/^\(SSH\) Channel open failure: ?/, '').replace(/[^\x20-\x7e]+/g, ' ');
  return text.slice(0, 120) || 'refused';
}

interface Handshake {
  readonly host: Host;
  readonly where: string;
  readonly identities: Identities;
  readonly check: HostKeyCheck;
  readonly algorithms: readonly string[];
  readonly options: ConnectOptions;
}

function handshake(socket: Duplex, request: Handshake): Promise<Connected | Unreached> {
  const { where, identities, check } = request;
  const client = new Client();
  let stage: Stage = 'handshake';
  let refused: Unreached | undefined;
  return new Promise((resolve) => {
    const fail = (error: unknown): void => {
      client.end();
      socket.destroy();
      resolve(refused ?? withProblems(classify(error, stage, where), identities.problems));
    };
    client.on('error', (error: Error & { level?: string }) => {
      if (error.level !== 'agent') fail(error);
    });
    client.on('close', () => fail(new Error('connection closed')));
    client.on('handshake', () => {
      stage = 'authentication';
    });
    client.once('ready', () => resolve({ reached: true, client }));
    const verify = (key: Buffer): boolean => {
      refused = check.refuse(key);
      return refused === undefined;
    };
    try {
      client.connect(configOf(socket, request, verify));
    } catch (error) {
      fail(error);
    }
  });
}

function configOf(
  socket: Duplex,
  { host, identities, algorithms, options }: Handshake,
  hostVerifier: (key: Buffer) => boolean,
): ConnectConfig {
  return {
    sock: socket,
    username: host.user,
    readyTimeout: options.handshakeMs,
    keepaliveInterval: options.keepaliveMs,
    keepaliveCountMax: KEEPALIVES,
    algorithms: { serverHostKey: algorithms.filter(isServerHostKey) },
    hostVerifier,
    authHandler: methodsOf(host, identities),
  };
}

/** Key files first, then the agent: an agent with many keys would use up the attempts a server allows (MaxAuthTries, 6). */
function methodsOf({ user, agentSocket }: Host, { keys }: Identities): AnyAuthMethod[] {
  const files = keys.map((key): AnyAuthMethod => ({ type: 'publickey', username: user, key }));
  return agentSocket === undefined ? files : [...files, { type: 'agent', username: user, agent: agentSocket }];
}

function withProblems(failure: Unreached, problems: readonly string[]): Unreached {
  if (failure.reason !== 'authentication-failed' || problems.length === 0) return failure;
  return { ...failure, detail: `${failure.detail}; ${problems.join('; ')}` };
}

function isServerHostKey(name: string): name is ServerHostKeyAlgorithm {
  return /^(?:ssh-ed25519|ecdsa-sha2-nistp(?:256|384|521)|rsa-sha2-(?:256|512))$/.test(name);
}

function ignore(): void {}
