import type { Host } from './host.ts';
import type { Section } from './source.ts';

/** What came back for one section, before cleaning. */
export interface SectionAnswer {
  readonly id: string;
  readonly exit: number;
  /** stdout and stderr as written; at most the section's byte cap, invalid UTF-8 already shown as replacement characters. */
  readonly text: string;
  readonly durationMs: number;
  /** True when the cap cut the output. */
  readonly cut: boolean;
  /** True when the host or the client ended the section because its time was up. */
  readonly timedOut: boolean;
}

/** Why a host could not be asked; each becomes its own sentence. */
export type ReachFailure =
  | 'name-not-resolved'
  | 'unreachable'
  | 'refused'
  | 'timed-out'
  | 'no-session' /* the port accepts, but no SSH session starts: out of tasks or memory, or MaxStartups */
  | 'host-key-unknown'
  | 'host-key-changed'
  | 'host-key-revoked'
  | 'authentication-failed'
  | 'no-common-algorithm'
  | 'jump-failed'
  | 'disconnected'
  | 'configuration';

export interface Unreached {
  readonly reached: false;
  readonly reason: ReachFailure;
  /** Our words about the case: the address, the fingerprint offered, the errno; never a stack trace. */
  readonly detail: string;
  /** SHA256 fingerprint offered by the host, for the host key reasons. */
  readonly fingerprint?: string;
}

/** A named section, ready to send. */
export interface NamedSection extends Section {
  readonly id: string;
}

/** How a batch of sections ended: every section answered, or the channel was cut short. */
export type BatchEnd = { readonly complete: true } | { readonly complete: false; readonly reason: string };

/** One channel with one POSIX shell on a host; batches run one after the other in it. */
export interface Session {
  readonly reached: true;
  /** Sends one script holding these sections; answers arrive in order as they are framed. */
  run(
    sections: readonly NamedSection[],
    onAnswer: (answer: SectionAnswer) => void,
    signal?: AbortSignal,
  ): Promise<BatchEnd>;
  end(): Promise<void>;
}

/** All that an investigation gets: it can look. */
export interface ReadTransport {
  open(host: Host, signal?: AbortSignal): Promise<Session | Unreached>;
}

/** How a state-changing command ended. `unknown` = the connection was lost after it was sent: the host must be looked at. */
export type ChangeAnswer =
  | { readonly ended: 'ran'; readonly exit: number; readonly text: string; readonly durationMs: number }
  | { readonly ended: 'not-sent'; readonly why: Unreached }
  | { readonly ended: 'timed-out'; readonly text: string }
  | { readonly ended: 'unknown'; readonly detail: string };

/** Why a host could not be held: another change has its lock, or the lock could not be asked for. */
export type NotHeld =
  | { readonly held: false; readonly ended: 'locked'; readonly holder: string }
  | { readonly held: false; readonly ended: 'not-sent'; readonly why: Unreached };

/** A host under its own lock (flock on the host), which ends with the shell that took it; commands run one after the other. */
export interface HeldHost {
  readonly held: true;
  change(command: ChangeCommand, signal?: AbortSignal): Promise<ChangeAnswer>;
  release(): Promise<void>;
}

/** One state-changing command: absolute program and exact arguments; run through `sudo -n` under the host's lock, never by a shell string. */
export interface ChangeCommand {
  readonly argv: readonly [program: `/${string}`, ...args: string[]];
  readonly seconds: number;
}

/** What an approved change gets besides looking. Only the engine's change path holds one. */
export interface ChangeTransport extends ReadTransport {
  /** Takes the host's lock without waiting for it. */
  hold(host: Host, signal?: AbortSignal): Promise<HeldHost | NotHeld>;
}
