import { defined } from '../lib/defined.ts';
import { nearestOf } from '../lib/nearest.ts';
import { quoted } from '../lib/quoted.ts';
import type { ChangeVerb } from '../model/verbs.ts';
import { changeDefinition } from '../runbooks/changes.ts';

/** The names that there are. */
export interface Names {
  readonly hosts: readonly string[];
  readonly groups?: readonly string[];
  nearest(name: string): readonly string[];
}

/** A host, or all hosts of a group. */
export type Target = { readonly host: string } | { readonly group: string };

/** What a change is for, and the words that are left; the target is the nearest one there is when its name is wrong. */
export interface TargetRead {
  readonly target?: Target;
  /** True when no name was given at all. */
  readonly unnamed: boolean;
  readonly rest: readonly string[];
  readonly problems: readonly string[];
}

/** The group that a word names, `group:web`; undefined for any other word. */
export function groupWord(word: string): string | undefined {
  return /^groups?[:=](.+)$/u.exec(word)?.[1];
}

/** Finds what a change is for among its words: a name that is known, wherever it stands, else the first word that can be nothing else. */
export function findTarget(verb: ChangeVerb, words: readonly string[], names: Names): TargetRead {
  const known = words.findIndex((word) => names.hosts.includes(word) || groupWord(word) !== undefined);
  const at = known === -1 ? words.findIndex((word) => !changeDefinition(verb).claims(word)) : known;
  const word = words[at];
  const rest = words.filter((_word, index) => index !== at);
  if (word === undefined) {
    const [only, ...others] = names.hosts;
    const problems = [`Which host? \`${verb}\` needs one, or \`group:NAME\`.`];
    return {
      ...(only === undefined || others.length > 0 ? {} : { target: { host: only } }),
      unnamed: true,
      rest,
      problems,
    };
  }
  return { ...readTarget(word, names), unnamed: false, rest };
}

function readTarget(word: string, names: Names): Pick<TargetRead, 'target' | 'problems'> {
  const { hosts, groups = [] } = names;
  const group = groupWord(word);
  if (group !== undefined) return readGroup(group, groups);
  if (hosts.includes(word)) return { target: { host: word }, problems: [] };
  if (groups.includes(word))
    return { target: { group: word }, problems: [`${quoted(word)} is a group: say \`group:${word}\`.`] };
  const host = names.nearest(word).find((name) => hosts.includes(name));
  return { ...defined({ target: host === undefined ? undefined : { host } }), problems: [noHost(word, names)] };
}

function readGroup(group: string, groups: readonly string[]): Pick<TargetRead, 'target' | 'problems'> {
  if (groups.includes(group)) return { target: { group }, problems: [] };
  const [near] = nearestOf(group, groups);
  const problems = [`There is no group ${quoted(group)} in the inventory.`];
  return near === undefined ? { problems } : { target: { group: near }, problems };
}

/** The sentence about a name that no host has. */
export function noHost(name: string, names: Names): string {
  const others = names.nearest(name).slice(1, 3);
  const close = others.length === 0 ? '' : ` Also close: ${others.join(', ')}.`;
  return `There is no host ${quoted(name)} in the inventory.${close}`;
}
