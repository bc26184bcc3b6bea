import type { KnownBlock } from '@slack/types';
import { cutText, oneLine } from '../../lib/hostile-text.ts';
import type { RefusedHost } from '../../model/face/changes.ts';
import type { RolloutCard, RolloutPlan } from '../../model/rollout.ts';
import { fits, fitted } from './fit.ts';
import type { SlackMessage } from './message.ts';
import { mrkdwn } from './mrkdwn.ts';
import { changeTitle } from './plan-parts.ts';
import { bold, bullets, context, header, type Line, paragraph, preformatted, rich } from './rich.ts';
import { planBlocks, rolloutTitle } from './rollout.ts';
import { commandBlocks, isRolloutShowable, orderBlocks } from './rollout-parts.ts';

/** A rollout that was only asked to be shown, or that nobody may approve; hosts that cannot be done are named with their reasons. */
export function renderRolloutDryRun(card: RolloutCard, refused: readonly RefusedHost[]): SlackMessage {
  const title = `${rolloutTitle(card.plan)}: dry run`;
  const foot = context(mrkdwn`sha256 ${card.digest}`);
  const lead = rich(paragraph('Nothing was changed, and nobody is asked.'));
  const whole: SlackMessage = {
    text: mrkdwn`📝 ${title}. Nothing was changed, and nobody is asked.`.mrkdwn,
    blocks: [header(title), lead, ...refusedBlocks(refused), ...planBlocks(card), foot],
  };
  if (isRolloutShowable(card.plan) && fits(whole)) return whole;
  return fitted([commandBlocks(card.plan), []], (shown) => ({
    text: whole.text,
    blocks: [
      header(title),
      rich(paragraph('Too long to be shown whole. Nothing was changed, and nobody is asked.')),
      ...refusedBlocks(refused),
      ...orderBlocks(card.plan),
      ...shown,
      foot,
    ],
  }));
}

/** Why no rollout is offered, by host. */
export function renderRolloutRefusal(
  { verb, host }: { readonly verb: RolloutPlan['verb']; readonly host: string },
  problem: string,
  refused: readonly RefusedHost[],
): SlackMessage {
  const title = changeTitle({ verb, host });
  return fitted([4, 1, 0], (quotes) => ({
    text: mrkdwn`🔴 ${title}: no rollout is offered. ${problem}`.mrkdwn,
    blocks: [
      rich(paragraph('🔴 ', bold(`${title}: no rollout is offered`), `\n${problem} Nothing was changed.`)),
      ...refusedBlocks(refused, quotes),
      ...(refused.length === 0
        ? []
        : [context('Fix these hosts or take them out of the group; --dry-run shows what the others would get.')]),
    ],
  }));
}

function refusedBlocks(refused: readonly RefusedHost[], quotes = 0): KnownBlock[] {
  if (refused.length === 0) return [];
  const lines = refused
    .slice(0, 20)
    .map(
      ({ host, reasons }): Line => [bold(host), `: ${reasons.map(({ why }) => cutText(oneLine(why), 300)).join(' ')}`],
    );
  const proof = refused.flatMap(({ host, reasons }) =>
    reasons.flatMap(({ evidence }) => evidence.slice(0, 1).map((line) => `${host}: ${cutText(oneLine(line), 200)}`)),
  );
  return [
    rich(
      paragraph(bold('Cannot be done now')),
      bullets(lines),
      ...(quotes === 0 || proof.length === 0 ? [] : [preformatted(proof.slice(0, quotes).join('\n'))]),
    ),
    ...(refused.length > 20 ? [context(`and ${refused.length - 20} more hosts, which are in the record`)] : []),
  ];
}
