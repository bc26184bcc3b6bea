import type { Json } from '../lib/json.ts';
import type { RuleId } from './finding-ids.ts';
import type { SourceId } from './source.ts';

/** How much it hurts: `critical` = requests fail or the next reload ends the server, `warning` = it will, `notice` = worth knowing. */
export type Severity = 'critical' | 'warning' | 'notice';

/** Names a failing state. All are judged by the rule of that name, but `evidence-missing`, which the report itself adds. */
export type FindingId = RuleId | 'evidence-missing';

/**
 * `problem` = something is wrong, or may be why something is.
 * `event` = the server started, reloaded or stopped as it was told: a moment of its own that nothing later explains, and no news after an hour.
 * `symptom` = what users get: any problem that explains it leads, however much lighter it is, and it leads itself where nothing does.
 * `hygiene` = what could be better and explains no incident: told when it is asked about, and otherwise in one line of a calm report.
 */
export type FindingKind = 'problem' | 'event' | 'symptom' | 'hygiene';

/** How sure the judgement is: `certain` = the capture states it, `likely` = it fits best, `possible` = one of several readings. */
export type Certainty = 'certain' | 'likely' | 'possible';

/** ISO 8601 instant with zone, by the clock of the host it came from; absent where the line carries no time. */
export type Instant = string;

/** A verbatim substring of a capture. */
export interface Quote {
  readonly kind: 'quote';
  readonly source: SourceId;
  readonly text: string;
  readonly at?: Instant;
}

/** A number read from a capture, with the limit it is judged against. */
export interface Measure {
  readonly kind: 'measure';
  readonly source: SourceId;
  readonly name: string;
  readonly value: number;
  readonly limit?: number;
  readonly unit: string;
  readonly at?: Instant;
}

export type Evidence = Quote | Measure;

/** What to do next: a sentence, and the verb of a runbook to press where there is one. */
export interface Remedy {
  readonly advice: string;
  readonly runbook?: string;
}

/** Why a finding is history: what shows that it is over, and when it was last seen. */
export interface Resolution {
  /** As the end of a sentence that begins “over, because”. */
  readonly by: string;
  readonly evidence: readonly [Evidence, ...Evidence[]];
  readonly lastSeen: Instant;
}

/** How long a finding of the past has not been seen again, where nothing shows that it is over. */
export interface Silence {
  readonly lastSeen: Instant;
  /** Requests since, by the access log; absent where it does not tell. */
  readonly requests?: number;
  /** Set where the log was not read back to that moment. */
  readonly atLeast?: true;
  /** What shows that the reason is gone while what came of it stays, as the end of a sentence that begins “gone, because”. */
  readonly gone?: string;
  /** What failed then and was not asked for since. */
  readonly unasked?: readonly string[];
}

/** A judgement that something is wrong (or worth knowing), with its proof; `facts` holds what was extracted, by name. */
export interface Finding {
  readonly id: FindingId;
  readonly kind: FindingKind;
  readonly severity: Severity;
  readonly certainty: Certainty;
  readonly summary: string;
  readonly cause: string;
  readonly evidence: readonly [Evidence, ...Evidence[]];
  readonly facts: Readonly<Record<string, Json>>;
  readonly remedy: Remedy;
  readonly explains: readonly FindingId[];
  /** The latest moment the evidence speaks of; absent when the evidence is the state at collection. */
  readonly at?: Instant;
  /** Present when live evidence shows that it is over: then it is listed as history, and counts for nothing else. */
  readonly resolved?: Resolution;
  /** Present where that cannot be told, and it was not seen again for a minute. */
  readonly silence?: Silence;
}
