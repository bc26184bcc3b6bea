import { z } from 'zod';
import { nearestOf } from '../../../lib/nearest.ts';
import { quoted } from '../../../lib/quoted.ts';
import { directiveNames, directiveSettings } from '../../../model/directives.ts';
import { optionLimits } from '../../../model/intent.ts';
import type { ArgumentsRead, Takes } from '../../define-change.ts';
import { readSetting } from './settings.ts';

/** Directives, as httpd spells them, and the values wanted, given by hand; absent means computed or recommended ones. */
const SettingsOptions = z.strictObject({
  settings: z
    .record(z.string().regex(/^[A-Z][A-Za-z]{1,40}$/), z.string().regex(/^[A-Za-z0-9=,.+% -]{1,120}$/))
    .exactOptional(),
});
export type SettingsOptions = z.infer<typeof SettingsOptions>;

/** For a change that takes directives. */
export const settings: Takes<SettingsOptions> = {
  schema: SettingsOptions,
  usage: '[Directive=Value …]',
  values: Object.keys(directiveSettings),
  read: readSettings,
  write: ({ settings: wanted = {} }) =>
    Object.entries(wanted).map(([name, value]) => (value.includes(' ') ? `${name}="${value}"` : `${name}=${value}`)),
  claims: (word) => word.includes('='),
};

/** As many problems as one answer names; whoever fixes these sees the next ones. */
const MOST_PROBLEMS = 4;

/** Reads `Directive=Value …`; what is wrong is left out or put right, and said. */
function readSettings(words: readonly string[]): ArgumentsRead<SettingsOptions> {
  const read = pairsOf(words).map(readPair);
  const wanted: Record<string, string> = {};
  const problems: string[] = [];
  for (const { name, value, problem } of read) {
    if (problem !== undefined) problems.push(problem);
    if (name === undefined || value === undefined) continue;
    if (Object.hasOwn(wanted, name)) problems.push(`\`${name}\` is there twice.`);
    else if (Object.keys(wanted).length === optionLimits.settings.most)
      problems.push(`One change takes ${optionLimits.settings.most} directives at most.`);
    else wanted[name] = value;
  }
  const shown = [...new Set(problems)].slice(0, MOST_PROBLEMS);
  return { options: Object.keys(wanted).length === 0 ? {} : { settings: wanted }, problems: shown };
}

interface Pair {
  readonly name: string;
  readonly value: string;
  /** How it was written when that was not `Directive=Value`. */
  readonly odd?: string;
}

interface PairRead {
  readonly name?: string;
  readonly value?: string;
  readonly problem?: string;
}

/** Words as pairs: `RequestReadTimeout=header=20 body=20` is one, and so is `MaxRequestWorkers 400`, as httpd would have it, which is put right. */
function pairsOf(words: readonly string[]): readonly Pair[] {
  const pairs: Pair[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    const last = pairs.at(-1);
    const next = words[index + 1];
    const [, name, value] = /^([^=]*)=(.*)$/u.exec(word) ?? [];
    if (last?.name === 'requestreadtimeout' && /^(?:header|body)=/.test(word))
      pairs[pairs.length - 1] = { ...last, value: `${last.value} ${word}`.trim() };
    else if (name !== undefined && value !== undefined) pairs.push({ name, value });
    else if (directiveNames.includes(word) && next !== undefined && !next.includes('=')) {
      pairs.push({ name: word, value: next, odd: `${word} ${next}` });
      index += 1;
    } else pairs.push({ name: '', value: '', odd: word });
  }
  return pairs;
}

function readPair({ name, value, odd }: Pair): PairRead {
  if (name === '')
    return { problem: `I do not know what to do with ${quoted(odd ?? value)}: write \`Directive=Value\`.` };
  const known = directiveNames.includes(name) ? name : nearestOf(name, directiveNames)[0];
  if (known === undefined) return { problem: `${noDirective(name)} \`help tune\` lists those that it does.` };
  const read = readSetting(known, value.replaceAll('minrate=', 'MinRate='));
  if (!read.ok) return { problem: known === name ? `${read.problem}.` : `${noDirective(name)} ${read.problem}.` };
  if (known !== name) return { ...named(read), problem: noDirective(name) };
  return odd === undefined ? named(read) : { ...named(read), problem: `Write ${quoted(odd)} as \`Directive=Value\`.` };
}

function noDirective(name: string): string {
  return `This bot changes no directive ${quoted(name)}.`;
}

function named({ name, value }: { readonly name: string; readonly value: string }): PairRead {
  return { name, value };
}
