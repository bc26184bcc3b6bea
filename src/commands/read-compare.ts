import { defined } from '../lib/defined.ts';
import { quoted } from '../lib/quoted.ts';
import { type Intent, optionLimits } from '../model/intent.ts';

type Compare = Extract<Intent, { kind: 'compare' }>;

interface Names {
  readonly hosts: readonly string[];
  readonly groups?: readonly string[];
  nearest(name: string): readonly string[];
}

/** Reads what stands after `compare`: hosts, and a group at most; `intent` is the nearest thing that can be compared. */
export function readCompare(
  words: readonly string[],
  context: Names,
): { readonly intent?: Compare; readonly problems: readonly string[] } {
  const read = words.map((word) => readName(word, words, context));
  const hosts = [...new Set(read.flatMap(({ host }) => host ?? []))];
  const groups = read.flatMap(({ group }) => group ?? []);
  const { least, most } = optionLimits.comparedHosts;
  const [group] = groups;
  const enough = group !== undefined || hosts.length >= least;
  const problems = [
    ...read.flatMap(({ problem }) => problem ?? []),
    ...(groups.length > 1 ? ['`compare` takes one group at most.'] : []),
    ...(hosts.length > most ? [`\`compare\` takes ${most} hosts at most.`] : []),
    ...(enough ? [] : ['`compare` needs two hosts, or a group: `compare web-01 web-02`, `compare web-01 group:web`.']),
  ];
  const shown = [...new Set(problems)].slice(0, 5);
  if (!enough) return { problems: shown };
  const intent: Compare = { kind: 'compare', hosts: hosts.slice(0, most), ...defined({ group }) };
  return { intent, problems: shown };
}

interface Name {
  readonly host?: string;
  readonly group?: string;
  readonly problem?: string;
}

function readName(word: string, taken: readonly string[], context: Names): Name {
  const { hosts, groups = [] } = context;
  const group = /^group[:=](.+)$/u.exec(word)?.[1];
  if (group !== undefined)
    return groups.includes(group) ? { group } : { problem: `There is no group ${quoted(group)} in the inventory.` };
  if (hosts.includes(word)) return { host: word };
  const near = context.nearest(word).find((name) => hosts.includes(name) && !taken.includes(name));
  const problem = `There is no host ${quoted(word)} in the inventory.`;
  return near === undefined ? { problem } : { host: near, problem };
}
