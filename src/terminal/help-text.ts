import { options } from '../commands/option-list.ts';
import type { VerbKind, VerbSpec } from '../commands/verb-spec.ts';
import { verbNamed, verbs } from '../commands/verbs.ts';
import { kinds } from '../runbooks/kinds.ts';

const WIDTH = 38;

const titles: Readonly<Record<VerbKind, string>> = {
  look: 'look (changes nothing)',
  change: 'change (shows the plan with --dry-run; approvals are given in Slack; group:NAME takes the place of HOST)',
  info: 'also',
};

const others: readonly (readonly [usage: string, summary: string])[] = [
  ['explain --kind KIND [--json] [FILE|-]', `Judges pasted text without any host; KIND is ${kinds.join(', ')}.`],
  ['kit HOST', 'Prints what an administrator installs on the host for the bot.'],
  ['doctor HOST', 'Proves that the bot may do there what is enabled, and no more.'],
];

/** Every verb of the terminal, by kind. */
export function helpText(): string {
  const groups = (['look', 'change', 'info'] as const).map((kind) => {
    const lines = verbs.filter((verb) => verb.kind === kind).map((verb) => row(shortUsage(verb), verb.summary));
    const more = kind === 'info' ? others.map(([usage, summary]) => row(usage, summary)) : [];
    return `${titles[kind]}:\n${[...lines, ...more].join('')}`;
  });
  const flags = options.map(({ usage, summary }) => row(usage, summary)).join('');
  return `usage: npm run -s oncall -- VERB [HOST] [OPTIONS]\n${groups.join('')}options:\n${flags}exit codes: 0 nothing wrong, 1 something wrong, 2 wrong call or settings, 3 could not be seen\n`;
}

/** Everything about one verb; nothing for a name that no verb has. */
export function verbHelpText(name: string): string {
  const verb = verbNamed(name);
  if (verb === undefined) return '';
  const { usage, summary, looksAt, examples, values, options: taken } = verb;
  const flags = options.filter((option) => taken.includes(option.name)).map((one) => row(one.usage, one.summary));
  const shown = examples.map((example) => `  npm run -s oncall -- ${example}\n`);
  const named = values.length === 0 ? '' : `Directive is one of:\n${wrapped(values)}`;
  return `${usage}\n${summary}\nLooks at ${looksAt}.\n${named}${flags.join('')}for example:\n${shown.join('')}`;
}

function shortUsage({ kind, usage }: VerbSpec): string {
  return kind === 'change' ? usage.replace(/ \[--dry-run.*$/, '') : usage;
}

/** A usage that is longer than its column has its summary on the next line. */
function row(usage: string, summary: string): string {
  return usage.length > WIDTH
    ? `  ${usage}\n  ${''.padEnd(WIDTH)} ${summary}\n`
    : `  ${usage.padEnd(WIDTH)} ${summary}\n`;
}

/** Words in lines of at most 100 characters. */
function wrapped(words: readonly string[]): string {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length > 98) lines.push(`  ${word}`);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return `${lines.join('\n')}\n`;
}
