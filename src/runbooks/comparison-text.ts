import { oneLine } from '../lib/hostile-text.ts';
import type { Comparison, Variant } from '../model/comparison.ts';

/** A comparison as plain text: every difference, nothing left out. */
export function comparisonText({ hosts, unreached, aspects, durationMs }: Comparison): string {
  const lines = [
    `Comparing ${hosts.map(oneLine).join(', ')}`,
    ...unreached.map(({ host, why }) => `  not reached: ${oneLine(host)}: ${oneLine(why)}`),
    ...aspects.flatMap(({ title, differences, same, unseen }) => [
      '',
      `${title}: ${differences.length === 0 ? 'no difference seen' : `${differences.length} different`}, ${same} the same`,
      ...differences.flatMap(({ item, variants }) => [`  ${oneLine(item)}`, ...variants.map(variantLine)]),
      ...unseen.map(({ host, why }) => `  not seen on ${oneLine(host)}: ${oneLine(why)}`),
    ]),
    '',
    `${(durationMs / 1_000).toFixed(1)} s`,
  ];
  return `${lines.join('\n')}\n`;
}

function variantLine({ value, hosts }: Variant): string {
  return `    ${value === null ? '(absent)' : oneLine(value) || '(empty)'}  — ${hosts.map(oneLine).join(', ')}`;
}
