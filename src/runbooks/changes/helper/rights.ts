import type { UnitVerb } from '../server/unit-command.ts';

/** The helper that edits, called with one of its verbs: `pattern` is the POSIX extended regular expression that all its arguments together have to match, as `sample` does. */
export interface HelperCall {
  readonly pattern: string;
  readonly sample: readonly [verb: string, ...args: string[]];
}

/** What a change may run as root, its undo included, and nothing else. */
export interface Rights {
  /** What it has the server's own unit do. */
  readonly unit?: readonly UnitVerb[];
  /** The kind of edit it has the helper make, look at and undo, as a pattern and one word that matches it. */
  readonly edit?: { readonly kind: string; readonly sample: string };
  /** What else it has the helper do; a string is a verb without arguments. */
  readonly helper?: readonly (HelperCall | string)[];
}

const ID = '[0-9a-f]{16}';
const DIGEST = '[0-9a-f]{64}';
/** Wider than what is sent, for the helper checks every word again; what matters here is that no other verb and no other kind of edit gets through. */
const SETTING = '[A-Za-z]+=[A-Za-z0-9=,.+%-]+';
/** The words of an edit that sets directives. */
export const DIRECTIVE_EDIT = `((set|add):/[A-Za-z0-9_./-]+:[0-9]+:${SETTING}|own:${SETTING})`;

const NOBODYS_ID = '0'.repeat(16);
const NOBODYS_DIGEST = '0'.repeat(64);

/** Taking back any edit of ours. */
export const restoreCall: HelperCall = { pattern: `^restore ${ID}$`, sample: ['restore', NOBODYS_ID] };

/** Looking at edits of these kinds, making them and undoing them. */
export function editCalls(kinds: readonly { readonly kind: string; readonly sample: string }[]): readonly HelperCall[] {
  if (kinds.length === 0) return [];
  const some = `( (${[...new Set(kinds.map(({ kind }) => kind))].join('|')})){1,40}`;
  const words = kinds.map(({ sample }) => sample);
  return [
    { pattern: `^preview${some}$`, sample: ['preview', ...words] },
    { pattern: `^apply ${ID} ${DIGEST}${some}$`, sample: ['apply', NOBODYS_ID, NOBODYS_DIGEST, ...words] },
    restoreCall,
  ];
}
