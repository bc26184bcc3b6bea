import type { LookOptions } from '../model/intent.ts';
import type { Panel } from '../model/report.ts';
import type { Capture, Probe, ReadContext } from '../model/source.ts';
import type { ReadVerb } from '../model/verbs.ts';
import type { Describe, Outcomes } from './facts-of.ts';

/** A file that goes along with the report. */
export interface Attachment {
  readonly filename: string;
  readonly title: string;
  readonly text: string;
}

/** The options that a look can take besides `--json`. */
export type LookOption = 'lines' | 'since' | 'level' | 'grep' | 'follow';

/** All that is told of a looking verb. */
interface Spec {
  readonly verb: ReadVerb;
  /** Where it stands in help and in the pages: smaller numbers first. */
  readonly place: number;
  /** The title of its report. */
  readonly title: string;
  /** One line for help. */
  readonly summary: string;
  /** The options it takes, each with the value that usage shows. */
  readonly options?: Readonly<Partial<Record<LookOption, string>>>;
  /** What counts where the asker says nothing. */
  readonly defaults?: Pick<LookOptions, 'lines' | 'sinceSeconds'>;
  /** Lines that parse. */
  readonly examples: readonly [string, ...string[]];
  /** What it looks at on the host, for people. */
  readonly looksAt: string;
  /** Words people try for it; they are suggested and never obeyed. */
  readonly alsoTried: readonly string[];
  /** What its button says. */
  readonly button: string;
  /** What it asks the host for besides the survey; `everything` leaves out what costs the host more than a look. */
  readonly sources: readonly Probe[] | 'everything';
  /** `everything` when every finding answers it; else those whose rules name it, and the others are told in one line. */
  readonly answers?: 'everything';
  /** Lines about the server as it is, besides what is wrong with it; none where nothing is known. */
  readonly state: readonly [Describe<string>, ...Describe<string>[]];
  /** What was asked for, as it is, whether or not anything is wrong; nothing where nothing is known. */
  readonly panels: 'none' | ((outcomes: Outcomes, context: ReadContext, options: LookOptions) => readonly Panel[]);
  /** Files that go along with the report. */
  attach?(
    captures: ReadonlyMap<string, Capture>,
    outcomes: Outcomes,
    context: ReadContext,
    options: LookOptions,
  ): readonly Attachment[];
}

/** A looking verb, whole: each file in `investigations/` exports one. */
export interface InvestigationDefinition extends Spec {
  readonly kind: 'investigation';
  readonly usage: string;
}

/** Declares a looking verb. */
export function defineInvestigation(spec: Spec): InvestigationDefinition {
  const options = Object.entries(spec.options ?? {}).map(([name, value]) => `[--${name} ${value}]`);
  return { ...spec, kind: 'investigation', usage: [spec.verb, 'HOST', ...options].join(' ') };
}
