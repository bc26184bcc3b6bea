/** Why a source has no facts. `not-applicable` is the only one that does not leave a question open. */
export type Absence =
  | 'not-applicable'
  | 'unreachable'
  | 'timed-out'
  | 'not-permitted'
  | 'not-installed'
  | 'failed'
  | 'unrecognised'
  | 'cut-short'
  | 'not-asked';

/** Facts, or the reason why there are none. */
export type Outcome<Facts> =
  | { readonly status: 'collected'; readonly facts: Facts }
  | { readonly status: 'unavailable'; readonly reason: Absence; readonly detail: string };

/** Wraps facts that were read. */
export function collected<Facts>(facts: Facts): Outcome<Facts> {
  return { status: 'collected', facts };
}

/** Records that nothing could be read, and why. */
export function unavailable(reason: Absence, detail: string): Outcome<never> {
  return { status: 'unavailable', reason, detail };
}
