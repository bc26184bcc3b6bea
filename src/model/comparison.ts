/** One value of a thing, and the hosts that have it; `null` where they have no such thing. */
export interface Variant {
  readonly value: string | null;
  readonly hosts: readonly string[];
}

/** One thing that is not the same on all hosts that showed it; the most common variant first. */
export interface Difference {
  readonly item: string;
  readonly variants: readonly Variant[];
}

/** One subject of a comparison. */
export interface ComparedAspect {
  readonly title: string;
  readonly differences: readonly Difference[];
  /** Things that are the same on every host that showed them. */
  readonly same: number;
  /** Hosts that did not show this, and why: nothing is known of them here. */
  readonly unseen: readonly { readonly host: string; readonly why: string }[];
}

/** What differs between hosts that should be alike. */
export interface Comparison {
  /** Hosts that were reached, in the order asked. */
  readonly hosts: readonly string[];
  readonly unreached: readonly { readonly host: string; readonly why: string }[];
  readonly aspects: readonly ComparedAspect[];
  readonly durationMs: number;
}
