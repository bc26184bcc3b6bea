import type { Actor, Decision, EpochMs } from '../engine-port.ts';
import type { Freeze } from '../freeze.ts';
import type { Intent, Misunderstood } from '../intent.ts';
import type { ChangeResult, Drift, PlanCard, Refusal } from '../plan.ts';
import type { RolloutCard, RolloutResult } from '../rollout.ts';
import type { Denial, ExplainedVerb, ListedHost, OfferedVerb, Why } from './answers.ts';
import type {
  AnnouncedPlan,
  AnnouncedRollout,
  BreakGlass,
  ChangeSubject,
  PlannedGroup,
  RefusedHost,
  Reminder,
  RolloutProgress,
  ShownChange,
} from './changes.ts';
import type {
  ExplainedText,
  Following,
  FollowUp,
  Interruption,
  Progress,
  Root,
  ShownComparison,
  ShownReport,
  Watching,
} from './investigations.ts';

/** What is said to the asker alone. */
type Answer =
  | { readonly kind: 'denied'; readonly denial: Denial }
  /** `run` is what the suggestion means, offered only where it changes nothing. */
  | (Misunderstood & { readonly run?: Intent | undefined })
  | { readonly kind: 'help'; readonly offered: readonly OfferedVerb[] }
  | { readonly kind: 'verb-help'; readonly verb: ExplainedVerb }
  | { readonly kind: 'hosts'; readonly hosts: readonly ListedHost[] }
  | ({ readonly kind: 'why' } & Why)
  | ({ readonly kind: 'explained' } & ExplainedText)
  | { readonly kind: 'exported'; readonly run: string; readonly link: string | undefined }
  | {
      readonly kind: 'no-such-run';
      readonly run: string;
      readonly near?: string | undefined;
      /** Absent when the record has no such run. */
      readonly why?: string;
    }
  | { readonly kind: 'not-frozen' };

/** What is said about looks. */
type Look =
  | ({ readonly kind: 'root' } & Root)
  | ({ readonly kind: 'progress' } & Progress)
  | ({ readonly kind: 'report' } & ShownReport)
  | ({ readonly kind: 'comparison' } & ShownComparison)
  | ({ readonly kind: 'following' } & Following)
  | ({ readonly kind: 'watching' } & Watching)
  | {
      readonly kind: 'interrupted';
      readonly verb: string;
      readonly host: string;
      readonly by: Interruption;
      /** True when the thread was opened for the run that was cut off. */
      readonly ownsRoot: boolean;
      /** What to ask for again, where that is known. */
      readonly asked?: Intent | undefined;
    }
  /** The bot cannot go on with a run, because it cannot read what the record holds of it. */
  | { readonly kind: 'unreadable'; readonly run: string }
  | ({ readonly kind: 'follow-up' } & FollowUp);

/** What is said about changes. */
type Change =
  | { readonly kind: 'frozen'; readonly by: Actor; readonly at: EpochMs; readonly reason: string | null }
  | { readonly kind: 'lifted'; readonly by: Actor; readonly was: Freeze }
  | { readonly kind: 'dry-run'; readonly card: PlanCard; readonly frozen: Freeze | null }
  | { readonly kind: 'plan-refused'; readonly refusal: Refusal; readonly frozen: Freeze | null }
  | { readonly kind: 'decided'; readonly announced: AnnouncedPlan; readonly decision: Decision }
  | {
      readonly kind: 'voided';
      readonly announced: AnnouncedPlan;
      readonly by: Decision['by'];
      readonly drift: readonly Drift[];
    }
  | {
      readonly kind: 'change-running';
      readonly subject: ChangeSubject;
      readonly doing: string;
      readonly elapsedMs: number;
    }
  | { readonly kind: 'change-result'; readonly result: ChangeResult; readonly subject: ChangeSubject }
  | { readonly kind: 'other-changes'; readonly host: string; readonly others: readonly ShownChange[] }
  | ({ readonly kind: 'reminder' } & Reminder)
  | { readonly kind: 'break-glass'; readonly change: BreakGlass; readonly link: string | undefined }
  /** Asks for a review, or says by whom it was done. */
  | { readonly kind: 'review'; readonly change: BreakGlass; readonly run: string; readonly reviewer?: Actor };

/** What is said about rollouts. */
type Rollout =
  | ({
      readonly kind: 'rollout-dry-run';
      readonly card: RolloutCard;
      readonly refused: readonly RefusedHost[];
    } & PlannedGroup)
  | ({
      readonly kind: 'rollout-refused';
      readonly verb: RolloutCard['plan']['verb'];
      readonly host: string;
      readonly problem: string;
      readonly refused: readonly RefusedHost[];
    } & PlannedGroup)
  | { readonly kind: 'rollout-decided'; readonly announced: AnnouncedRollout; readonly decision: Decision }
  | ({ readonly kind: 'rollout-progress' } & RolloutProgress)
  | { readonly kind: 'rollout-result'; readonly card: RolloutCard; readonly result: RolloutResult };

/** Everything the bot says, as what it means; a face gives it its form. */
export type Message = Answer | Look | Change | Rollout;

/** What a decision is asked for: a change of one host, or of a group. */
export type Asking =
  | ({ readonly kind: 'plan-card' } & AnnouncedPlan)
  | ({ readonly kind: 'rollout-card' } & AnnouncedRollout);

/** A card at its full length, as it opens where the card itself could not hold it. */
export type WholePlan =
  | ({ readonly kind: 'whole-plan' } & AnnouncedPlan)
  | ({ readonly kind: 'whole-rollout' } & AnnouncedRollout);

type Said = Message | Asking;

type ByKind = { readonly [One in Said as One['kind']]: One };

/** The kinds of message there are. */
export type MessageKind = keyof ByKind;

/** The messages of one kind. */
export type MessageOf<Kind extends MessageKind> = { [One in Kind]: ByKind[One] & { readonly kind: One } }[Kind];

/** One function per kind of message: how a face gives all of them their form, so that none can be forgotten. */
export type Forms<Form> = { readonly [Kind in MessageKind]: (message: MessageOf<Kind>) => Form };

/** The form of a message. */
export function formOf<Form, Kind extends MessageKind>(forms: Forms<Form>, message: MessageOf<Kind>): Form {
  const kind: Kind = message.kind;
  const form: (message: MessageOf<Kind>) => Form = forms[kind];
  return form(message);
}
