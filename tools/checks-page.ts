import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findingIds } from '../src/model/finding-ids.ts';
import type { Rule } from '../src/model/rule.ts';
import type { Source } from '../src/model/source.ts';
import { probes } from '../src/probes/index.ts';
import { rules } from '../src/rules/index.ts';
import { code, generatedNote, page, table } from './markdown.ts';
import { root } from './registry.ts';

/** Findings that the engine reports by itself, without a rule. */
const byEngine: Readonly<Record<string, string>> = {
  'evidence-missing':
    'Reported by the engine whenever a source could not be seen; it names each and what would show it.',
};

/** docs/checks.md: every finding with its cause, its remedy and what it is judged from. */
export function checksPage(): string {
  const subjects = subjectOfRule();
  const bySubject = new Map<string, Rule[]>();
  for (const id of findingIds) {
    const rule = rules.find((one) => one.id === id);
    const subject = subjects.get(id);
    if (rule === undefined || subject === undefined) continue;
    bySubject.set(subject, [...(bySubject.get(subject) ?? []), rule]);
  }
  return page(
    generatedNote,
    '# Findings',
    `${rules.length} rules, grouped by the folder below \`src/rules/\` they live in. The severity is the usual one; a case may raise or lower it. "Explains" names the findings that are folded under this one when both are present.`,
    ...[...bySubject].sort(([a], [b]) => a.localeCompare(b)).flatMap(([subject, found]) => section(subject, found)),
    ...remaining(),
    '## Sources',
    'What is looked at on a host; the programs are in [commands.md](commands.md).',
    table(
      ['source', 'what', 'question it answers', 'wants'],
      probes.map(({ id, title, question, wants }) => [`[${id}](commands.md#${id})`, title, question, wants]),
    ),
  );
}

function section(subject: string, found: readonly Rule[]): readonly string[] {
  return [`## ${subject}`, ...found.map(entry)];
}

function entry({ id, title, severity, cause, remedy, explains, reads, mayRead }: Rule): string {
  const sources = [...reads.map((one) => sourceText(one, '')), ...mayRead.map((one) => sourceText(one, ' (if seen)'))];
  return [
    `### ${id}`,
    '',
    `**${title}** · ${severity}`,
    '',
    cause,
    '',
    `- Remedy: ${remedy}`,
    `- Judged from: ${sources.join(', ')}`,
    ...(explains.length === 0 ? [] : [`- Explains: ${explains.map((one) => `[${one}](#${one})`).join(', ')}`]),
  ].join('\n');
}

function sourceText(source: Source, note: string): string {
  if (source.kind === 'probe') return `${code(source.id)}${note}`;
  return `${code(source.id)}${note} = ${source.from.map((one) => code(one.id)).join(' + ')}`;
}

function remaining(): readonly string[] {
  const unruled = findingIds.filter((id) => rules.every((rule) => rule.id !== id));
  const engine = unruled.filter((id) => byEngine[id] !== undefined);
  const open = unruled.filter((id) => byEngine[id] === undefined);
  return [
    '## By the engine',
    ...engine.map((id) => `### ${id}\n\n${byEngine[id] ?? ''}`),
    ...(open.length === 0 ? [] : ['## Named, and not reported by any rule yet', ...open.map((id) => `### ${id}`)]),
  ];
}

/** The folder of each rule; a rule's file is named after its finding. */
function subjectOfRule(): ReadonlyMap<string, string> {
  const folder = join(root, 'src/rules');
  const subjects = new Map<string, string>();
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const [, subject, id] = /^([^/\\]+)[/\\]([a-z0-9-]+)\.rule\.ts$/.exec(file) ?? [];
    if (subject !== undefined && id !== undefined) subjects.set(id, subject);
  }
  const homeless = rules.filter(({ id }) => !subjects.has(id)).map(({ id }) => id);
  if (homeless.length > 0) throw new Error(`no file is named after these findings: ${homeless.join(', ')}`);
  return subjects;
}
