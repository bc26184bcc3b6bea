import { cutText, oneLine } from '../../lib/hostile-text.ts';
import {
  type ComparedAspect,
  type Comparison,
  comparisonLine,
  type Difference,
  type Variant,
} from '../../model/comparison.ts';
import { fitted } from './fit.ts';
import type { SlackMessage } from './message.ts';
import { duration } from './moment.ts';
import { mrkdwn } from './mrkdwn.ts';
import { bold, bullets, context, italic, type Line, type Part, paragraph, rich } from './rich.ts';

const marks = { unknown: '⚪', alike: '🟢', different: '🔎' } as const;

/** What differs between hosts, by subject; what is the same is counted, what was not seen is named. */
export function renderComparison(comparison: Comparison): SlackMessage {
  const { tone, line } = comparisonLine(comparison);
  const headline = `${marks[tone]} ${line}`;
  return fitted([12, 8, 5, 3, 1], (most) => ({
    text: mrkdwn`${headline}`.mrkdwn,
    blocks: [
      rich(paragraph(bold(headline)), ...comparison.unreached.flatMap(unreachedPart)),
      ...comparison.aspects
        .filter(({ differences }) => differences.length > 0)
        .map((aspect) => rich(...aspectParts(aspect, most))),
      ...same(comparison),
      ...unseen(comparison),
      context(`compare: ${comparison.hosts.join(', ')} · ${duration(comparison.durationMs)} · nothing was changed`),
    ],
  }));
}

function unreachedPart({ host, why }: { readonly host: string; readonly why: string }): Part[] {
  return [paragraph('✗ ', bold(cutText(oneLine(host), 80)), ` was not reached: ${cutText(oneLine(why), 200)}`)];
}

function aspectParts({ title, differences }: ComparedAspect, most: number): Part[] {
  const shown = differences.slice(0, most).map(differenceLine);
  const left = differences.length - shown.length;
  return [
    paragraph(bold(title)),
    bullets([...shown, ...(left === 0 ? [] : [[italic(`and ${left} more, in the table below`)]])]),
  ];
}

function differenceLine({ item, variants }: Difference): Line {
  return [`${cutText(oneLine(item), 120)}: `, ...variants.slice(0, 4).flatMap(variantPieces)];
}

function variantPieces({ value, hosts }: Variant, index: number): Line {
  return [
    index === 0 ? '' : '  ≠  ',
    value === null ? italic('absent') : bold(cutText(oneLine(value) || '(empty)', 120)),
    italic(` ${cutText(hosts.join(', '), 120)}`),
  ];
}

function same({ aspects, hosts }: Comparison): SlackMessage['blocks'] {
  const alike = aspects.filter(({ differences, same: count }) => differences.length === 0 && count > 0);
  if (hosts.length < 2 || alike.length === 0) return [];
  return [rich(paragraph(bold('The same  '), alike.map(({ title, same: count }) => `${title} (${count})`).join(', ')))];
}

function unseen({ aspects }: Comparison): SlackMessage['blocks'] {
  const items = aspects.flatMap(({ title, unseen: hidden }): Line[] =>
    hidden.map(({ host, why }) => [bold(`${title}, ${host}: `), cutText(oneLine(why), 160)]),
  );
  if (items.length === 0) return [];
  const left = items.length - 8;
  return [
    rich(
      paragraph(bold('Could not see')),
      bullets([...items.slice(0, 8), ...(left > 0 ? [[italic(`and ${left} more`)]] : [])]),
    ),
  ];
}
