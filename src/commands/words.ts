import { nearestOf } from '../lib/nearest.ts';
import { options } from './option-list.ts';
import type { OptionSpec } from './verb-spec.ts';

/** Characters considered of a command; no honest one comes near. */
const LONGEST_COMMAND = 1_000;
/** Stands for a space inside a quoted value; no typed text still has it when it is put there. */
const HELD_SPACE = '\0';

const dashes = /[\u002d\u058a\u2010-\u2015\u2043\u2212\ufe58\ufe63\uff0d]/gu;
const invisible = /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}]/gu;
const doubleQuotes = /[\u201c-\u201f\u00ab\u00bb\u2033\u3003\uff02]/gu;
const singleQuotes = /[\u2018-\u201b\u2032\u2039\u203a\u00b4\uff07]/gu;
const wrappingStart = /^[`'"*~([{<,;:!?]+/u;
const wrappingEnd = /[`'"*~)\]}>.,;:!?\u2026]+$/u;

/** Options that never take the next word; people type some of them though there are none such. */
const flags = [...namesOf('none'), 'help', 'h', 'force', 'f', 'yes', 'y', 'now', 'confirm', 'approve'];
/** Options that take the next word, with those that name the verb or what it is for; `-n` is that of tail(1). */
const valued = [...namesOf('word'), 'n', 'host', 'group', 'verb'];
/** What is understood without dashes too: `lines=50`. */
const assignable = [...namesOf('word'), 'json', 'host', 'verb'].join('|');
const texts = namesOf('text');
/** A text option with its value, and a text option without dashes: `--grep "a b"`, `grep=x`. */
const textOption = new RegExp(
  `(?<=^| )(?:-{1,3}(${texts.map((name) => name.replaceAll('-', '[-_]?')).join('|')})(?:[= ]|$)|(${texts.filter((name) => !name.includes('-')).join('|')})=) ?("[^"]*"?|'[^']*'?|[^ ]*)`,
  'giu',
);
const assigned = new RegExp(`^(${assignable})[=:](.+)$`, 'u');

function namesOf(value: OptionSpec['value']): readonly string[] {
  return options.filter((option) => option.value === value).map(({ name }) => name);
}

/** An option as written, its name in lower case; `value` is absent for a bare one. */
export type RawOption = { readonly name: string; readonly value?: string };

/** A command line taken apart: words in lower case, options with their values. */
export type Words = { readonly words: readonly string[]; readonly options: readonly RawOption[] };

/** Undoes what chat clients and phones do to typed text, and splits it; never fails, whatever comes in. */
export function splitWords(text: string): Words {
  const { rest, given } = withoutTexts(plain(text.slice(0, LONGEST_COMMAND)));
  const tokens = withoutReason(withoutAddress(tokensOf(rest)), given);
  const words: string[] = [];
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index] ?? '';
    const option = optionOf(token);
    if (option === undefined) {
      if (!/^-*$/u.test(token)) words.push(token);
    } else if (option.value === undefined && takesValue(option.name) && isValue(tokens[index + 1])) {
      given.push({ name: option.name, value: tokens[index + 1] ?? '' });
      index += 1;
    } else given.push(option);
  }
  return { words, options: given };
}

/** Options that take what their quotes hold, spaces and signs and all: `--grep` in lower case, for the case makes no difference to it; the others as written. */
function withoutTexts(text: string): { readonly rest: string; readonly given: RawOption[] } {
  const given: RawOption[] = [];
  const rest = text
    .replace(textOption, (_option, dashed: string | undefined, bareName: string | undefined, value: string) => {
      const written = (dashed ?? bareName ?? '').toLowerCase();
      const name = texts.find((one) => one.replaceAll('-', '') === written.replaceAll(/[-_]/g, '')) ?? written;
      const bare = /^(["'])(.*?)\1?$/u.exec(value)?.[2] ?? value;
      const missing = bare === '' || (bare === value && bare.startsWith('--'));
      given.push({ name, ...(missing ? {} : { value: name === 'grep' ? bare.toLowerCase() : bare }) });
      return missing ? ` ${bare} ` : ' ';
    })
    .replace(
      /(?<=^| )([a-z]{3,41})=(?:"([^"]*)"|'([^']*)')(?= |$)/giu,
      (_setting, name: string, double: string | undefined, single: string | undefined) =>
        `${name}=${(double ?? single ?? '').trim().replaceAll(' ', HELD_SPACE)}`,
    );
  return { rest, given };
}

/** A sentence in which the words it quotes stand as they were typed, upper and lower case: what is understood is read in lower case. */
export function quotedAsTyped(sentence: string, text: string): string {
  const typed = plain(text.slice(0, LONGEST_COMMAND));
  const lower = typed.toLowerCase();
  if (lower.length !== typed.length) return sentence;
  return sentence.replace(/“([^”]+)”/gu, (whole, word: string) => {
    const start = lower.indexOf(word);
    return start === -1 ? whole : `“${typed.slice(start, start + word.length)}”`;
  });
}

function plain(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\s+/gu, ' ')
    .replace(invisible, '')
    .replace(doubleQuotes, '"')
    .replace(singleQuotes, "'")
    .replace(dashes, '-')
    .replace(/\s+/gu, ' ');
}

/** A word as it counts, and as it was written. */
type Token = { readonly word: string; readonly written: string };

function tokensOf(text: string): readonly Token[] {
  return text
    .split(' ')
    .filter((written) => written !== '')
    .map((written) => {
      const lower = written.toLowerCase();
      const word = lower === '?' ? lower : stripped(lower).replaceAll(HELD_SPACE, ' ');
      return { word, written };
    });
}

function stripped(token: string): string {
  const bare = token.replace(wrappingStart, '').replace(wrappingEnd, '');
  const emphasised = /^_(.+)_$/u.exec(bare)?.[1] ?? bare;
  return emphasised.replace(/^https?:\/\//u, '').replace(/^([a-z0-9.-]+)\/$/u, '$1');
}

function withoutAddress(tokens: readonly Token[]): readonly Token[] {
  const start = tokens.findIndex(({ word }) => word !== '/apache' && word !== '');
  return start === -1 ? [] : tokens.slice(start);
}

/** `freeze` takes the rest of the line as its reason, in quotes or without. */
function withoutReason([first, ...others]: readonly Token[], options: RawOption[]): readonly string[] {
  if (first === undefined) return [];
  const text = others.map(({ written }) => written).join(' ');
  const quoted = /^(["'])(.*)\1$/u.exec(text)?.[2];
  const reason = quoted ?? (/^$|(?<=^| )--?[a-z]/iu.test(text) ? undefined : text);
  if (first.word !== 'freeze' || reason === undefined) return [first, ...others].map(({ word }) => word);
  options.push({ name: 'reason', value: reason });
  return [first.word];
}

/** `--lines=50`, `-lines 50`, `lines=50` and `host:web-03` are options; `group:web` is a word. */
function optionOf(token: string): RawOption | undefined {
  const dashed = /^-{1,3}([a-z][a-z_-]*)(?:[=:](.*))?$/u.exec(token);
  const [, written, value] = dashed ?? assigned.exec(token) ?? [];
  if (written === undefined) return undefined;
  const name = written.replaceAll('_', '-');
  return { name, ...(value === undefined || value === '' ? {} : { value: stripped(value) }) };
}

function takesValue(name: string): boolean {
  return valued.includes(name) || nearestOf(name, flags).length === 0;
}

function isValue(token: string | undefined): boolean {
  return token !== undefined && token !== '' && !token.startsWith('-');
}
