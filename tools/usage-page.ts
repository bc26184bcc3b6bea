import { options, type VerbSpec, verbs } from '../src/commands/verbs.ts';
import { type ChangeVerb, changeVerbs, type ReadVerb, readVerbs } from '../src/model/intent.ts';
import type { Probe } from '../src/model/source.ts';
import { changeRunbook } from '../src/runbooks/changes.ts';
import { investigationFor } from '../src/runbooks/investigations.ts';
import { kinds } from '../src/runbooks/kinds.ts';
import { code, generatedNote, page, table } from './markdown.ts';

const kindTexts: Readonly<Record<VerbSpec['kind'], string>> = {
  look: 'only looks; runs at once',
  change: 'changes a host; becomes a plan that somebody else approves',
  info: 'asks no host',
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
      verbs.map(({ name, summary, kind }) => [`[${name}](#${name})`, summary, kindTexts[kind]]),
    ),
    ...verbs.map(entry),
    '## Options',
    table(
      ['option', 'meaning'],
      options.map(({ usage, summary }) => [code(usage), summary]),
    ),
    '## In a terminal',
    '`npm run -s oncall -- VERB HOST` needs the settings file and the inventory, and no Slack. Verbs that change a host are refused there: approvals are given in Slack.',
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

function entry({ name, kind, summary, usage, examples, looksAt, alsoTried }: VerbSpec): string {
  return [
    `## ${name}`,
    '',
    summary,
    '',
    `- Usage: ${code(usage)}`,
    `- Kind: ${kindTexts[kind]}`,
    `- Looks at: ${looksAt}`,
    ...sources(name),
    `- Examples: ${examples.map(code).join(', ')}`,
    `- Suggested for: ${alsoTried.join(', ')}`,
  ].join('\n');
}

function sources(name: VerbSpec['name']): readonly string[] {
  const asked = probesOf(name);
  if (asked.length === 0) return [];
  return [`- Sources: ${asked.map(({ id }) => `[${id}](commands.md#${id})`).join(', ')}`];
}

function probesOf(name: VerbSpec['name']): readonly Probe[] {
  const look = readVerbs.find((verb): verb is ReadVerb => verb === name);
  if (look !== undefined) return investigationFor(look).probes;
  const change = changeVerbs.find((verb): verb is ChangeVerb => verb === name);
  return change === undefined ? [] : changeRunbook(change).probes;
}
