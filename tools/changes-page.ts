import { changes } from '../src/runbooks/changes/index.ts';
import { code, generatedNote, page, table } from './markdown.ts';
import { techniques } from './techniques.ts';

/** docs/changes.md: every change with its tier, what takes it back and its proof, and every technique that changes a host with its runbook. */
export function changesPage(): string {
  const rows = techniques.filter(({ kinds }) => kinds.includes('A'));
  return page(
    generatedNote,
    '# Changes',
    'Every change of a host goes the same way: it is planned from what the host shows, approved as shown, checked again under the host’s lock right before it runs, verified on the host afterwards, and taken back where that is possible when it fails or made things worse. ' +
      'What each may run as root is in [commands.md](commands.md#changing), how each is asked for in [usage.md](usage.md).',
    '## Tiers',
    table(
      ['tier', 'what it means', 'who approves'],
      [
        ['reversible', 'no request is cut', 'one person; not the requester, unless a rule says so'],
        ['disruptive', 'requests are cut, or it cannot be taken back', 'two different people'],
        [
          'break-glass',
          'any change with `--break-glass "reason"`',
          'one person, who may be the requester; everybody in the channel is told first, and somebody else reviews it afterwards',
        ],
      ],
    ),
    '## Runbooks',
    table(
      ['change', 'tier', 'looks at', 'taken back by', 'laboratory tests'],
      changes.map(({ verb, tiers, looksAt, probes, takenBackBy, proof }) => [
        `[${verb}](usage.md#${verb})`,
        tiers.join(' or '),
        `${looksAt} (${probes.length} looks)`,
        takenBackBy,
        proof.map((name) => code(`test/lab/${name}*.test.ts`)).join(', '),
      ]),
    ),
    '## Techniques that change a host',
    table(
      ['row', 'technique', 'runbook', 'tier', 'note'],
      rows.map(({ row, technique, verbs: named = [], note = '' }) => {
        const changing = changes.filter(({ verb }) => named.some((one) => one === verb));
        return [
          String(row),
          technique,
          changing.map(({ verb }) => `[${verb}](usage.md#${verb})`).join(', ') || 'see the note',
          [...new Set(changing.flatMap(({ tiers }) => tiers))].join(', '),
          note,
        ];
      }),
    ),
  );
}
