import { verbs } from '../src/commands/verbs.ts';
import { type ChangeVerb, changeVerbs } from '../src/model/verbs.ts';
import { changeRunbook } from '../src/runbooks/changes/table.ts';
import { tiersOf } from '../src/runbooks/changes/tiers.ts';
import { code, generatedNote, page, table } from './markdown.ts';
import { techniques } from './techniques.ts';

/** What is taken back by itself when a change fails half-way or made things worse, and which laboratory tests prove each runbook. */
const proofs: Readonly<Record<ChangeVerb, { readonly undo: string; readonly tests: readonly string[] }>> = {
  reload: { undo: 'none: what was on disk before is not known', tests: ['real-hosts', 'rollout', 'lost-connection'] },
  restart: { undo: 'none', tests: ['service-changes', 'lost-connection'] },
  start: { undo: 'stop', tests: ['service-changes'] },
  stop: { undo: 'start, but never by itself', tests: ['service-changes'] },
  'reset-failed': { undo: 'none needed', tests: ['service-changes'] },
  tune: { undo: 'files put back, then reload or restart', tests: ['config-changes', 'edits', 'lost-connection'] },
  mpm: { undo: 'modules put back, then restart', tests: ['config-changes', 'every-edit', 'edits'] },
  'core-dumps': { undo: 'files put back, then restart', tests: ['config-changes', 'every-edit', 'edits'] },
  harden: { undo: 'files put back, then reload', tests: ['config-changes', 'every-edit', 'edits'] },
  'disable-module': { undo: 'module put back, then reload', tests: ['config-changes', 'every-edit', 'edits'] },
  'enable-status': { undo: 'files put back, then reload', tests: ['config-changes', 'every-edit', 'edits'] },
  'release-port': { undo: 'none: the other service is started by a person', tests: ['service-changes', 'edits'] },
  'clear-semaphores': { undo: 'none: it cannot be taken back', tests: ['service-changes', 'edits'] },
  rollback: { undo: 'none by itself', tests: ['config-changes', 'every-edit', 'edits'] },
};

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
      changeVerbs.map((verb) => [
        `[${verb}](usage.md#${verb})`,
        tiersOf[verb].join(' or '),
        looksAt(verb),
        proofs[verb].undo,
        proofs[verb].tests.map((name) => code(`test/lab/${name}*.test.ts`)).join(', '),
      ]),
    ),
    '## Techniques that change a host',
    table(
      ['row', 'technique', 'runbook', 'tier', 'note'],
      rows.map(({ row, technique, verbs: named = [], note = '' }) => {
        const changing = changeVerbs.filter((verb) => named.some((one) => one === verb));
        return [
          String(row),
          technique,
          changing.map((verb) => `[${verb}](usage.md#${verb})`).join(', ') || 'see the note',
          [...new Set(changing.flatMap((verb) => tiersOf[verb]))].join(', '),
          note,
        ];
      }),
    ),
  );
}

function looksAt(verb: ChangeVerb): string {
  const said = verbs.find(({ name, kind }) => name === verb && kind === 'change')?.looksAt ?? '';
  return `${said} (${changeRunbook(verb).probes.length} looks)`;
}
