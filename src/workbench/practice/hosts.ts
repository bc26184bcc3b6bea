import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import { type Playing, type PracticeHost, startPracticeHost } from './host.ts';
import { type PracticeRecording, readPracticeRecordings } from './recordings.ts';

/** The hosts a workbench serves, whatever they are made of. */
export interface BenchHosts {
  /** The inventory for the bot, as YAML. */
  readonly inventoryYaml: string;
  /** True when they answer from recordings, so that nothing real is ever changed. */
  readonly recorded: boolean;
  readonly about: readonly { readonly name: string; readonly about: string; readonly origin?: string }[];
  close(): Promise<void>;
}

/** Hosts that answer from recordings. */
export interface PracticeHosts extends BenchHosts {
  /** The private key the hosts accept. */
  readonly identity: string;
  /** The host of this name; throws where there is none. */
  host(name: string): PracticeHost;
}

/** Starts one SSH server per recording, with keys of this start that live in the state directory. */
export async function startPracticeHosts(
  state: string,
  {
    recordings = readPracticeRecordings(),
    mostMs = 400,
  }: { readonly recordings?: readonly PracticeRecording[] } & Partial<Playing> = {},
): Promise<PracticeHosts> {
  const client = freshPair();
  const identity = join(state, 'practice_key');
  writeFileSync(identity, client.private, { mode: 0o600 });
  const clientKey = ssh2.utils.parseKey(client.public);
  if (clientKey instanceof Error) throw clientKey;
  const hosts = await Promise.all(
    recordings.map((recording) => startPracticeHost(recording, freshHostKey(), clientKey, { mostMs })),
  );
  return {
    inventoryYaml: `hosts:\n${hosts.map(({ name, port, fingerprint }) => entry(name, port, fingerprint, identity)).join('')}`,
    recorded: true,
    about: hosts.map(({ name, title, origin }) => ({ name, about: title, origin })),
    identity,
    host(name) {
      const host = hosts.find((one) => one.name === name);
      if (host === undefined) throw new Error(`there is no practice host ${name}`);
      return host;
    },
    async close() {
      await Promise.all(hosts.map((host) => host.close()));
    },
  };
}

function entry(name: string, port: number, fingerprint: string, identity: string): string {
  return `  - name: ${name}\n    address: 127.0.0.1\n    port: ${port}\n    user: oncall\n    groups: [practice]\n    recorded: true\n    identity: ${JSON.stringify(identity)}\n    fingerprints: ["${fingerprint}"]\n`;
}

/** ssh2 1.17 loses a leading zero byte of a public key, about once in 256 times: such a pair cannot be read back and is made again. */
function freshPair(): ReturnType<typeof ssh2.utils.generateKeyPairSync> {
  for (;;) {
    const pair = ssh2.utils.generateKeyPairSync('ed25519');
    if (!(ssh2.utils.parseKey(pair.private) instanceof Error)) return pair;
  }
}

function freshHostKey(): { readonly private: string; readonly fingerprint: string } {
  const pair = freshPair();
  const blob = Buffer.from(pair.public.split(' ')[1] ?? '', 'base64');
  return {
    private: pair.private,
    fingerprint: `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`,
  };
}
