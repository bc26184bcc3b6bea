import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Rule } from '../src/model/rule.ts';
import type { Source } from '../src/model/source.ts';
import { probes } from '../src/probes/index.ts';
import { rules } from '../src/rules/index.ts';
import { code, generatedNote, page, table } from './markdown.ts';
import { root } from './registry.ts';

/** docs/checks.md: every finding with its cause, its remedy and what it is judged from. */
export function checksPage(): string {
  const subjects = subjectOfRule();
  const bySubject = new Map<string, Rule[]>();
  for (const rule of rules) {
    const subject = subjects.get(rule.id);
    if (subject === undefined) continue;
    bySubject.set(subject, [...(bySubject.get(subject) ?? []), rule]);
  }
  return page(
    generatedNote,
    '# Findings',
    `${rules.length} rules, grouped by the folder below \`src/rules/\` they live in. The severity is the usual one; a case may raise or lower it. An event is a start, reload or stop of the server: nothing that came later explains it, and it is no news after an hour. "Answers" names the looking verbs whose subject the finding is; diagnose, status and logs show all. "Explains" names the findings that are folded under this one when both are present.`,
    ...[...bySubject].sort(([a], [b]) => a.localeCompare(b)).flatMap(([subject, found]) => section(subject, found)),
    '## By the report itself',
    '### evidence-missing\n\nAdded whenever a source could not be seen; it names each and what would show it.',
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

function entry({ id, title, kind, answers, severity, cause, remedy, explains, reads, mayRead, over }: Rule): string {
  const sources = [...reads.map((one) => sourceText(one, '')), ...mayRead.map((one) => sourceText(one, ' (if seen)'))];
  return [
    `### ${id}`,
    '',
    `**${title}** · ${kind} · ${severity}`,
    '',
    cause,
    '',
    `- Remedy: ${remedy}`,
    `- Answers: ${answers.map((verb) => `[${verb}](usage.md#${verb})`).join(', ')}`,
    `- Judged from: ${sources.join(', ')}`,
    ...overText(over),
    ...(explains.length === 0 ? [] : [`- Explains: ${explains.map((one) => `[${one}](#${one})`).join(', ')}`]),
  ].join('\n');
}

/** What shows that a dated finding is history; nothing for what is a state at the look. */
function overText(over: Rule['over']): readonly string[] {
  if (over === undefined) return [];
  if ('never' in over) return [`- Nothing shows that it is over: ${over.never}`];
  return [`- It is over when ${over.map(({ words }) => words).join('; or when ')}`];
}

function sourceText(source: Source, note: string): string {
  if (source.kind === 'probe') return `${code(source.id)}${note}`;
  return `${code(source.id)}${note} = ${source.from.map((one) => code(one.id)).join(' + ')}`;
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
