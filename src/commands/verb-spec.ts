import type { ChangeVerb, ReadVerb } from '../model/verbs.ts';

/** `look` only reads, `change` becomes a plan that needs an approval, `info` asks no host and changes none. */
export type VerbKind = 'look' | 'change' | 'info';

/** The options that exist; which verb takes which is said in `verbs`. */
export type OptionName =
  | 'lines'
  | 'since'
  | 'grep'
  | 'level'
  | 'follow'
  | 'for'
  | 'json'
  | 'dry-run'
  | 'break-glass'
  | 'png';

/** One option as people see it. */
export interface OptionSpec {
  readonly name: OptionName;
  /** What stands behind it: nothing, one word, or text that may have spaces and stands in quotes then. */
  readonly value: 'none' | 'word' | 'text';
  readonly usage: string;
  readonly summary: string;
  readonly terminalOnly: boolean;
}

/** One verb: parsing, help, the terminal's usage and the reference page are all made from this. */
export interface VerbSpec {
  readonly name:
    | ReadVerb
    | 'watch'
    | 'compare'
    | ChangeVerb
    | 'why'
    | 'freeze'
    | 'unfreeze'
    | 'export'
    | 'hosts'
    | 'help';
  readonly kind: VerbKind;
  readonly summary: string;
  readonly usage: string;
  readonly options: readonly OptionName[];
  readonly examples: readonly string[];
  /** What it looks at on the host, or what it answers from. */
  readonly looksAt: string;
  /** The names that may be given with it, such as those of directives; empty for most. */
  readonly values: readonly string[];
  /** Words people try for it; they are suggested and never obeyed. */
  readonly alsoTried: readonly string[];
}
