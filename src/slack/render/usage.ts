import type { KnownBlock } from '@slack/types';
import type { ExplainedVerb, ListedHost, OfferedVerb } from '../../model/face/answers.ts';
import { hostNotes } from '../../model/host.ts';
import { actions, verbButton } from './button.ts';
import { fitted } from './fit.ts';
import type { SlackMessage } from './message.ts';
import { mrkdwn } from './mrkdwn.ts';
import { bold, bullets, code, context, italic, type Line, paragraph, rich } from './rich.ts';

const kinds = [
  ['look', 'Look', [italic(' changes nothing')]],
  [
    'change',
    'Change',
    [
      italic(' always a plan first, run only after an approval; '),
      code('--dry-run'),
      italic(' shows the plan only, '),
      code('group:NAME'),
      italic(' takes the place of HOST for all hosts of a group, one after the other'),
    ],
  ],
  ['info', 'Also', []],
] as const;

/** What this person may run, and what not and why. */
export function renderHelp(offered: readonly OfferedVerb[]): SlackMessage {
  const blocks = kinds.flatMap(([kind, title, note]): KnownBlock[] => {
    const items = offered.filter(({ verb }) => verb.kind === kind).map(offer);
    return items.length === 0 ? [] : [rich(paragraph(bold(title), ...note), bullets(items))];
  });
  return {
    text: 'What you can ask: /apache diagnose HOST is the place to start.',
    blocks: [
      rich(paragraph(bold('Start with  '), code('/apache diagnose HOST'))),
      ...blocks,
      context('In a thread, mention me instead of the slash: Slack has no slash commands there.'),
    ],
  };
}

const fleetLine: Line = [
  bold('A group  '),
  code('group:NAME'),
  ' in the place of HOST changes the hosts of a group, one after the other, each verified before the next.',
];

/** Everything about one verb. */
export function renderVerbHelp(explained: ExplainedVerb): SlackMessage {
  const { usage, summary } = explained.verb;
  return { text: mrkdwn`/apache ${usage}: ${summary}`.mrkdwn, blocks: verbBlocks(explained) };
}

function verbBlocks({ verb, refused, options }: ExplainedVerb): KnownBlock[] {
  const taken: Line[] = options
    .filter(({ terminalOnly }) => terminalOnly !== true)
    .map(({ usage, summary }) => [code(usage), ` ${summary}`]);
  return [
    rich(paragraph(code(`/apache ${verb.usage}`), `\n${verb.summary}`)),
    ...(taken.length === 0 ? [] : [rich(bullets(taken))]),
    rich(paragraph(bold('Looks at  '), `${verb.looksAt}.`)),
    ...(verb.values.length === 0 ? [] : [rich(paragraph(bold('Directives  '), verb.values.join(', ')))]),
    ...(verb.kind === 'change' ? [rich(paragraph(...fleetLine))] : []),
    rich(paragraph(bold('For example')), bullets(verb.examples.map((example) => [code(`/apache ${example}`)]))),
    ...(refused === null ? [] : [rich(paragraph('⛔ You may not run it: ', refused))]),
  ];
}

/** The hosts that can be asked about, by group, each with as little as is needed to recognise it. */
export function renderHosts(hosts: readonly ListedHost[]): SlackMessage {
  const [only] = hosts;
  if (only === undefined) {
    return {
      text: 'The inventory is empty.',
      blocks: [rich(paragraph('The inventory is empty. Add hosts to the configuration.'))],
    };
  }
  const count = `${hosts.length} ${hosts.length === 1 ? 'host' : 'hosts'}`;
  return fitted([100, 50, 20], (most) => ({
    text: mrkdwn`${count} can be asked about.`.mrkdwn,
    blocks: [
      rich(paragraph(bold(count)), bullets(hosts.slice(0, most).map(hostLine))),
      ...(hosts.length > most
        ? [context(`and ${hosts.length - most} more; a name that is nearly right is suggested`)]
        : []),
      ...(hosts.length === 1 ? actions(verbButton('diagnose', only.name, 'primary')) : []),
    ],
  }));
}

function offer({ verb, refused }: OfferedVerb): Line {
  return [
    code(verb.usage.replace(/ \[.*$/, '')),
    ` ${verb.summary}`,
    ...(refused === null ? [] : [italic(` Not for you: ${refused}`)]),
  ];
}

function hostLine(host: ListedHost): Line {
  const notes = [...hostNotes(host), ...(host.recorded === true ? ['practice host'] : [])];
  return [code(host.name), notes.length === 0 ? '' : italic(` ${notes.join(', ')}`)];
}
