import type { Json } from '../../lib/json.ts';
import type { Comparison } from '../comparison.ts';
import type { Actor } from '../engine-port.ts';
import type { Finding } from '../finding.ts';
import type { Intent } from '../intent.ts';
import type { Report } from '../report.ts';

/** Where the work of a thread stands; `line` is the one-line outcome in our own words. */
export type RootState =
  | { readonly state: 'running' }
  | { readonly state: 'seen'; readonly verdict: Report['verdict']; readonly line: string }
  | { readonly state: 'planned'; readonly expiresAt: number }
  | { readonly state: 'changing' }
  | { readonly state: 'changed'; readonly outcome: 'good' | 'bad' | 'unsure' | 'nothing'; readonly line: string }
  | { readonly state: 'interrupted'; readonly line: string }
  | { readonly state: 'failed'; readonly line: string };

/** What the first message of a thread says. */
export interface Root {
  readonly host: string;
  readonly verb: string;
  readonly who: Actor;
  readonly askedAt: number;
  readonly now: RootState;
}

/** How far a look has come. */
export interface Progress {
  readonly host: string;
  readonly verb: string;
  readonly phase: 'connecting' | 'looking' | 'judging';
  /** Everything that is asked, in order, by its title; `absent` means that the answer is in and says nothing. */
  readonly looks: readonly { readonly title: string; readonly state: 'waiting' | 'seen' | 'absent' }[];
  readonly elapsedMs: number;
}

/** A report, with what it does not carry itself. */
export interface ShownReport {
  readonly report: Report;
  /** Noun phrases for sources: "Kernel log". A source without one is shown by its id. */
  readonly titles: Readonly<Record<string, string>>;
  /** Titles of everything that was looked at; healthy and unknown verdicts rest on it. */
  readonly lookedAt: readonly string[];
  /** The look it answers: looking again keeps how far back it went. */
  readonly asked?: Intent;
}

/** What differs between hosts. */
export interface ShownComparison {
  readonly comparison: Comparison;
}

/** How following a log stands. */
export interface Following {
  readonly host: string;
  readonly elapsedMs: number;
  readonly forMs: number;
  /** New messages so far. */
  readonly count: number;
  /** Those that came since it was told last, whole. */
  readonly fresh: readonly string[];
  /** The newest lines, and the same things counted; oldest first. */
  readonly newest: readonly string[];
  readonly groups: readonly string[];
  /** Looks that reached nobody, and what the latest said if it was one. */
  readonly missed: number;
  readonly unreached?: string | undefined;
  readonly ended: boolean;
}

/** How a watch stands. */
export interface Watching {
  readonly host: string;
  readonly verdict: 'degraded' | 'healthy' | 'unknown';
  readonly headline: string;
  readonly lines: readonly string[];
  readonly samples: number;
  readonly elapsedMs: number;
  readonly forMs: number;
  readonly ended: boolean;
  /** At the end: every sample, for readers that are programs. */
  readonly details?: Json | undefined;
}

/** What cut a run off: a restart of the bot, or a fault of its own. */
export type Interruption = 'restart' | 'fault';

/** What a look some minutes after a graceful reload showed: children of before, or a host that does not answer. */
export interface FollowUp {
  readonly host: string;
  readonly minutes: number;
  readonly finding: Finding;
}

/** What a pasted text was found to say. */
export interface ExplainedText {
  /** The kinds that fit, the best first; none when nobody can read it. */
  readonly kinds: readonly string[];
  /** The leading cause first. */
  readonly findings: readonly Finding[];
  /** Lines that the best kind could not read. */
  readonly unrecognised: number;
  readonly lines: number;
}
