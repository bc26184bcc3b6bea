import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startWorkbench, type Workbench } from '../../src/workbench/server.ts';
import { caller } from './workbench-caller.ts';

const open: (Workbench | WebSocket)[] = [];

afterEach(async () => {
  for (const item of open.splice(0).reverse()) await item.close();
});

async function start(ackTimeoutMs: number): Promise<Workbench> {
  const workbench = await startWorkbench({ ackTimeoutMs });
  open.push(workbench);
  return workbench;
}

interface Frame {
  readonly type: string;
  readonly reason?: string;
  readonly envelope_id?: string;
  readonly retry_attempt?: number;
  readonly num_connections?: number;
  readonly debug_info?: { readonly approximate_connection_time?: number };
  readonly payload?: { readonly event_id?: string };
}

/** A socket of the app that acknowledges nothing by itself. */
async function connect(workbench: Workbench) {
  const { body } = await caller(workbench)('apps.connections.open', {}, workbench.appToken);
  const socket = new WebSocket(String(body['url']));
  open.push(socket);
  const frames: Frame[] = [];
  socket.on('message', (data: Buffer) => frames.push(JSON.parse(data.toString())));
  await once(socket, 'message');
  return { socket, frames, url: String(body['url']) };
}

describe('Socket Mode on the wire', () => {
  it('greets with the number of connections and their approximate life', async () => {
    const workbench = await start(50);
    const first = await connect(workbench);
    const second = await connect(workbench);
    expect(first.frames[0]).toMatchObject({ type: 'hello', num_connections: 1 });
    expect(second.frames[0]).toMatchObject({ num_connections: 2, debug_info: { approximate_connection_time: 18_060 } });
  });

  it('lets each address open one socket only', async () => {
    const workbench = await start(50);
    const { url } = await connect(workbench);
    const again = new WebSocket(url);
    const [error] = await once(again, 'error');
    expect(String(error)).toMatch(/403/);
  });

  it('sends an eleventh connection away', async () => {
    const workbench = await start(50);
    for (let count = 0; count < 10; count += 1) await connect(workbench);
    const eleventh = await connect(workbench);
    expect(eleventh.frames[0]).toMatchObject({ type: 'disconnect', reason: 'too_many_websockets' });
  });

  it('repeats an event that nobody acknowledged, with the same event id and a count', async () => {
    const workbench = await start(30);
    const { frames, socket } = await connect(workbench);
    await workbench.driver.mention({ user: 'U0ROBIN', channel: 'C0INCIDENTS', text: 'hello' });
    await expect.poll(() => frames.length).toBeGreaterThanOrEqual(3);
    socket.send(JSON.stringify({ envelope_id: frames[2]?.envelope_id }));
    expect(frames.slice(1, 3).map((frame) => frame.retry_attempt)).toEqual([0, 1]);
    expect(frames[2]?.payload?.event_id).toBe(frames[1]?.payload?.event_id);
  });

  it('never repeats a command or a click', async () => {
    const workbench = await start(20);
    const { frames } = await connect(workbench);
    const outcome = await workbench.driver.command({ user: 'U0ROBIN', channel: 'C0INCIDENTS', text: 'help' });
    await workbench.driver.mention({ user: 'U0ROBIN', channel: 'C0INCIDENTS', text: 'hello' });
    await expect.poll(() => frames.some((frame) => frame.retry_attempt === 1)).toBe(true);
    expect(outcome).toMatchObject({ ok: false });
    expect(frames.filter((frame) => frame.type === 'slash_commands')).toHaveLength(1);
  });

  it('warns before a connection is closed', async () => {
    const workbench = await start(50);
    const { frames, socket } = await connect(workbench);
    workbench.faults.warnSockets();
    await once(socket, 'message');
    expect(frames[1]).toMatchObject({ type: 'disconnect', reason: 'warning' });
  });
});
