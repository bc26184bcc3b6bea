import { once } from 'node:events';
import { type AddressInfo, connect as connectTcp, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createSshTransport, type SshTransport, type TransportOptions } from '../../src/hosts/transport.ts';
import type { Host } from '../../src/model/host.ts';
import type { NamedSection, SectionAnswer, Session } from '../../src/model/ports.ts';
import { type Bench, childrenOf, freePort, makeBench, type Sshd } from './sshd.ts';

let bench: Bench;
let server: Sshd;
const transports: SshTransport[] = [];
const listeners: Server[] = [];

function transport(options: Partial<TransportOptions> = {}): SshTransport {
  const made = createSshTransport({ environment: {}, backoffMs: 1, ...options });
  transports.push(made);
  return made;
}

function section(id: string, program: string, more: Partial<NamedSection> = {}): NamedSection {
  return { id, program, args: [], seconds: 60, bytes: 1000, ...more };
}

async function opened(over: SshTransport, host: Host): Promise<Session> {
  const session = await over.open(host);
  if (!session.reached) throw new Error(`${session.reason}: ${session.detail}`);
  return session;
}

async function ask(session: Session, ...sections: NamedSection[]) {
  const answers: SectionAnswer[] = [];
  const end = await session.run(sections, (answer) => answers.push(answer));
  return { end, answers, texts: answers.map(({ text }) => text) };
}

/** A server on loopback that is not SSH; the port it listens on. */
async function listen(onSocket: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const made = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    onSocket(socket);
  });
  made.on('close', () => sockets.clear());
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
  listeners.push(made);
  made.unref();
  return (made.address() as AddressInfo).port;
}

/** Takes the one start a server allows: its answer is a banner, and not that it is full. */
async function occupy(port: number): Promise<Socket> {
  for (;;) {
    const socket = connectTcp(port, '127.0.0.1').on('error', () => undefined);
    const [bytes]: unknown[] = await once(socket, 'data');
    if (String(bytes).startsWith('SSH-2.0')) return socket;
    socket.destroy();
    await sleep(50);
  }
}

beforeAll(async () => {
  bench = makeBench();
  server = await bench.start();
});

afterEach(async () => {
  await Promise.all(transports.splice(0).map((one) => one.closeAll()));
  for (const one of listeners.splice(0)) one.close();
});

afterAll(() => bench.remove());

describe('a session', () => {
  it('answers sections over one channel, batch after batch', async () => {
    const session = await opened(transport(), bench.hostAt(server));

    const first = await ask(session, section('one', 'echo "$1"; exit 3', { args: ["it's"] }), section('two', 'cat'));
    const second = await ask(session, section('one', 'echo again'));

    expect(first.end).toEqual({ complete: true });
    expect(first.answers).toMatchObject([
      { id: 'one', exit: 3, text: "it's\n", cut: false, timedOut: false },
      { id: 'two', exit: 0, text: '' },
    ]);
    expect(second.texts).toEqual(['again\n']);
    await session.end();
  });

  it('hands answers over as they come', async () => {
    const session = await opened(transport(), bench.hostAt(server));
    const file = bench.path('came');
    let whenFirst = '';

    await session.run(
      [section('one', 'echo 1'), section('two', 'sleep 0.5; echo 2 > "$1"', { args: [file] })],
      ({ id }) => {
        if (id === 'one') whenFirst = childrenOf(server.pid).length > 0 ? 'while the second ran' : 'late';
      },
    );

    expect(whenFirst).toBe('while the second ran');
  });

  it('keeps to the byte cap and cuts a flood', async () => {
    const session = await opened(transport(), bench.hostAt(server));

    const { answers } = await ask(
      session,
      section('flood', 'head -c 3000000 /dev/zero | tr "\\0" x; exit 4', { bytes: 2000 }),
      section('bytes', 'printf "\\377ok"'),
    );

    expect(answers[0]).toMatchObject({ cut: true, exit: 4, text: 'x'.repeat(2000) });
    expect(answers[1]?.text).toBe('\ufffdok');
  });

  it('ends on the host what takes too long, and goes on', async () => {
    const session = await opened(transport(), bench.hostAt(server));

    const { end, answers } = await ask(
      session,
      section('slow', 'echo begun; sleep 30', { seconds: 1 }),
      section('next', 'echo here'),
    );

    expect(end).toEqual({ complete: true });
    expect(answers).toMatchObject([
      { id: 'slow', text: 'begun\n', timedOut: true },
      { id: 'next', text: 'here\n', timedOut: false },
    ]);
  });

  it('closes the channel when the host does not end a section, and keeps what came before', async () => {
    const over = transport({ graceMs: 1_000 });
    const session = await opened(over, bench.hostAt(server));
    /* Nobody ends a shell that only computes, so it ends itself, long after the client gave up. */
    const hang =
      'IFS=.; echo begun; read -r now rest </proc/uptime; end=$((now + 10)); while [ "$now" -lt "$end" ]; do read -r now rest </proc/uptime; done';

    const { end, answers } = await ask(
      session,
      section('good', 'echo good', { builtinOnly: true }),
      section('hang', hang, { builtinOnly: true, seconds: 2 }),
      section('never', 'echo never'),
    );
    const after = await ask(session, section('later', 'echo later'));
    const fresh = await ask(await opened(over, bench.hostAt(server)), section('again', 'echo again'));

    expect(answers).toMatchObject([
      { id: 'good', text: 'good\n' },
      { id: 'hang', text: 'begun\n', timedOut: true },
    ]);
    expect(end).toEqual({ complete: false, reason: expect.stringContaining('section hang did not end within 2 s') });
    expect(after.end.complete).toBe(false);
    expect(fresh.texts).toEqual(['again\n']);
  });

  it('limits a whole batch', async () => {
    const session = await opened(transport({ batchMs: 4_000 }), bench.hostAt(server));

    const { end, texts } = await ask(session, section('one', 'echo 1'), section('two', 'sleep 20', { seconds: 30 }));

    expect(texts).toEqual(['1\n']);
    expect(end).toEqual({ complete: false, reason: 'not done within 4 s; the channel was closed' });
  });

  it('says what the shell said when it dies in the middle', async () => {
    const session = await opened(transport(), bench.hostAt(server));

    const { end, texts } = await ask(
      session,
      section('one', 'echo 1', { builtinOnly: true }),
      section('dies', 'echo last words; kill -9 $$', { builtinOnly: true }),
      section('never', 'echo never'),
    );

    expect(texts).toEqual(['1\n']);
    expect(end).toEqual({
      complete: false,
      reason: 'the shell on the host ended (signal SIGKILL) in section dies: last words',
    });
  });

  it('keeps the answers when the connection is cut', async () => {
    const own = await bench.start();
    const session = await opened(transport(), bench.hostAt(own));
    const answers: SectionAnswer[] = [];

    const end = await session.run([section('one', 'echo 1'), section('two', 'sleep 30', { seconds: 40 })], (answer) => {
      answers.push(answer);
      for (const pid of childrenOf(own.pid)) process.kill(pid, 'SIGKILL');
    });

    expect(answers).toMatchObject([{ id: 'one', text: '1\n' }]);
    // The cut may come before the host's word that section two began.
    expect(end).toEqual({
      complete: false,
      reason: expect.stringMatching(/^the connection was lost( in section two)?$/),
    });
  });

  it('stops when it is told to', async () => {
    const session = await opened(transport(), bench.hostAt(server));
    const stop = new AbortController();
    const answers: SectionAnswer[] = [];

    const end = await session.run(
      [section('one', 'echo 1'), section('two', 'sleep 30', { seconds: 40 })],
      (answer) => {
        answers.push(answer);
        stop.abort();
      },
      stop.signal,
    );

    expect(answers).toHaveLength(1);
    expect(end).toEqual({ complete: false, reason: 'the run was cancelled; the channel was closed' });
  });
});

describe('the pool', () => {
  it('makes one connection for sessions that follow each other and that run at once', async () => {
    const own = await bench.start();
    const over = transport();
    const host = bench.hostAt(own);

    const sessions = await Promise.all(Array.from({ length: 6 }, () => opened(over, host)));
    const answers = await Promise.all(sessions.map((session) => ask(session, section('one', 'echo 1'))));
    await Promise.all(sessions.map((session) => session.end()));
    const later = await ask(await opened(over, host), section('one', 'echo 2'));

    expect(answers.map(({ texts }) => texts)).toEqual(Array.from({ length: 6 }, () => ['1\n']));
    expect(later.texts).toEqual(['2\n']);
    expect(own.log().match(/Accepted publickey/g)).toHaveLength(1);
  });

  it('makes another connection where the server allows one no more channels', async () => {
    const own = await bench.start({ MaxSessions: '2' });
    const over = transport();
    const sessions: Session[] = [];
    for (let count = 0; count < 5; count += 1) sessions.push(await opened(over, bench.hostAt(own)));

    const answers = await Promise.all(sessions.map((session) => ask(session, section('one', 'echo 1'))));

    expect(answers.map(({ texts }) => texts)).toEqual(Array.from({ length: 5 }, () => ['1\n']));
    expect(own.log().match(/Accepted publickey/g)).toHaveLength(3);
  });

  it('connects anew after the connection was lost', async () => {
    const own = await bench.start();
    const over = transport();
    const host = bench.hostAt(own);
    await (await opened(over, host)).end();

    for (const pid of childrenOf(own.pid)) process.kill(pid, 'SIGKILL');
    const again = await ask(await opened(over, host), section('one', 'echo back'));

    expect(again.texts).toEqual(['back\n']);
    expect(own.log().match(/Accepted publickey/g)).toHaveLength(2);
  });

  it('closes a connection nobody uses', async () => {
    const own = await bench.start();
    const over = transport({ idleMs: 50 });
    await (await opened(over, bench.hostAt(own))).end();

    await expect.poll(() => childrenOf(own.pid)).toEqual([]);
  });

  it('reaches a host again that refused at first', async () => {
    const over = transport();
    const port = await freePort();
    const own = await bench.start({ Port: String(port) });
    await own.stop();
    const refused = await over.open(bench.hostAt({ ...own, port }));
    const revived = await bench.start({ Port: String(port) });

    const { texts } = await ask(await opened(over, bench.hostAt({ ...revived, port })), section('one', 'echo up'));

    expect(refused).toMatchObject({ reached: false, reason: 'refused' });
    expect(texts).toEqual(['up\n']);
  });

  it('opens nothing after it was closed', async () => {
    const over = transport();
    await over.closeAll();

    expect(await over.open(bench.hostAt(server))).toMatchObject({ reached: false, reason: 'disconnected' });
  });
});

describe('a host that is not reached', () => {
  it('is refused when nothing listens', async () => {
    const host = bench.hostAt({ ...server, port: await freePort() });

    expect(await transport().open(host)).toMatchObject({
      reason: 'refused',
      detail: `nothing listens on bench (127.0.0.1:${host.port}) (ECONNREFUSED)`,
    });
  });

  it('has a name that does not resolve', async () => {
    const host = bench.hostAt(server, { address: 'no-such-host.invalid' });

    expect(await transport().open(host)).toMatchObject({ reached: false, reason: 'name-not-resolved' });
  });

  it.each<[string, (socket: Socket) => void]>([
    ['says nothing', () => undefined],
    ['hangs up at once', (socket) => socket.destroy()],
    ['resets', (socket) => socket.resetAndDestroy()],
    ['speaks another protocol', (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')],
    ['is full', (socket) => socket.end('Exceeded MaxStartups\r\n')],
    ['stops after its banner', (socket) => socket.write('SSH-2.0-OpenSSH_9.2\r\n')],
  ])('has no session when its port %s', async (_, onSocket) => {
    const host = bench.hostAt({ ...server, port: await listen(onSocket) });

    const answer = await transport({ handshakeMs: 400 }).open(host);

    expect(answer).toMatchObject({ reached: false, reason: 'no-session' });
    expect(answer).toMatchObject({ detail: expect.stringContaining('answers but no SSH session starts') });
  });

  it('has no session when the server drops it for having too many starts', async () => {
    const own = await bench.start({ MaxStartups: '1:100:1', LoginGraceTime: '20' });
    const busy = await occupy(own.port);

    const answer = await transport().open(bench.hostAt(own));
    busy.destroy();

    expect(answer).toMatchObject({ reached: false, reason: 'no-session' });
  });

  it('has no session when the connection stands but no shell starts', async () => {
    const own = await bench.start({ MaxSessions: '0' });

    expect(await transport().open(bench.hostAt(own))).toMatchObject({
      reason: 'no-session',
      detail: expect.stringContaining('is connected but starts no shell'),
    });
  });

  it('shares no key exchange when it allows only post-quantum ones', async () => {
    const own = await bench.start({ KexAlgorithms: 'sntrup761x25519-sha512@openssh.com' });

    expect(await transport().open(bench.hostAt(own))).toMatchObject({
      reason: 'no-common-algorithm',
      detail: expect.stringContaining('post-quantum'),
    });
  });

  it('is not waited for once the run is cancelled', async () => {
    const host = bench.hostAt({ ...server, port: await listen(() => undefined) });

    const answer = await transport({ handshakeMs: 3_000 }).open(host, AbortSignal.timeout(50));

    expect(answer).toMatchObject({ reached: false, reason: 'disconnected' });
  });
});

describe('a jump host', () => {
  it('carries the connection, its key and the target\u2019s both verified', async () => {
    const jump = await bench.start();
    const host = bench.hostAt(server, { jump: bench.hostAt(jump, { name: 'jump' }) });

    const { texts } = await ask(await opened(transport(), host), section('one', 'set -- $SSH_CONNECTION; echo "$4"'));

    expect(texts).toEqual([`${server.port}\n`]);
    expect(jump.log()).toContain('Accepted publickey');
  });

  it('fails the host when its own key is wrong', async () => {
    const jump = await bench.start();
    const wrong = bench.hostAt(jump, { name: 'jump', fingerprints: [server.fingerprint] });

    expect(await transport().open(bench.hostAt(server, { jump: wrong }))).toMatchObject({
      reason: 'jump-failed',
      detail: expect.stringContaining('the jump host jump was not reached'),
      fingerprint: jump.fingerprint,
    });
  });

  it('does not hide a wrong key of the target', async () => {
    const jump = await bench.start();
    const host = bench.hostAt(server, { jump: bench.hostAt(jump, { name: 'jump' }), fingerprints: [jump.fingerprint] });

    expect(await transport().open(host)).toMatchObject({ reason: 'host-key-changed', fingerprint: server.fingerprint });
  });

  it('says when it cannot reach the target', async () => {
    const jump = await bench.start();
    const target = { ...server, port: await freePort() };

    expect(await transport().open(bench.hostAt(target, { jump: bench.hostAt(jump, { name: 'jump' }) }))).toMatchObject({
      reason: 'jump-failed',
      detail: expect.stringContaining('the jump host cannot reach bench'),
    });
  });
});
