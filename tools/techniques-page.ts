import { verbNamed } from '../src/commands/verbs.ts';
import { derived, probes } from '../src/probes/index.ts';
import { rules } from '../src/rules/index.ts';
import { changes } from '../src/runbooks/changes/index.ts';
import { generatedNote, page, table } from './markdown.ts';
import { type Technique, techniques } from './techniques.ts';

/** Reported by the engine itself. */
const withoutRule = new Set<string>(['evidence-missing']);

/** docs/techniques.md: the techniques and what covers each; throws when the table names something that does not exist. */
export function techniquesPage(): string {
  const unknown = techniques.flatMap(strangers);
  if (unknown.length > 0) throw new Error(`tools/techniques.ts names what does not exist: ${unknown.join(', ')}`);
  const looks = techniques.filter(({ kinds }) => kinds.includes('R') || kinds.includes('C'));
  const missing = looks.filter(isMissing);
  const changes = techniques.filter(({ kinds }) => kinds.includes('A'));
  const open = changes.filter((one) => !hasChange(one));
  return page(
    generatedNote,
    '# Techniques',
    'Every troubleshooting technique that guides to Apache incidents recommend, and where this product has it. R reads, C is computed from what was read, A changes a host, text is advice. ' +
      'A note says what of a row is not there.',
    `${looks.length} rows read or compute: ${looks.length - missing.length} are covered, ${missing.length} are missing (${rowsOf(missing)}). ${changes.length} rows change a host: ${changes.length - open.length} have a runbook${open.length === 0 ? '' : `, ${open.length} have none (${rowsOf(open)})`}.`,
    table(['row', 'technique', 'kind', 'covered by', 'note'], techniques.map(row)),
  );
}

function row(technique: Technique): readonly string[] {
  const { row: number, technique: name, kinds, note } = technique;
  return [String(number), name, kinds.join(' '), coverage(technique), note ?? ''];
}

function coverage(technique: Technique): string {
  const { kinds, findings = [], sources = [], verbs = [] } = technique;
  const parts = [
    ...findings.map((id) => (hasRule(id) ? `[${id}](checks.md#${id})` : `${id} (no rule yet)`)),
    ...sources.map((id) => (probes.some((one) => one.id === id) ? `[${id}](commands.md#${id})` : `\`${id}\``)),
    ...verbs.map((verb) => `[/apache ${verb}](usage.md#${verb})`),
  ];
  if (isMissing(technique)) parts.push('**missing**');
  if (kinds.includes('A') && !hasChange(technique)) parts.push('**no runbook**');
  return parts.length === 0 ? 'text only' : parts.join(', ');
}

function isMissing({ kinds, findings = [], sources = [], verbs = [] }: Technique): boolean {
  if (!kinds.includes('R') && !kinds.includes('C')) return false;
  return findings.filter(hasRule).length + sources.length + verbs.length === 0;
}

function hasChange({ verbs = [] }: Technique): boolean {
  return verbs.some((verb) => changes.some((one) => one.verb === verb));
}

function hasRule(id: string): boolean {
  return withoutRule.has(id) || rules.some((rule) => rule.id === id);
}

function strangers({ sources = [], verbs = [] }: Technique): readonly string[] {
  const known = new Set<string>([...probes, ...derived].map(({ id }) => id));
  return [...sources.filter((id) => !known.has(id)), ...verbs.filter((verb) => verbNamed(verb) === undefined)];
}

function rowsOf(list: readonly Technique[]): string {
  return list.map(({ row: number }) => number).join(', ') || 'none';
}
