import { defined } from '../lib/defined.ts';
import { nearestOf } from '../lib/nearest.ts';
import { quoted } from '../lib/quoted.ts';
import { DEFAULT_WATCH_SECONDS, type Intent, type Misunderstood } from '../model/intent.ts';
import { type ReadVerb, readVerbs } from '../model/verbs.ts';
import { readChange } from './change-line.ts';
import { type OptionValues, readOptions } from './options.ts';
import { readCompare } from './read-compare.ts';
import { readNever } from './read-never.ts';
import { type OwnVerbRead, readExport, readFreeze, readUnfreeze, readWhy } from './read-own-verbs.ts';
import { groupWord, type Names, noHost } from './target.ts';
import { misunderstood, understood } from './understood.ts';
import type { VerbSpec } from './verb-spec.ts';
import { verbNamed, verbs } from './verbs.ts';
import { quotedAsTyped, splitWords, type Words } from './words.ts';

export { formatIntent } from './format-intent.ts';

/** What parsing has to know: the hosts there are (lower case), which of them a wrong name is near to, and where the text came from. */
export interface GrammarContext extends Names {
  /** A chat unless said; `--json` is for a terminal. */
  readonly surface?: 'chat' | 'terminal';
}

/**
 * Reads one command line, whatever Slack or a phone did to it; never throws. A wrong verb, host or option gives the nearest
 * command that parses. `problem` may repeat what was typed: cleaned and cut, but not escaped for any display.
 */
export function parseIntent(text: string, context: GrammarContext): Intent | Misunderstood {
  const read = readLine(text, context);
  return read.kind === 'misunderstood' ? { ...read, problem: quotedAsTyped(read.problem, text) } : read;
}

function readLine(text: string, context: GrammarContext): Intent | Misunderstood {
  const line = splitWords(text);
  const [verbWord, ...rest] = inOrder(line, context);
  if (line.options.some(({ name }) => name === 'help' || name === 'h')) return readHelp(verbWord);
  if (verbWord === undefined) return { kind: 'help' };
  if (verbWord === 'help') return readHelp(rest[0]);
  if (rest.length === 0 && context.hosts.includes(verbWord)) return bareHost(verbWord, verbNamed(verbWord), context);

  const never = readNever([verbWord, ...rest], line, context);
  if (never !== undefined) return misunderstood([never.problem], never.intent);
  const exact = verbNamed(verbWord);
  const verb = exact ?? meantVerb(verbWord);
  const problems = exact === undefined ? [`There is no command ${quoted(verbWord)}.`] : [];
  if (verb === undefined) return misunderstood(problems, { kind: 'help' });
  return readVerb(verb, problems, rest, line, context);
}

function readVerb(
  verb: VerbSpec,
  problems: readonly string[],
  rest: readonly string[],
  line: Words,
  context: GrammarContext,
): Intent | Misunderstood {
  if (verb.name === 'help') return misunderstood(problems, { kind: 'help' });
  if (verb.name === 'hosts') return understood([...problems, ...extraProblems('hosts', rest)], { kind: 'hosts' });
  if (verb.kind === 'info') return readInfo(verb, problems, rest, line, context);
  if (verb.name === 'compare') return concludeCompare(problems, rest, line, context);
  if (verb.kind === 'change') return readChange(verb, problems, rest, line, context);
  return readLook(verb, problems, rest, line, context);
}

/** Verb first, host second: `verb=`, `host=` and `--group` are put in their places, and `web-03 status` is turned round when only one reading makes sense. */
function inOrder({ words, options }: Words, { hosts }: GrammarContext): readonly string[] {
  const named = (name: string) => options.flatMap((option) => (option.name === name ? [option.value ?? ''] : []));
  const [first, ...others] = [...named('verb'), ...words];
  const targets = [...named('host'), ...named('group').map((group) => `group:${group}`)];
  const given = [...(first === undefined ? [] : [first]), ...targets, ...others];
  const [one = '', two = '', ...rest] = given;
  const isTarget = (word: string) => hosts.includes(word) || groupWord(word) !== undefined;
  const crossed = two !== '' && isTarget(one) && !isTarget(two);
  return crossed && (verbNamed(one) === undefined || verbNamed(two) !== undefined) ? [two, one, ...rest] : given;
}

function readHelp(topic: string | undefined): Intent | Misunderstood {
  if (topic === undefined) return { kind: 'help' };
  const verb = verbNamed(topic);
  if (verb !== undefined) return { kind: 'help', verb: verb.name };
  const near = meantVerb(topic);
  return misunderstood([`There is no command ${quoted(topic)} to explain.`], {
    kind: 'help',
    ...defined({ verb: near === undefined ? undefined : near.name }),
  });
}

function bareHost(host: string, verb: VerbSpec | undefined, context: GrammarContext): Intent | Misunderstood {
  if (verb !== undefined) return readVerb(verb, [], [], { words: [], options: [] }, context);
  return misunderstood([`What about ${host}? Say a command first.`], intentOf('diagnose', host, {}));
}

function readInfo(
  verb: VerbSpec,
  problems: readonly string[],
  rest: readonly string[],
  line: Words,
  context: GrammarContext,
): Intent | Misunderstood {
  const reason = line.options.find(({ name }) => name === 'reason')?.value;
  const given = line.options.filter(({ name }) => name !== 'reason');
  const { intent, problems: wrong } = infoOf(verb.name, reason, rest, context);
  return understood([...problems, ...wrong, ...readOptions(verb, given, context.surface).problems], intent);
}

function infoOf(
  verb: VerbSpec['name'],
  reason: string | undefined,
  rest: readonly string[],
  names: Names,
): OwnVerbRead {
  if (verb === 'why') return readWhy(rest, names);
  if (verb === 'freeze') return readFreeze(reason, rest, names);
  return verb === 'export' ? readExport(rest) : readUnfreeze(rest);
}

function readLook(
  verb: VerbSpec,
  problems: readonly string[],
  [host, ...extra]: readonly string[],
  line: Words,
  context: GrammarContext,
): Intent | Misunderstood {
  const { values, problems: wrong } = readOptions(verb, line.options, context.surface);
  const all = [
    ...problems,
    ...hostProblems(verb, host, context),
    ...extraProblems(`${verb.name} ${host ?? 'HOST'}`, extra),
    ...wrong,
  ];
  const group = groupWord(host ?? '') ?? host ?? '';
  if (context.groups?.includes(group) === true && !context.hosts.includes(host ?? ''))
    return misunderstood(all, { kind: 'compare', hosts: [], group });
  const target = hostMeant(host, context);
  if (target !== undefined) return understood(all, intentOf(verb.name, target, values));
  return misunderstood(all, host === undefined ? { kind: 'help', verb: verb.name } : { kind: 'hosts' });
}

function hostMeant(host: string | undefined, context: GrammarContext): string | undefined {
  const { hosts } = context;
  if (host === undefined) return hosts.length === 1 ? hosts[0] : undefined;
  return hosts.includes(host) ? host : context.nearest(host).find((name) => hosts.includes(name));
}

function hostProblems(verb: VerbSpec, host: string | undefined, context: GrammarContext): readonly string[] {
  if (host === undefined) return [`Which host? \`${verb.name}\` needs one.`];
  if (groupWord(host) !== undefined) return [`\`${verb.name}\` looks at one host; \`compare\` looks at a group.`];
  return context.hosts.includes(host) ? [] : [noHost(host, context)];
}

function extraProblems(kept: string, extra: readonly string[]): readonly string[] {
  return extra.length === 0
    ? []
    : [`I do not know what to do with ${quoted(extra.join(' '))} after \`${kept.slice(0, 80)}\`.`];
}

function intentOf(verb: string, host: string, { watchSeconds, png, ...options }: OptionValues): Intent {
  if (verb === 'watch') {
    const seconds = watchSeconds ?? DEFAULT_WATCH_SECONDS;
    const json = options.json === true ? { json: true as const } : {};
    return { kind: 'watch', host, seconds, ...json, ...defined({ png }) };
  }
  const look = readVerbs.find((name): name is ReadVerb => name === verb) ?? 'diagnose';
  return { kind: 'look', verb: look, host, options };
}

function concludeCompare(
  problems: readonly string[],
  rest: readonly string[],
  line: Words,
  context: GrammarContext,
): Intent | Misunderstood {
  const spec = verbNamed('compare');
  const { values, problems: wrong } =
    spec === undefined ? { values: {}, problems: [] } : readOptions(spec, line.options, context.surface);
  const compared = readCompare(rest, context);
  const all = [...problems, ...compared.problems, ...wrong];
  if (compared.intent === undefined) return misunderstood(all, { kind: 'help', verb: 'compare' });
  return understood(all, { ...compared.intent, ...(values.json === true ? { json: true } : {}) });
}

function meantVerb(word: string): VerbSpec | undefined {
  const tried = verbs.find(({ alsoTried }) => alsoTried.includes(word));
  const [near] = nearestOf(
    word,
    verbs.map(({ name }) => name),
  );
  return tried ?? verbs.find(({ name }) => name === near);
}
