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

/** The outcome in one line, and what kind of outcome it is. */
export function comparisonLine({ hosts, aspects }: Comparison): {
  readonly tone: 'unknown' | 'alike' | 'different';
  readonly line: string;
} {
  if (hosts.length < 2)
    return { tone: 'unknown', line: 'Fewer than two hosts could be reached, so there is nothing to compare.' };
  const count = aspects.reduce((sum, { differences }) => sum + differences.length, 0);
  const missing = aspects.some(({ unseen }) => unseen.length > 0);
  if (count === 0 && missing)
    return { tone: 'unknown', line: 'No difference seen, but not everything could be seen on every host.' };
  if (count === 0) return { tone: 'alike', line: `${hosts.length} hosts show no difference.` };
  const differences = count === 1 ? 'difference' : 'differences';
  return { tone: 'different', line: `${count} ${differences} between ${hosts.length} hosts.` };
}

/** Whether hosts that should be alike are; `unknown` when nothing differs and not everything was seen. */
export function comparisonVerdict({ unreached, aspects }: Comparison): 'degraded' | 'healthy' | 'unknown' {
  if (aspects.some(({ differences }) => differences.length > 0)) return 'degraded';
  return unreached.length > 0 || aspects.some(({ unseen }) => unseen.length > 0) ? 'unknown' : 'healthy';
}
