/** Characters considered of a command; no honest one comes near. */
const LONGEST_COMMAND = 1_000;

const dashes = /[\u002d\u058a\u2010-\u2015\u2043\u2212\ufe58\ufe63\uff0d]/gu;
const invisible = /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}]/gu;
const doubleQuotes = /[\u201c-\u201f\u00ab\u00bb\u2033\u3003\uff02]/gu;
const singleQuotes = /[\u2018-\u201b\u2032\u2039\u203a\u00b4\uff07]/gu;
const wrappingStart = /^[`'"*~([{<,;:!?]+/u;
const wrappingEnd = /[`'"*~)\]}>.,;:!?\u2026]+$/u;

/** An option as written, its name in lower case; `value` is absent for a bare one. */
export type RawOption = { readonly name: string; readonly value?: string };

/** A command line taken apart: words in lower case, options with their values. */
export type Words = { readonly words: readonly string[]; readonly options: readonly RawOption[] };

/** Undoes what chat clients and phones do to typed text, and splits it; never fails, whatever comes in. */
export function splitWords(text: string): Words {
  const { rest, options } = withoutGrep(plain(text.slice(0, LONGEST_COMMAND)));
  const tokens = withoutAddress(tokensOf(rest));
  const words: string[] = [];
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index] ?? '';
    const option = optionOf(token);
    if (option === undefined) {
      if (!/^-*$/u.test(token)) words.push(token);
    } else if (option.value === undefined && takesValue(option.name) && isValue(tokens[index + 1])) {
      options.push({ name: option.name, value: tokens[index + 1] ?? '' });
      index += 1;
    } else options.push(option);
  }
  return { words, options };
}

/** `--grep` takes what its quotes hold, spaces and signs and all; in lower case, for the case makes no difference to it. */
function withoutGrep(text: string): { readonly rest: string; readonly options: RawOption[] } {
  const options: RawOption[] = [];
  const rest = text.replace(
    /(?<=^| )(?:-{1,3}grep(?:[= ]|$)|grep=) ?("[^"]*"?|'[^']*'?|[^ ]*)/giu,
    (_option, value: string) => {
      const bare = /^(["'])(.*?)\1?$/u.exec(value)?.[2] ?? value;
      const missing = bare === '' || (bare === value && bare.startsWith('--'));
      options.push({ name: 'grep', ...(missing ? {} : { value: bare.toLowerCase() }) });
      return missing ? ` ${bare} ` : ' ';
    },
  );
  return { rest, options };
}

function plain(text: string): string {
  return unlinked(text.normalize('NFKC').replace(/\s+/gu, ' ').replace(invisible, ''))
    .replace(doubleQuotes, '"')
    .replace(singleQuotes, "'")
    .replace(dashes, '-')
    .replace(/\s+/gu, ' ');
}

/** `<http://web-03|web-03>` becomes `web-03`, a mention becomes `<@>`; then Slack's three entities are read. */
function unlinked(text: string): string {
  return text
    .replace(/<@[^<>]*>/gu, ' <@> ')
    .replace(/<[^<>|]*\|([^<>|]+)>/gu, '$1')
    .replace(/<(?:https?:\/\/|mailto:|tel:)([^<>|]*)\|?>/giu, '$1')
    .replace(/&(lt|gt|amp);/gu, (_entity, name: string) => ({ lt: '<', gt: '>' })[name] ?? '&');
}

function tokensOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(' ')
    .filter((token) => token !== '')
    .map((token) => (token === '<@>' || token === '?' ? token : stripped(token)));
}

function stripped(token: string): string {
  const bare = token.replace(wrappingStart, '').replace(wrappingEnd, '');
  const emphasised = /^_(.+)_$/u.exec(bare)?.[1] ?? bare;
  return emphasised.replace(/^https?:\/\//u, '').replace(/^([a-z0-9.-]+)\/$/u, '$1');
}

function withoutAddress(tokens: readonly string[]): readonly string[] {
  const start = tokens.findIndex((token) => token !== '<@>' && token !== '/apache' && token !== '');
  return start === -1 ? [] : tokens.slice(start).filter((token) => token !== '<@>');
}

/** `--lines=50`, `-lines 50`, `lines=50` and `host:web-03` are options; `group:web` is a word. */
function optionOf(token: string): RawOption | undefined {
  const dashed = /^-{1,3}([a-z][a-z-]*)(?:[=:](.*))?$/u.exec(token);
  const assigned = /^(lines|since|level|follow|for|json|host|verb)[=:](.+)$/u.exec(token);
  const [, name, value] = dashed ?? assigned ?? [];
  if (name === undefined) return undefined;
  return { name, ...(value === undefined || value === '' ? {} : { value: stripped(value) }) };
}

function takesValue(name: string): boolean {
  return name !== 'json' && name !== 'help' && name !== 'h';
}

function isValue(token: string | undefined): boolean {
  return token !== undefined && token !== '' && !token.startsWith('-');
}
