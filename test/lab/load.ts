import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createGroup, groupDirs } from './cgroups.ts';
import { detach, must } from './command.ts';
import { inHub } from './network.ts';
import { hostDir } from './settings.ts';

/** Clients that ask one path over and over; see load/http.ts for the defaults. */
export interface HttpLoad {
  readonly path: string;
  readonly clients: number;
  readonly seconds: number;
  readonly requests?: number;
  readonly keepAlive?: boolean;
  readonly timeoutMs?: number;
  readonly pauseMs?: number;
}

/** Clients that never finish what they send; see load/slow.ts. */
export interface SlowLoad {
  readonly connections: number;
  readonly seconds: number;
  readonly mode: 'headers' | 'body' | 'silent';
}

const ENTER = join(import.meta.dirname, 'boot/enter.sh');
const GROUP = 'load';

function generator(address: string, load: HttpLoad | SlowLoad): readonly string[] {
  const script = 'path' in load ? 'http.ts' : 'slow.ts';
  return [process.execPath, join(import.meta.dirname, 'load', script), address, JSON.stringify(load)];
}

/** Starts clients in the hub that run in the background until their time is up or {@link stopLoad}. */
export async function startLoad(host: string, address: string, load: HttpLoad | SlowLoad): Promise<void> {
  const folder = join(hostDir(host), 'load');
  await mkdir(folder, { recursive: true });
  await createGroup(GROUP);
  const id = `${Date.now()}-${Math.random().toString(36).slice(2, 6)}`;
  const enter = ['bash', ENTER, join(folder, `${id}.pid`), groupDirs(GROUP).join(' ')];
  detach([...enter, ...inHub(generator(address, load))], join(folder, `${id}.log`));
}

/** Runs clients to their end, in the hub or right here; gives how often each outcome (status code or error name) came. */
export async function runLoad(
  address: string,
  load: HttpLoad,
  where: 'hub' | 'here' = 'hub',
): Promise<Readonly<Record<string, number>>> {
  const argv = generator(address, load);
  const output = await must(where === 'hub' ? inHub(argv) : argv, {
    timeoutMs: load.seconds * 1000 + (load.timeoutMs ?? 30_000) + 10_000,
  });
  return JSON.parse(output);
}

/** Ends the background clients of a host: the recorded pids that still are such clients. */
export async function stopLoad(host: string): Promise<void> {
  const folder = join(hostDir(host), 'load');
  for (const name of pidFiles(folder)) {
    try {
      const pid = Number(readFileSync(join(folder, name), 'utf8'));
      const commandLine = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      if (commandLine.includes(join(import.meta.dirname, 'load'))) process.kill(pid, 'SIGKILL');
    } catch {
      // It had ended.
    }
  }
  await rm(folder, { recursive: true, force: true });
}

function pidFiles(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.pid'));
  } catch {
    return [];
  }
}
