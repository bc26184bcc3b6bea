import type { Finding, Instant } from './finding.ts';
import type { Impact } from './impact.ts';
import type { Absence } from './outcome.ts';
import type { SourceId } from './source.ts';

/** A root cause and what it explains. */
export interface Case {
  readonly root: Finding;
  readonly symptoms: readonly Finding[];
}

/** Something the run could not see, and what would show it. */
export interface Unseen {
  readonly source: SourceId;
  readonly title: string;
  readonly reason: Absence;
  readonly detail: string;
  readonly question: string;
  readonly wants: string;
}

/** One dated thing that happened, from any source. */
export interface Moment {
  readonly at: Instant;
  readonly source: SourceId;
  readonly text: string;
}

/** What a verb shows whether or not anything is wrong: lines of fixed width, aligned already. */
export interface Panel {
  readonly title: string;
  readonly lines: readonly string[];
}

/** The answer of an investigation of one host. */
export interface Report {
  readonly host: string;
  readonly verb: string;
  /** The host's clock at collection; absent when the host was never reached or the text was pasted. */
  readonly at?: Instant;
  /** What users get now; absent for verbs that do not ask the server's sites. */
  readonly impact?: Impact;
  /** `sick` = users do not get what they should, or that is not known and something critical was found; `degraded` = something is wrong, and they are served. `unknown` when nothing wrong was found but too much could not be seen, or messages are left that no rule knows, to call it healthy. */
  readonly verdict: 'sick' | 'degraded' | 'healthy' | 'unknown';
  /** Present problems, the leading cause first; each with its symptoms folded under it. */
  readonly cases: readonly Case[];
  /** Findings worth knowing that are not problems now. */
  readonly notices: readonly Finding[];
  /** Problems that the evidence dates before the present state; they never lead. */
  readonly earlier: readonly Finding[];
  /** Findings outside what was asked about, the weightiest first; absent when everything was asked about. */
  readonly also?: readonly Finding[];
  readonly unseen: readonly Unseen[];
  readonly timeline: readonly Moment[];
  /** One line about the server as it is: version, MPM, uptime, workers; empty when nothing is known. */
  readonly state: readonly string[];
  /** What was asked for, as it is; absent for verbs that only judge. */
  readonly panels?: readonly Panel[];
  /** Rules that failed by themselves: a bug of ours, said and not hidden. */
  readonly broken: readonly { readonly rule: string; readonly error: string }[];
  readonly durationMs: number;
}

/** Messages that no rule knows, where they lead no case: nothing else was found wrong, and that is all that can be said. */
export function unexplainedIn({ notices, also = [] }: Pick<Report, 'notices' | 'also'>): Finding | undefined {
  return [...notices, ...also].find(({ id }) => id === 'unexplained-errors');
}
