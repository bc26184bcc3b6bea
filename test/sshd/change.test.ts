import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createSshTransport, type SshTransport, type TransportOptions } from '../../src/hosts/transport.ts';
import type { Host } from '../../src/model/host.ts';
import type { ChangeCommand } from '../../src/model/ports.ts';
import { type Bench, childrenOf, freePort, makeBench, type Sshd } from './sshd.ts';

const LOCK = '/run/lock/apache-oncall.lock';
let bench: Bench;
let server: Sshd;
const transports: SshTransport[] = [];

function transport(options: Partial<TransportOptions> = {}): SshTransport {
  const made = createSshTransport({ environment: {}, holder: 'the test', ...options });
  transports.push(made);
  return made;
}

function shell(program: string, seconds = 60, ...args: string[]): ChangeCommand {
  return { argv: ['/bin/sh', '-c', program, 'sh', ...args], seconds };
}

/** One command under the host's lock, from taking it to giving it back. */
async function change(over: SshTransport, host: Host, command: ChangeCommand, signal?: AbortSignal) {
  const held = await over.hold(host, signal);
  if (!held.held) return held;
  const answer = await held.change(command, signal);
  await held.release();
  return answer;
}

/** A program that makes a file and then goes on when it is told to. */
function untilTold(file: string): string {
  return `touch ${file}; until [ -e ${file}.go ]; do sleep 0.1; done`;
}

function tell(file: string): void {
  writeFileSync(`${file}.go`, '');
}

function until(isSo: () => boolean): Promise<unknown> {
  return expect.poll(isSo).toBe(true);
}

beforeAll(async () => {
  bench = makeBench();
  server = await bench.start();
});

afterEach(() => Promise.all(transports.splice(0).map((one) => one.closeAll())));

afterAll(() => bench.remove());

describe('a change', () => {
  it('runs these exact arguments once, and gives exit and output', async () => {
    const file = bench.path('ran');
    const program = 'echo ran >>"$1"; echo "<$2>"; echo err >&2; exit 3';

    const answer = await change(transport(), bench.hostAt(server), shell(program, 10, file, "it's $(x) `y`"));

    expect(answer).toMatchObject({ ended: 'ran', exit: 3, text: "<it's $(x) `y`>\nerr\n" });
    expect(readFileSync(file, 'utf8')).toBe('ran\n');
    expect(existsSync(`${LOCK}.holder`)).toBe(false);
  });

  it('keeps the end of long output', async () => {
    const answer = await change(transport(), bench.hostAt(server), shell('seq 1 20000; echo last'));

    expect(answer).toMatchObject({ ended: 'ran', exit: 0, text: expect.stringMatching(/20000\nlast\n$/) });
    expect(answer.ended === 'ran' ? answer.text.length : 0).toBe(16_384);
  });

  it('is refused while another holds the host, and says who', async () => {
    const file = bench.path('held');
    const first = change(transport({ holder: 'somebody else' }), bench.hostAt(server), shell(untilTold(file)));
    await until(() => existsSync(file));

    const second = await change(transport(), bench.hostAt(server), shell(`touch ${file}.second`));
    tell(file);

    expect(second).toMatchObject({
      ended: 'locked',
      holder: expect.stringMatching(/^pid \d+, somebody else, since \d{4}-\d\d-\d\dT[\d:]{8}Z$/),
    });
    expect(await first).toMatchObject({ ended: 'ran', exit: 0 });
    expect(existsSync(`${file}.second`)).toBe(false);
    expect(await change(transport(), bench.hostAt(server), shell('true'))).toMatchObject({ ended: 'ran', exit: 0 });
  });

  it('is refused while a person holds the lock with flock(1)', async () => {
    await change(transport(), bench.hostAt(server), shell('true'));
    const holder = spawn('flock', [LOCK, 'sh', '-c', 'echo held; read -r line'], { stdio: ['pipe', 'pipe', 'ignore'] });
    await new Promise((resolve) => holder.stdout.once('data', resolve));

    const answer = await change(transport(), bench.hostAt(server), shell('true'));
    holder.stdin.end();

    expect(answer).toEqual({ held: false, ended: 'locked', holder: 'somebody who left no name' });
  });

  it('is ended on the host when its time is up', async () => {
    const answer = await change(transport(), bench.hostAt(server), shell('echo begun; sleep 30', 1));

    expect(answer).toEqual({ ended: 'timed-out', text: 'begun\n' });
  });

  it('does not leave the lock to a server it starts', async () => {
    await change(transport(), bench.hostAt(server), shell('sleep 3 >/dev/null 2>&1 </dev/null &'));

    expect(await change(transport(), bench.hostAt(server), shell('true'))).toMatchObject({ ended: 'ran' });
  });

  it('is unknown when the session is killed in the middle, and goes on under its lock', async () => {
    const file = bench.path('unknown');
    const own = await bench.start();
    const running = change(transport(), bench.hostAt(own), shell(`${untilTold(file)}; touch ${file}.done`));
    await until(() => existsSync(file));

    for (const pid of childrenOf(own.pid)) process.kill(pid, 'SIGKILL');
    const answer = await running;
    const meanwhile = await change(transport(), bench.hostAt(server), shell('true'));
    tell(file);
    await until(() => existsSync(`${file}.done`));

    expect(answer).toEqual({ ended: 'unknown', detail: 'the connection was lost in section command' });
    expect(meanwhile).toMatchObject({ ended: 'locked', holder: expect.stringContaining('the test') });
  });

  it('is unknown when the host does not say how it ended', async () => {
    const own = await bench.start();
    const over = transport({ graceMs: 200 });
    const stopped = bench.path('stopped');
    const command = shell(`touch ${stopped}; sleep 30`, 4);
    const running = change(over, bench.hostAt(own), command);
    await until(() => existsSync(stopped));
    const sessions = childrenOf(own.pid);
    for (const pid of sessions) process.kill(pid, 'SIGSTOP');

    const answer = await running;
    for (const pid of sessions) process.kill(pid, 'SIGCONT');

    expect(answer).toMatchObject({ ended: 'unknown', detail: expect.stringContaining('did not end within') });
  });

  it('is not sent to a host that is not reached', async () => {
    const host = bench.hostAt({ ...server, port: await freePort() });

    expect(await change(transport(), host, shell('true'))).toMatchObject({
      ended: 'not-sent',
      why: { reached: false, reason: 'refused' },
    });
  });

  it('is not sent once it is cancelled', async () => {
    const answer = await change(transport(), bench.hostAt(server), shell('true'), AbortSignal.abort());

    expect(answer).toMatchObject({ ended: 'not-sent', why: { reason: 'disconnected' } });
  });
});
