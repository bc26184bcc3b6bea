import { nearestOf } from '../lib/nearest.ts';
import {
  type ChangeVerb,
  changeVerbs,
  DEFAULT_WATCH_SECONDS,
  type Intent,
  type Misunderstood,
  type ReadVerb,
  readVerbs,
} from '../model/intent.ts';
import { readCompare } from './compare-words.ts';
import { type OptionValues, type ReadOption, readOption, sinceText } from './options.ts';
import { quoted } from './quoted.ts';
import { type VerbSpec, verbNamed, verbs } from './verbs.ts';
import { splitWords, type Words } from './words.ts';

/** What parsing has to know: the hosts there are (lower case), which of them a wrong name is near to, and where the text came from. */
export interface GrammarContext {
  readonly hosts: readonly string[];
  nearest(name: string): readonly string[];
  /** A chat unless said; `--json` is for a terminal. */
  readonly surface?: 'chat' | 'terminal';
  /** Groups of the inventory, by name; none unless said. */
  readonly groups?: readonly string[];
}

/** A line on the way to an intent: what it means, or comes nearest to, and what is wrong with it. */
interface Reading {
  readonly verb: VerbSpec;
  readonly host: string | undefined;
  readonly options: OptionValues;
  readonly problems: readonly string[];
}

/**
 * Reads one command line, whatever Slack or a phone did to it; never throws. A wrong verb, host or option gives the nearest
 * command that parses. `problem` may repeat what was typed: cleaned and cut, but not escaped for any display.
 */
export function parseIntent(text: string, context: GrammarContext): Intent | Misunderstood {
  const line = splitWords(text);
  const [verbWord, ...rest] = inOrder(line, context);
  if (line.options.some(({ name }) => name === 'help' || name === 'h')) return readHelp(verbWord);
  if (verbWord === undefined) return { kind: 'help' };
  if (verbWord === 'help') return readHelp(rest[0]);
  if (rest.length === 0 && context.hosts.includes(verbWord)) return bareHost(verbWord, verbNamed(verbWord), context);

  const exact = verbNamed(verbWord);
  const verb = exact ?? meantVerb(verbWord);
  const problems = exact === undefined ? [`There is no command ${quoted(verbWord)}.`] : [];
  if (verb === undefined || verb.name === 'help') return misunderstood(problems, { kind: 'help' });
  if (verb.name === 'hosts') return readHosts([...problems, ...extraProblems('hosts', rest)]);
  if (verb.name === 'compare') return concludeCompare(problems, rest, line, context);
  return conclude(readTarget(verb, problems, rest, line, context), context);
}

/** The text that parses back to this intent. */
export function formatIntent(intent: Intent): string {
  if (intent.kind === 'hosts') return 'hosts';
  if (intent.kind === 'help') return intent.verb === undefined ? 'help' : `help ${intent.verb}`;
  if (intent.kind === 'change') return `${intent.verb} ${intent.host}`;
  if (intent.kind === 'watch') return `watch ${intent.host} --for ${sinceText(intent.seconds)}`;
  if (intent.kind === 'compare')
    return ['compare', ...intent.hosts, ...(intent.group === undefined ? [] : [`group:${intent.group}`])].join(' ');
  return formatLook(intent);
}

function formatLook({ verb, host, options }: Extract<Intent, { kind: 'look' }>): string {
  const { lines, sinceSeconds, grep, level, followSeconds, json } = options;
  const parts: string[] = [verb, host];
  if (lines !== undefined) parts.push(`--lines ${lines}`);
  if (sinceSeconds !== undefined) parts.push(`--since ${sinceText(sinceSeconds)}`);
  if (grep !== undefined) parts.push(grep.includes('"') ? `--grep '${grep}'` : `--grep "${grep}"`);
  if (level !== undefined) parts.push(`--level ${level}`);
  if (followSeconds !== undefined) parts.push(`--follow ${sinceText(followSeconds)}`);
  if (json === true) parts.push('--json');
  return parts.join(' ');
}

/** Verb first, host second: `verb=` and `host=` are put in their places, and `web-03 status` is turned round when only one reading makes sense. */
function inOrder({ words, options }: Words, { hosts }: GrammarContext): readonly string[] {
  const named = (name: string) => options.flatMap((option) => (option.name === name ? [option.value ?? ''] : []));
  const [first, ...others] = [...named('verb'), ...words];
  const given = [...(first === undefined ? [] : [first]), ...named('host'), ...others];
  const [one = '', two = '', ...rest] = given;
  const crossed = two !== '' && hosts.includes(one) && !hosts.includes(two);
  return crossed && (verbNamed(one) === undefined || verbNamed(two) !== undefined) ? [two, one, ...rest] : given;
}

function readHelp(topic: string | undefined): Intent | Misunderstood {
  if (topic === undefined) return { kind: 'help' };
  const verb = verbNamed(topic);
  if (verb !== undefined) return { kind: 'help', verb: verb.name };
  const near = meantVerb(topic);
  return misunderstood([`There is no command ${quoted(topic)} to explain.`], {
    kind: 'help',
    ...(near === undefined ? {} : { verb: near.name }),
  });
}

function readHosts(problems: readonly string[]): Intent | Misunderstood {
  return problems.length === 0 ? { kind: 'hosts' } : misunderstood(problems, { kind: 'hosts' });
}

function bareHost(host: string, verb: VerbSpec | undefined, context: GrammarContext): Intent | Misunderstood {
  if (verb?.name === 'hosts') return { kind: 'hosts' };
  if (verb !== undefined) return conclude(readTarget(verb, [], [], { words: [], options: [] }, context), context);
  return misunderstood([`What about ${host}? Say a command first.`], intentOf('diagnose', host, {}));
}

function readTarget(
  verb: VerbSpec,
  problems: readonly string[],
  [host, ...extra]: readonly string[],
  line: Words,
  context: GrammarContext,
): Reading {
  const surface = context.surface ?? 'chat';
  const given = line.options.filter(({ name }) => name !== 'host' && name !== 'verb');
  const read = given.map((option) => readOption(option, verb, surface));
  return {
    verb,
    host,
    options: merged(read),
    problems: [
      ...problems,
      ...hostProblems(verb, host, context),
      ...extraProblems(`${verb.name} ${host ?? 'HOST'}`, extra),
      ...new Set(read.flatMap(({ problem }) => problem ?? [])),
    ],
  };
}

function merged(read: readonly ReadOption[]): OptionValues {
  return Object.fromEntries(read.flatMap(({ value }) => Object.entries(value)));
}

function hostProblems(verb: VerbSpec, host: string | undefined, context: GrammarContext): readonly string[] {
  if (host === undefined) return [`Which host? \`${verb.name}\` needs one.`];
  if (context.hosts.includes(host)) return [];
  const others = context.nearest(host).slice(1, 3);
  const close = others.length === 0 ? '' : ` Also close: ${others.join(', ')}.`;
  return [`There is no host ${quoted(host)} in the inventory.${close}`];
}

function extraProblems(kept: string, extra: readonly string[]): readonly string[] {
  return extra.length === 0
    ? []
    : [`I do not know what to do with ${quoted(extra.join(' '))} after \`${kept.slice(0, 80)}\`.`];
}

function conclude({ verb, host, options, problems }: Reading, context: GrammarContext): Intent | Misunderstood {
  const known = host !== undefined && context.hosts.includes(host) ? host : undefined;
  const only = host === undefined && context.hosts.length === 1 ? context.hosts[0] : undefined;
  const near = host === undefined ? undefined : context.nearest(host).find((name) => context.hosts.includes(name));
  const target = known ?? only ?? near;
  if (target !== undefined) {
    const intent = intentOf(verb.name, target, options);
    return problems.length === 0 ? intent : misunderstood(problems, intent);
  }
  return misunderstood(problems, host === undefined ? { kind: 'help', verb: verb.name } : { kind: 'hosts' });
}

function intentOf(verb: string, host: string, { watchSeconds, ...options }: OptionValues): Intent {
  if (verb === 'watch') return { kind: 'watch', host, seconds: watchSeconds ?? DEFAULT_WATCH_SECONDS };
  const change = changeVerbs.find((name): name is ChangeVerb => name === verb);
  if (change !== undefined) return { kind: 'change', verb: change, host };
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
  const given = line.options.filter(({ name }) => name !== 'host' && name !== 'verb');
  const read = spec === undefined ? [] : given.map((option) => readOption(option, spec, context.surface ?? 'chat'));
  const compared = readCompare(rest, context);
  const all = [...problems, ...compared.problems, ...new Set(read.flatMap(({ problem }) => problem ?? []))];
  if (compared.intent === undefined) return misunderstood(all, { kind: 'help', verb: 'compare' });
  return all.length === 0 ? compared.intent : misunderstood(all, compared.intent);
}

function misunderstood(problems: readonly string[], nearest: Intent): Misunderstood {
  return {
    kind: 'misunderstood',
    problem: problems.join(' '),
    suggestion: { text: formatIntent(nearest), readOnly: nearest.kind !== 'change' },
  };
}

function meantVerb(word: string): VerbSpec | undefined {
  const tried = verbs.find(({ alsoTried }) => alsoTried.includes(word));
  const [near] = nearestOf(
    word,
    verbs.map(({ name }) => name),
  );
  return tried ?? verbs.find(({ name }) => name === near);
}
