import type { Intent } from '../model/intent.ts';
import { type ChangeVerb, changeVerbs, type ReadVerb, readVerbs } from '../model/verbs.ts';
import { changes } from '../runbooks/changes/index.ts';
import { type NeverDone, neverFor } from '../runbooks/never.ts';
import { groupWord, type Names } from './target.ts';
import { verbNamed } from './verbs.ts';
import type { Words } from './words.ts';

/** A line that asks for what is never done: the reason with what to do instead, and that as a command. */
export interface NeverRead {
  readonly problem: string;
  readonly intent: Intent;
}

/** Finds what is never done in a line, wherever in it people put that; undefined for every other line. */
export function readNever(
  [verb = '', ...rest]: readonly string[],
  { options }: Words,
  names: Names,
): NeverRead | undefined {
  const dashed = [...options.map(({ name }) => name), ...rest.filter((word) => word.startsWith('-'))];
  const flagged = dashed.map(neverFor).find((found) => found !== undefined);
  const never = flagged ?? (verbNamed(verb) === undefined ? neverFor(verb) : neverWith(verb, rest));
  if (never === undefined) return undefined;
  const words = [...rest, ...options.flatMap(({ value }) => value?.toLowerCase() ?? [])];
  return { problem: `${never.why} Instead: ${never.instead}`, intent: insteadOf(never, words, names) };
}

/** `restart -9`, `core-dumps web-03 /tmp`. */
function neverWith(name: string, rest: readonly string[]): NeverDone | undefined {
  const change = changes.find(({ verb }) => verb === name);
  if (change === undefined) return undefined;
  if (rest.some((word) => /^-\d{1,2}$/.test(word))) return neverFor('kill');
  const never = change.refuses(rest);
  return never === undefined ? undefined : { ...never, verb: change.verb };
}

function insteadOf({ verb, options = {} }: NeverDone, words: readonly string[], names: Names): Intent {
  const change = changeVerbs.find((name): name is ChangeVerb => name === verb);
  const group = words.map(groupWord).find((name) => name !== undefined && names.groups?.includes(name) === true);
  if (group !== undefined && change !== undefined) return { kind: 'rollout', verb: change, group, options };
  const host = words
    .flatMap((word) => [word, ...names.nearest(word).slice(0, 1)])
    .find((name) => names.hosts.includes(name));
  if (host === undefined) return { kind: 'help', verb };
  if (change !== undefined) return { kind: 'change', verb: change, host, options };
  const look = readVerbs.find((name): name is ReadVerb => name === verb) ?? 'diagnose';
  return { kind: 'look', verb: look, host, options: {} };
}
