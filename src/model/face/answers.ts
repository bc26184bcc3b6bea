import type { Decision } from '../engine-port.ts';
import type { Freeze } from '../freeze.ts';
import type { Host } from '../host.ts';
import type { Tier } from '../plan.ts';
import type { ChangeVerb } from '../verbs.ts';

/** Why somebody may not ask, or not decide. */
export type PersonDenial =
  | 'identity-unknown'
  | 'foreign-team'
  | 'guest'
  | 'bot'
  | 'deleted'
  | 'shared-channel'
  | 'not-in-channel'
  | 'no-approvers'
  | 'group-unavailable'
  | 'not-approver'
  | 'self-approval'
  | 'already-approved';

/** Denials that say everything by their name. */
export type PlainDenial =
  | Exclude<PersonDenial, 'not-approver'>
  | 'own-review'
  | 'stranger'
  | 'unknown-approval'
  | 'expired'
  | 'digest-mismatch'
  | 'not-uploaded'
  | 'stale-button'
  | 'unknown-shape'
  | 'too-busy'
  | 'shutting-down';

/** Why somebody's command or click is not obeyed. Each becomes a sentence with the next step; none is ever silent. */
export type Denial =
  | { readonly code: 'not-approver'; readonly users?: readonly string[]; readonly groups?: readonly string[] }
  | { readonly code: 'already-decided'; readonly decision: Decision }
  | ({ readonly code: 'frozen' } & Freeze)
  /** What needs an approval was asked for where nobody can decide; `line` is what to say elsewhere. */
  | { readonly code: 'no-decisions'; readonly verb: string; readonly line: string }
  | { readonly code: 'internal-error'; readonly reference: string }
  | { readonly code: PlainDenial };

/** A verb as help shows it. */
export interface VerbHelp {
  readonly name: string;
  readonly kind: 'look' | 'change' | 'info';
  readonly summary: string;
  readonly usage: string;
  readonly examples: readonly string[];
  readonly looksAt: string;
  /** The names that may be given with it, such as those of directives; empty for most. */
  readonly values: readonly string[];
}

/** A verb, and why this person may not run it; `null` when they may. */
export interface OfferedVerb {
  readonly verb: VerbHelp;
  readonly refused: string | null;
}

/** An option as help shows it. */
export interface OptionHelp {
  readonly usage: string;
  readonly summary: string;
  readonly terminalOnly?: boolean;
}

/** A verb with the options it takes. */
export type ExplainedVerb = OfferedVerb & { readonly options: readonly OptionHelp[] };

/** A host as the list shows it. */
export type ListedHost = Pick<Host, 'name' | 'groups' | 'labels' | 'recorded'>;

/** What the policy says of one tier, for the one who asks. */
export interface TierAnswer {
  readonly tier: Tier;
  readonly needed: 1 | 2;
  /** Places of the rules that decide, counted from 1. */
  readonly rules: readonly number[];
  readonly users: readonly string[];
  readonly groups: readonly string[];
  /** Why the asker may not approve it; null when they may. */
  readonly denied: PersonDenial | null;
  /** Whether the asker may approve it when they asked for it themselves. */
  readonly own: boolean;
}

/** What the policy says of a change on a host. */
export interface Why {
  readonly host: string;
  readonly groups: readonly string[];
  readonly verb: ChangeVerb;
  readonly frozen: Freeze | null;
  readonly answers: readonly TierAnswer[];
}
