import type { Instant } from './finding.ts';

/**
 * What users of the host's sites get now. `fragile` = served, and a restart or reload would end that; `not-known` = nobody could look, or what was seen
 * does not tell.
 */
export type ImpactState = 'down' | 'degraded' | 'serving' | 'fragile' | 'not-known';

/** What users of one site get. */
export interface SiteImpact {
  readonly url: string;
  readonly state: 'good' | 'bad' | 'slow' | 'not-known';
  /** What it does, as the end of a sentence that begins with the site. */
  readonly words: string;
  readonly since?: Instant;
}

/** What users get now: the first thing a report says. */
export interface Impact {
  readonly state: ImpactState;
  /** One clause: what users get, or why it is not known. */
  readonly words: string;
  readonly since?: Instant;
  readonly sites: readonly SiteImpact[];
}

/** What the facts say of a host's service, before any finding is weighed. */
export interface ServiceView {
  /** False when no Apache runs; absent when that is not known. */
  readonly running?: boolean;
  /** When the service ended, by systemd. */
  readonly endedAt?: Instant;
  readonly sites: readonly SiteImpact[];
  /** Why nothing was answered to the bot's own requests, when nothing was asked. */
  readonly unseen?: string;
  /** Answers of 5xx to everybody's requests of the last minutes, when they are many. */
  readonly errors?: { readonly bad: number; readonly of: number; readonly since?: Instant };
  /** Why a restart or reload would end what is served now. */
  readonly wouldEnd?: string;
}

const labels: Readonly<Record<ImpactState, string>> = {
  down: 'DOWN',
  degraded: 'DEGRADED',
  serving: 'SERVING',
  fragile: 'SERVING, but would not survive a restart',
  'not-known': 'NOT KNOWN',
};

/** The state in the words that lead every report. */
export function impactLabel(state: ImpactState): string {
  return labels[state];
}
