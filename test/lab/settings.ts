import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where one laboratory keeps its things; two with different tags live side by side and share the built file system. */
export interface Settings {
  /** Cache and run state, `LAB_DIR`. */
  readonly dir: string;
  /** Prefix of every namespace and cgroup, `LAB_TAG`; a number behind it is a test worker's. */
  readonly tag: string;
  /** State of this laboratory while it is up. */
  readonly run: string;
  /** First three numbers of its IPv4 network, `LAB_NET`; never routed anywhere. */
  readonly net: string;
  /** Cap for all hosts together, as the memory controller reads it. */
  readonly memory: string;
  /** Cap for all hosts together, in tasks. */
  readonly tasks: string;
}

function readSettings(env: NodeJS.ProcessEnv): Settings {
  const dir = env['LAB_DIR'] ?? join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'apache-oncall-lab');
  const worker = workerOf(env);
  const tag = (env['LAB_TAG'] ?? `lab${createHash('sha256').update(dir).digest('hex').slice(0, 4)}`) + (worker || '');
  const net = netOf(env['LAB_NET'] ?? '10.99.0', worker);
  if (!/^[a-z][a-z0-9]{0,11}$/.test(tag))
    throw new Error(`LAB_TAG must be up to 12 lower-case letters and digits: ${tag}`);
  if (!/^\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(net))
    throw new Error(`LAB_NET must be three numbers such as 10.99.0: ${net}`);
  return { dir, tag, run: join(dir, `run-${tag}`), net, memory: '8G', tasks: '8000' };
}

/** Test files run side by side, each worker of the test runner with a laboratory of its own; 0 outside of tests. */
function workerOf(env: NodeJS.ProcessEnv): number {
  return Number(env['VITEST_POOL_ID'] ?? 0);
}

/** A worker's network lies above the one that is set. */
function netOf(net: string, worker: number): string {
  const [one = '', two = '', three = ''] = net.split('.');
  return `${one}.${two}.${Number(three) + worker}`;
}

/** The settings of this process, from its environment. */
export const settings: Settings = readSettings(process.env);

/** Folder of everything about one host while it is up. */
export function hostDir(name: string): string {
  return join(settings.run, 'hosts', name);
}
