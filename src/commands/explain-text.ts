import { groupByCause } from '../diagnosis/causes.ts';
import { type Explanation, explain } from '../diagnosis/explain.ts';
import type { Finding } from '../model/finding.ts';
import { rules } from '../rules/index.ts';
import { type Kind, kinds, probeOfKind } from '../runbooks/kinds.ts';

/** What text of an unknown kind was found to be and to say. */
export interface Explained {
  /** The kinds that fit, the best first; none when nobody can read it. */
  readonly kinds: readonly Kind[];
  /** The leading cause first. */
  readonly findings: readonly Finding[];
  /** Lines that the best kind could not read. */
  readonly unrecognised: number;
  readonly lines: number;
}

/** Judges pasted text by every reader; a finding counts once, by the reader that understood most of the text, and what nobody knows by that reader alone. */
export function explainText(text: string): Explained {
  const lines = text.split('\n').filter((line) => line.trim() !== '').length;
  const read = kinds
    .map((kind) => ({ kind, said: explain(text, probeOfKind(kind), rules) }))
    .filter(({ said }) => said.refused === undefined && said.unrecognised < lines)
    .sort((one, other) => one.said.unrecognised - other.said.unrecognised);
  const findings = new Map<string, Finding>();
  const fitting: Kind[] = [];
  for (const { kind, said } of read) {
    const fresh = said.findings.filter(
      ({ id }) => !findings.has(id) && (fitting.length === 0 || id !== 'unexplained-errors'),
    );
    for (const finding of fresh) findings.set(finding.id, finding);
    if (fitting.length === 0 || (fresh.length > 0 && !isSameReader(kind, fitting))) fitting.push(kind);
  }
  return {
    kinds: fitting,
    findings: groupByCause([...findings.values()]).flatMap(({ root, symptoms }) => [root, ...symptoms]),
    unrecognised: best(read.map(({ said }) => said)),
    lines,
  };
}

function isSameReader(kind: Kind, others: readonly Kind[]): boolean {
  return others.some((other) => probeOfKind(other).id === probeOfKind(kind).id);
}

function best(said: readonly Explanation[]): number {
  return said[0]?.unrecognised ?? 0;
}
