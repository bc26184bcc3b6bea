import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import ssh2, { type Connection, type ParsedKey, type ServerChannel } from 'ssh2';
import { type Batch, readBatches } from './batches.ts';
import type { Recording } from './recording.ts';
import type { PracticeRecording } from './recordings.ts';

/** How a recording is played; a section takes at most `mostMs`, for a recorded time-out would be dull to watch. */
export interface Playing {
  readonly mostMs: number;
}

export interface PracticeHost {
  readonly name: string;
  readonly title: string;
  readonly origin: string;
  readonly port: number;
  /** `SHA256:…` of the host key, to be pinned. */
  readonly fingerprint: string;
  /** Scripts of approved changes that have arrived since the start. */
  changes(): number;
  /** Answers from this recording from now on; where there is none after a change, from the one before. */
  switchTo(moment: 'before' | 'after'): void;
  /** Lets the first script that matches wait for its answer, as on a host that hangs. */
  hold(matches: (batch: Batch) => boolean): Hold;
  /** Closes every connection, whatever is under way on it. */
  drop(): void;
  close(): Promise<void>;
}

/** A script that waits for its answer. */
export interface Hold {
  /** Resolves when the script has arrived. */
  readonly arrived: Promise<void>;
  release(): void;
}

/** What a practice host is doing. */
interface State {
  now: Recording;
  changes: number;
  held: Held | undefined;
}

interface Held {
  readonly matches: (batch: Batch) => boolean;
  readonly arrive: () => void;
  readonly released: Promise<void>;
}

/**
 * A real SSH server on loopback that knows no shell: it answers the sections it is asked for from a recording.
 * The one change it was recorded with switches it to how the real host was afterwards.
 */
export async function startPracticeHost(
  recording: PracticeRecording,
  hostKey: { readonly private: string; readonly fingerprint: string },
  clientKey: ParsedKey,
  playing: Playing,
): Promise<PracticeHost> {
  const state: State = { now: recording.before, changes: 0, held: undefined };
  const connections = new Set<Connection>();
  const server = new ssh2.Server({ hostKeys: [hostKey.private] }, (connection) => {
    connections.add(connection);
    connection.on('error', () => connection.end());
    connection.on('close', () => connections.delete(connection));
    connection.on('authentication', (attempt) => {
      const known = attempt.method === 'publickey' && attempt.key.data.equals(clientKey.getPublicSSH());
      const proven =
        known &&
        (attempt.signature === undefined ||
          clientKey.verify(attempt.blob ?? Buffer.alloc(0), attempt.signature, attempt.hashAlgo) === true);
      if (proven) attempt.accept();
      else attempt.reject(['publickey']);
    });
    connection.on('session', (accept) => {
      const session = accept();
      session.on('exec', (acceptExec) => {
        const channel = acceptExec();
        serve(channel, recording, state, playing).catch(() => channel.close());
      });
    });
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  const { port } = server.address() as AddressInfo;
  const drop = () => {
    for (const connection of connections) connection.end();
  };
  return {
    name: recording.name,
    title: titleOf(recording),
    origin: recording.before.origin,
    port,
    fingerprint: hostKey.fingerprint,
    changes: () => state.changes,
    switchTo(moment) {
      state.now = recording[moment] ?? recording.before;
    },
    hold(matches) {
      const arrival = Promise.withResolvers<void>();
      const release = Promise.withResolvers<void>();
      state.held = { matches, arrive: arrival.resolve, released: release.promise };
      return { arrived: arrival.promise, release: release.resolve };
    },
    drop,
    close() {
      drop();
      return new Promise((done) => server.close(() => done()));
    },
  };
}

function titleOf({ name, before: { title = name }, after }: PracticeRecording): string {
  return after?.title === undefined ? title : `${title}, ready to be ${after.title}`;
}

async function serve(
  channel: ServerChannel,
  recording: PracticeRecording,
  state: State,
  playing: Playing,
): Promise<void> {
  channel.on('error', () => channel.close());
  for await (const batch of readBatches(channel)) {
    if (batch.changes) {
      state.changes += 1;
      state.now = recording.after ?? recording.before;
    }
    await held(state, batch);
    await answer(channel, batch, state.now, playing);
  }
  channel.exit(0);
  channel.end();
}

async function held(state: State, batch: Batch): Promise<void> {
  const { held: one } = state;
  if (one?.matches(batch) !== true) return;
  state.held = undefined;
  one.arrive();
  await one.released;
}

/** Frames the recorded answers as the script would have (see src/hosts/script.ts). */
async function answer(
  channel: ServerChannel,
  { version, nonce, sections, ofChange }: Batch,
  recording: Recording,
  { mostMs }: Playing,
): Promise<void> {
  let uptime = 1;
  const frame = (words: string): string => `\n${nonce}${words} ${uptime.toFixed(2)}\n`;
  channel.write(frame(`[${version}`));
  for (const id of sections) {
    const recorded = recording.sections[id];
    const durationMs = recorded?.durationMs ?? 0;
    channel.write(frame(`{${id}`));
    await wait(Math.min(durationMs, mostMs));
    channel.write(recorded === undefined ? unrecorded(id, ofChange) : recorded.text);
    uptime += durationMs / 1_000;
    channel.write(frame(`}${id} ${recorded?.exit ?? (ofChange ? 0 : 127)}`));
  }
  channel.write(frame(']complete'));
}

function unrecorded(id: string, ofChange: boolean): string {
  return ofChange ? '' : `${id}: not in this recording`;
}
