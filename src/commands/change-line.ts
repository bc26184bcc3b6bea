import { defined } from '../lib/defined.ts';
import type { Intent, Misunderstood } from '../model/intent.ts';
import { type ChangeVerb, changeVerbs, type ReadVerb } from '../model/verbs.ts';
import { changeDefinition } from '../runbooks/changes.ts';
import { type OptionValues, readOptions } from './options.ts';
import { findTarget, type Names, type Target } from './target.ts';
import { misunderstood, understood } from './understood.ts';
import type { VerbSpec } from './verb-spec.ts';
import type { Words } from './words.ts';

/** Reads a line that changes a host or a group. */
export function readChange(
  spec: VerbSpec,
  problems: readonly string[],
  words: readonly string[],
  line: Words,
  context: Names & { readonly surface?: 'chat' | 'terminal' },
): Intent | Misunderstood {
  const verb = changeVerbs.find((name): name is ChangeVerb => name === spec.name) ?? 'reload';
  const found = findTarget(verb, words, context);
  const definition = changeDefinition(verb);
  const read = definition.read(found.rest);
  const { values, problems: wrong } = readOptions(spec, line.options, context.surface);
  const all = [...problems, ...found.problems, ...read.problems, ...unquoted(values, read.problems), ...wrong];
  const { target } = found;
  if (target === undefined)
    return misunderstood(all, found.unnamed ? { kind: 'help', verb: spec.name } : { kind: 'hosts' });
  if (read.options === undefined) return misunderstood(all, insteadOf(spec, target, read.look));
  const why = 'group' in target ? definition.oneHost(read.options) : undefined;
  if (why !== undefined) return misunderstood([...all, why], changeOn(verb, target, {}, values));
  return understood(all, changeOn(verb, target, read.options, values));
}

function changeOn(
  verb: ChangeVerb,
  target: Target,
  options: Extract<Intent, { kind: 'change' }>['options'],
  { dryRun, breakGlass, json }: OptionValues,
): Intent {
  const terms = {
    options,
    ...defined({ dryRun, breakGlass }),
    ...(json === true ? { json } : {}),
  };
  return 'host' in target
    ? { kind: 'change', verb, ...target, ...terms }
    : { kind: 'rollout', verb, ...target, ...terms };
}

/** Words too many next to a reason are mostly the rest of it. */
function unquoted({ breakGlass }: OptionValues, problems: readonly string[]): readonly string[] {
  const cut = breakGlass !== undefined && !breakGlass.includes(' ') && problems.length > 0;
  return cut ? ['Put a reason of several words in quotes: `--break-glass "site is down"`.'] : [];
}

function insteadOf({ name }: VerbSpec, target: Target, look: ReadVerb | undefined): Intent {
  return look === undefined || 'group' in target
    ? { kind: 'help', verb: name }
    : { kind: 'look', verb: look, host: target.host, options: {} };
}
