import type { KnownBlock } from '@slack/types';
import type { Decision } from '../../model/engine-port.ts';
import type { AnnouncedRollout } from '../../model/face/changes.ts';
import type { RolloutCard, RolloutPlan } from '../../model/rollout.ts';
import {
  type ApprovalValue,
  actions,
  approvalActions,
  approvalButton,
  confirmation,
  plain,
  runButton,
} from './button.ts';
import { fits, fitted } from './fit.ts';
import { slackLimits } from './limits.ts';
import type { SlackMessage, SlackModal } from './message.ts';
import { mrkdwn } from './mrkdwn.ts';
import { approverLine, changeTitle, decisions, shortDigest, tierWords, when } from './plan-parts.ts';
import { bold, context, header, italic, paragraph, person, rich } from './rich.ts';
import {
  boundBlocks,
  commandBlocks,
  doorBlocks,
  effectBlocks,
  isRolloutShowable,
  orderBlocks,
  safetyBlocks,
} from './rollout-parts.ts';
import { checkModal } from './schema.ts';

/** What a rollout is called on its messages. */
export function rolloutTitle(plan: Pick<RolloutPlan, 'verb' | 'host' | 'hosts'>): string {
  return `${changeTitle(plan)} (${plan.hosts.length} ${plan.hosts.length === 1 ? 'host' : 'hosts'})`;
}

/** The one card with Approve and Deny; Approve is there only when the whole rollout is, else it opens in a modal first. */
export function renderRolloutCard(announced: AnnouncedRollout): SlackMessage {
  const whole = wholeCard(announced);
  return isRolloutShowable(announced.card.plan) && fits(whole) ? whole : closedCard(announced);
}

/** The whole rollout, opened from a card that could not hold it; without Approve when even a modal cannot show everything. */
export function renderRolloutModal(announced: AnnouncedRollout): SlackModal {
  const { card, digest } = announced;
  const modal: SlackModal = {
    type: 'modal',
    callback_id: approvalActions.approve,
    private_metadata: JSON.stringify(approvalOf(announced)),
    title: plain('The whole rollout', slackLimits.modalTitle),
    submit: plain(`Approve ${shortDigest(digest)}`, slackLimits.modalButton),
    close: plain('Close', slackLimits.modalButton),
    blocks: [header(rolloutTitle(card.plan)), ...planBlocks(card), ...smallPrint(announced)],
  };
  if (isRolloutShowable(card.plan) && checkModal(modal).length === 0) return modal;
  const { submit: _, ...unsubmittable } = modal;
  return {
    ...unsubmittable,
    blocks: [
      rich(
        paragraph(
          bold('This rollout cannot be approved in Slack. '),
          'It is too long to be shown whole, or has hidden characters in a command. Ask for a smaller group.',
        ),
      ),
      context(`sha256 ${digest}`, `run ${card.runId}`),
    ],
  };
}

/** The card after its decision: no buttons, who decided and when. */
export function renderDecidedRollout(
  announced: AnnouncedRollout,
  { verdict, by, at }: Pick<Decision, 'verdict' | 'by' | 'at'>,
): SlackMessage {
  const { mark, word, lead } = decisions[verdict];
  const { plan, runId } = announced.card;
  const approved = verdict === 'approve';
  const title = rolloutTitle(plan);
  const who = verdict === 'expire' ? [] : [' by ', person(by)];
  const foot = context(mrkdwn`${when(at)} · plan ${shortDigest(announced.digest)} · run ${runId}`);
  return fitted([[...orderBlocks(plan), ...commandBlocks(plan, lead)], orderBlocks(plan), []], (shown) => ({
    text: mrkdwn`${mark} ${title}: ${word}`.mrkdwn,
    blocks: [
      rich(paragraph(`${mark} `, bold(title), `\n${word}`, ...who, approved ? '' : '. Nothing was changed.')),
      ...shown,
      ...(approved ? [] : again(plan)),
      foot,
    ],
  }));
}

/** A button that plans the same again. */
export function again({ verb, group, options }: RolloutPlan): KnownBlock[] {
  return actions(runButton({ kind: 'rollout', verb, group, options }, { label: 'Plan it again' }));
}

function wholeCard(announced: AnnouncedRollout): SlackMessage {
  const { card } = announced;
  return {
    text: invitation(announced),
    blocks: [
      header(`${rolloutTitle(card.plan)}: approve?`),
      ...planBlocks(card),
      ...actions([approveButton(announced), denyButton(announced)]),
      ...smallPrint(announced),
    ],
  };
}

function closedCard(announced: AnnouncedRollout): SlackMessage {
  const { plan, requestedBy } = announced.card;
  const open = approvalButton('open', approvalOf(announced), { label: 'Open the whole rollout', style: 'primary' });
  return {
    text: invitation(announced),
    blocks: [
      header(`${rolloutTitle(plan)}: approve?`),
      rich(paragraph('This rollout cannot be shown whole on a card. Open it and read all of it: Approve is in there.')),
      ...orderBlocks(plan),
      rich(paragraph(italic('asked by '), person(requestedBy))),
      ...actions([open, denyButton(announced)]),
      ...smallPrint(announced),
    ],
  };
}

/** The whole rollout with all that belongs to a decision about it. */
export function planBlocks(card: RolloutCard): KnownBlock[] {
  const { plan, requestedBy } = card;
  return [
    rich(paragraph(`${tierWords[plan.tier]}\n`, italic('asked by '), person(requestedBy))),
    ...orderBlocks(plan),
    ...commandBlocks(plan),
    ...doorBlocks(plan),
    ...safetyBlocks(card),
    ...boundBlocks(plan),
    ...effectBlocks(plan),
    rich(paragraph(...approverLine(card))),
  ];
}

function smallPrint({ expiresAt, digest, card }: AnnouncedRollout): KnownBlock[] {
  return [
    context(mrkdwn`expires ${when(expiresAt)} · plan ${shortDigest(digest)}`),
    context(`sha256 ${digest}`, `run ${card.runId}`),
  ];
}

function invitation({ card, digest }: AnnouncedRollout): string {
  return mrkdwn`🟡 ${rolloutTitle(card.plan)} waits for approval (plan ${shortDigest(digest)}).`.mrkdwn;
}

function approveButton(announced: AnnouncedRollout) {
  const { plan } = announced.card;
  const [canary = ''] = plan.batches[0] ?? [];
  return approvalButton('approve', approvalOf(announced), {
    label: 'Approve',
    style: 'primary',
    confirm: confirmation(
      `${rolloutTitle(plan)}?`,
      `Begins with ${canary} now, then goes through all ${plan.hosts.length} hosts as root. Plan ${shortDigest(announced.digest)}.`,
      'Approve',
      'primary',
    ),
  });
}

function denyButton(announced: AnnouncedRollout) {
  return approvalButton('deny', approvalOf(announced), {
    label: 'Deny',
    style: 'danger',
    confirm: confirmation('Deny this rollout?', 'Nothing is changed. A new one can be asked for.', 'Deny', 'danger'),
  });
}

function approvalOf({ approvalId, digest }: AnnouncedRollout): ApprovalValue {
  return { v: 1, approval: approvalId, digest };
}
