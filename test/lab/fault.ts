import { setTimeout as sleep } from 'node:timers/promises';
import type { ImpactState } from '../../src/model/impact.ts';
import type { CommandResult } from './command.ts';
import type { HttpLoad, SlowLoad } from './load.ts';
import type { Flavour } from './rootfs.ts';

/** What a fault does to a host: everything as root from inside, load from the hub outside. */
export interface FaultHost {
  readonly name: string;
  readonly address: string;
  readonly flavour: Flavour;
  /** Runs bash text and gives how it ended. */
  sh(command: string, timeoutMs?: number): Promise<CommandResult>;
  /** Runs bash text that must succeed; gives its output. */
  ok(command: string, timeoutMs?: number): Promise<string>;
  /** Writes a file, with the folders above it. */
  write(path: string, text: string): Promise<void>;
  /** Starts clients in the background; they end by themselves or with the fault. */
  load(load: HttpLoad | SlowLoad): Promise<void>;
  /** Runs clients to their end; counts by status code or error name. */
  requests(load: HttpLoad): Promise<Readonly<Record<string, number>>>;
  /** Caps the memory of the whole host, in MiB, from outside: what a small machine has. */
  limitMemory(mebibytes: number): Promise<void>;
  /** Leaves connections of the host only these local ports, from outside. */
  narrowPorts(first: number, last: number): Promise<void>;
  /** Lets the host have no more tasks than it has now, from outside. */
  freezeTasks(): Promise<void>;
  /** Waits until bash text succeeds on the host; throws naming it after `timeoutMs` (default 20 s). */
  shows(command: string, timeoutMs?: number): Promise<void>;
}

/** Finding ids a diagnosis must get right; `lead` with several means any of them may lead. */
export interface Expectation {
  readonly lead: string | readonly string[] | null;
  readonly found: readonly string[];
  readonly absent: readonly string[];
  /** What the report must say that users get; not judged where it is left out. */
  readonly impact?: ImpactState;
}

/** One thing that goes wrong on a host. Provoking starts from a freshly booted host; to undo one is to boot afresh again. */
export interface Fault {
  readonly id: string;
  readonly title: string;
  readonly flavour: Flavour;
  /** `vm` needs a kernel of its own (cgroup v2, a global out of memory); everything else runs on a `host`. */
  readonly tier: 'host' | 'vm';
  /** Resolves when the fault has been caused. */
  provoke(host: FaultHost): Promise<void>;
  /** Resolves when its evidence can be seen on the host, by looking for exactly that evidence. */
  settled(host: FaultHost): Promise<void>;
  readonly expect: Expectation;
}

/** Declares a fault; on a `host` unless it says otherwise. */
export function defineFault(fault: Omit<Fault, 'tier'> & { readonly tier?: Fault['tier'] }): Fault {
  return { tier: 'host', ...fault };
}

/** Repeats `check` until it holds; throws with what it last saw after `timeoutMs`. */
export async function until(what: string, timeoutMs: number, check: () => Promise<CommandResult>): Promise<void> {
  const end = Date.now() + timeoutMs;
  let last: CommandResult;
  do {
    last = await check();
    if (last.exit === 0) return;
    await sleep(100);
  } while (Date.now() < end);
  throw new Error(`not seen within ${timeoutMs / 1000} s: ${what}\nexit ${last.exit} ${last.output.slice(-500)}`);
}
