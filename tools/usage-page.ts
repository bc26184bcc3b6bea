import { options } from '../src/commands/option-list.ts';
import type { VerbSpec } from '../src/commands/verb-spec.ts';
import { verbs } from '../src/commands/verbs.ts';
import { directiveSettings } from '../src/model/directives.ts';
import { optionLimits } from '../src/model/intent.ts';
import type { Probe } from '../src/model/source.ts';
import { type ReadVerb, readVerbs } from '../src/model/verbs.ts';
import { acceptedWords } from '../src/runbooks/changes/edits/settings.ts';
import { changes } from '../src/runbooks/changes/index.ts';
import { investigationFor } from '../src/runbooks/investigation.ts';
import { kinds } from '../src/runbooks/kinds.ts';
import { neverDone } from '../src/runbooks/never.ts';
import { code, generatedNote, page, table } from './markdown.ts';

const kindTexts: Readonly<Record<VerbSpec['kind'], string>> = {
  look: 'only looks; runs at once',
  change: 'changes a host; becomes a plan that somebody else approves',
  info: 'asks no host, changes none',
};

/** docs/usage.md: every verb with its options, examples and what it looks at. */
export function usagePage(): string {
  return page(
    generatedNote,
    '# Commands',
    'The same words work in three places: `/apache VERB HOST` as a slash command, `@apache VERB HOST` as a mention (also inside a thread, where Slack has no slash commands), ' +
      'and `npm run -s oncall -- VERB HOST` in a terminal. A wrong verb, host or option is answered with the nearest right one and never obeyed.',
    table(
      ['verb', 'what it does', 'kind'],
      verbs.map((verb) => [`[${verb.name}](#${verb.name})`, verb.summary, kindTexts[verb.kind]]),
    ),
    ...verbs.map(entry),
    ...changing(),
    '## Options',
    table(
      ['option', 'meaning'],
      options.map(({ usage, summary }) => [code(usage), summary]),
    ),
    '## In a terminal',
    '`npm run -s oncall -- VERB HOST` needs the settings file and the inventory, and no Slack. Approvals are given in Slack, so a verb that changes a host answers with the line to type there; with `--dry-run` it looks at the host and prints the whole plan, or why there is none. `freeze` and `unfreeze` work there too, when Slack is down.',
    table(
      ['exit code', 'meaning'],
      [
        ['0', 'nothing wrong'],
        ['1', 'something wrong'],
        ['2', 'wrong call or wrong settings'],
        ['3', 'the host, or too much on it, could not be seen'],
      ],
    ),
    '`npm run -s oncall -- explain --kind KIND [--json] [FILE|-]` judges text that was pasted or saved, without any host and without settings. It exits 0 when the text was judged, 2 for a wrong call, 3 when the text is not of that kind.',
    `KIND is one of ${kinds.map(code).join(', ')}.`,
  );
}

/** What holds for every change, and what is never done. */
function changing(): readonly string[] {
  return [
    '## Changing a host',
    'Every change is a plan first: the exact commands, the difference in files, what was looked at, the impact and the undo. ' +
      '`--dry-run` shows it and asks nobody. `--break-glass "reason"` passes the usual approvals by; the reason is told to everybody. ' +
      '`group:NAME` in the place of the host changes all hosts of a group, one after the other.',
    `\`tune\` and \`harden\` take at most ${optionLimits.settings.most} of these directives, names and words in any case:`,
    table(
      ['directive', 'takes', 'counts after', 'about'],
      Object.entries(directiveSettings).map(([name, { accepts, needs, about, formerly }]) => [
        `${code(name)}${formerly === undefined ? '' : ` (${code(formerly)} of httpd 2.2)`}`,
        acceptedWords(accepts),
        `a ${needs}`,
        about,
      ]),
    ),
    '## Never done',
    'Some things are refused whoever asks, and answered with the reason and what to do instead:',
    table(
      ['asked for', 'why not', 'instead'],
      neverDone.map(({ words, why, instead }) => [words.map(code).join(', '), why, instead]),
    ),
  ];
}

function entry(verb: VerbSpec): string {
  const { name, kind, summary, usage, examples, looksAt, alsoTried } = verb;
  return [
    `## ${name}`,
    '',
    summary,
    '',
    `- Usage: ${code(usage)}`,
    `- Kind: ${kindTexts[kind]}`,
    `- Looks at: ${looksAt}`,
    ...sources(verb),
    `- Examples: ${examples.map(code).join(', ')}`,
    `- Suggested for: ${alsoTried.join(', ')}`,
  ].join('\n');
}

function sources(verb: VerbSpec): readonly string[] {
  const asked = probesOf(verb);
  if (asked.length === 0) return [];
  return [`- Sources: ${asked.map(({ id }) => `[${id}](commands.md#${id})`).join(', ')}`];
}

function probesOf({ name, kind }: VerbSpec): readonly Probe[] {
  const look = kind === 'look' ? readVerbs.find((verb): verb is ReadVerb => verb === name) : undefined;
  if (look !== undefined) return investigationFor(look).probes;
  return changes.find(({ verb }) => verb === name)?.probes ?? [];
}
