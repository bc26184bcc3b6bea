import type { Intent } from '../model/intent.ts';
import { type ChangeVerb, changeVerbs, type ReadVerb, readVerbs } from '../model/verbs.ts';
import { type Never, neverFor } from '../runbooks/changes/never.ts';
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
function neverWith(verb: string, rest: readonly string[]): Never | undefined {
  if (verb === 'core-dumps' && rest.some((word) => /^\/(?:var\/)?tmp(?:\/|$)/.test(word))) return neverFor('core-tmp');
  const changing = changeVerbs.some((name) => name === verb);
  return changing && rest.some((word) => /^-\d{1,2}$/.test(word)) ? neverFor('kill') : undefined;
}

function insteadOf({ instead }: Never, words: readonly string[], names: Names): Intent {
  const verb = instead.split(/[\s,;:.]+/).find((word) => verbNamed(word) !== undefined) ?? 'diagnose';
  const change = changeVerbs.find((name): name is ChangeVerb => name === verb);
  const group = words.map(groupWord).find((name) => name !== undefined && names.groups?.includes(name) === true);
  const options = change === 'core-dumps' ? { coreDumps: 'on' as const } : {};
  if (group !== undefined && change !== undefined) return { kind: 'rollout', verb: change, group, options };
  const host = words
    .flatMap((word) => [word, ...names.nearest(word).slice(0, 1)])
    .find((name) => names.hosts.includes(name));
  if (host === undefined) return { kind: 'help', verb };
  if (change !== undefined) return { kind: 'change', verb: change, host, options };
  const look = readVerbs.find((name): name is ReadVerb => name === verb) ?? 'diagnose';
  return { kind: 'look', verb: look, host, options: {} };
}
