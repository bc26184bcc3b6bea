import type { KnownBlock } from '@slack/types';
import { cutText, oneLine } from '../../lib/hostile-text.ts';
import type { Decision } from '../../model/engine-port.ts';
import type { AnnouncedPlan } from '../../model/face/changes.ts';
import type { Drift, PlanCard } from '../../model/plan.ts';
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
import { type Mrkdwn, mrkdwn } from './mrkdwn.ts';
import {
  changeTitle,
  decisions,
  diffBlocks,
  isShowable,
  planBlocks,
  shortDigest,
  smallPrint,
  stepBlocks,
  when,
} from './plan-parts.ts';
import { bold, bullets, code, context, header, italic, type Line, paragraph, person, rich } from './rich.ts';
import { checkModal } from './schema.ts';

/**
 * The card with Approve and Deny. Approve is there only when the whole plan is: a plan that does not fit opens in a modal
 * first, and its Approve is in there.
 */
export function renderPlanCard(announced: AnnouncedPlan): SlackMessage {
  const whole = wholeCard(announced);
  return isShowable(announced.card.plan) && fits(whole) ? whole : closedCard(announced);
}

/** A plan that was only asked to be shown: nobody is asked to approve it, so nothing of it can run. */
export function renderDryRun(card: PlanCard): SlackMessage {
  const title = `${changeTitle(card.plan)}: dry run`;
  const foot = context(mrkdwn`sha256 ${card.digest}`);
  const whole: SlackMessage = {
    text: mrkdwn`📝 ${title}. Nothing was changed, and nobody is asked.`.mrkdwn,
    blocks: [header(title), rich(paragraph('Nothing was changed, and nobody is asked.')), ...planBlocks(card), foot],
  };
  if (isShowable(card.plan) && fits(whole)) return whole;
  return fitted([stepBlocks(card.plan.steps), diffBlocks(card.plan), []], (shown) => ({
    text: whole.text,
    blocks: [header(title), rich(paragraph('Too long to be shown whole. Nothing was changed.')), ...shown, foot],
  }));
}

/** The whole plan, opened from a card that could not hold it; it has no Approve when even a modal cannot show everything. */
export function renderPlanModal(announced: AnnouncedPlan): SlackModal {
  const { card } = announced;
  const modal: SlackModal = {
    type: 'modal',
    callback_id: approvalActions.approve,
    private_metadata: JSON.stringify(approvalOf(announced)),
    title: plain('The whole plan', slackLimits.modalTitle),
    submit: plain(`Approve ${shortDigest(announced.digest)}`, slackLimits.modalButton),
    close: plain('Close', slackLimits.modalButton),
    blocks: [header(changeTitle(card.plan)), ...planBlocks(card), ...smallPrint(announced.expiresAt, announced.card)],
  };
  if (isShowable(card.plan) && checkModal(modal).length === 0) return modal;
  const { submit: _, ...unsubmittable } = modal;
  return {
    ...unsubmittable,
    blocks: [
      rich(
        paragraph(
          bold('This plan cannot be approved in Slack. '),
          'It is too long, or has hidden characters in a command.',
        ),
      ),
      context(`sha256 ${announced.digest}`, `run ${card.runId}`),
    ],
  };
}

/** The card after its decision: no buttons, who decided and when. */
export function renderDecidedCard(
  announced: AnnouncedPlan,
  { verdict, by, at }: Pick<Decision, 'verdict' | 'by' | 'at'>,
): SlackMessage {
  const { mark, word, lead } = decisions[verdict];
  const approved = verdict === 'approve';
  const { approvedBy } = announced.card;
  const before = approvedBy === undefined || !approved ? [] : [person(approvedBy), ' and '];
  const who = verdict === 'expire' ? [] : [' by ', ...before, person(by)];
  const title = changeTitle(announced.card.plan);
  return endedCard(announced, {
    text: `${mark} ${title}: ${word}`,
    outcome: [rich(paragraph(`${mark} `, bold(title), `\n${word}`, ...who, approved ? '' : '. Nothing was changed.'))],
    lead,
    again: approved ? [] : againButton(announced),
    at: mrkdwn`${when(at)} · `,
  });
}

/** The card of an approval that no longer holds because the host changed in between. */
export function renderVoidedCard(announced: AnnouncedPlan, by: Decision['by'], drift: readonly Drift[]): SlackMessage {
  const title = changeTitle(announced.card.plan);
  const why = ', but the host is not what the plan was made for. Nothing was changed.';
  const changed = drift.slice(0, 6).map(driftLine);
  return endedCard(announced, {
    text: `⛔ ${title}: void, the host changed`,
    outcome: [
      rich(paragraph('⛔ ', bold(title), '\nApproved by ', person(by), why)),
      ...(changed.length === 0 ? [] : [rich(bullets(changed))]),
    ],
    lead: 'Would have run',
    again: [],
    at: mrkdwn``,
  });
}

function driftLine({ what, planned, now }: Drift): Line {
  return [
    bold(cutText(oneLine(what), 100)),
    ': planned ',
    code(cutText(planned, 120)),
    ', now ',
    code(cutText(now, 400)),
  ];
}

function againButton({ card: { plan }, ownsRoot }: AnnouncedPlan): KnownBlock[] {
  const { verb, host, options } = plan;
  return actions(
    runButton({ kind: 'change', verb, host, options }, { label: 'Plan it again', takesRoot: ownsRoot === true }),
  );
}

function wholeCard(announced: AnnouncedPlan): SlackMessage {
  const { card } = announced;
  return {
    text: invitation(announced),
    blocks: [
      header(`${changeTitle(card.plan)}: approve?`),
      ...planBlocks(card),
      ...actions([approveButton(announced), denyButton(announced)]),
      ...smallPrint(announced.expiresAt, announced.card),
    ],
  };
}

function closedCard(announced: AnnouncedPlan): SlackMessage {
  const { plan } = announced.card;
  const open = approvalButton('open', approvalOf(announced), { label: 'Open the whole plan', style: 'primary' });
  return {
    text: invitation(announced),
    blocks: [
      header(`${changeTitle(plan)}: approve?`),
      rich(paragraph('This plan cannot be shown whole on a card. Open it and read all of it: Approve is in there.')),
      rich(
        paragraph(
          bold('Impact  '),
          cutText(oneLine(plan.impact), 300),
          `\n${plan.steps.length} commands on ${plan.host}`,
        ),
      ),
      rich(paragraph(italic('asked by '), person(announced.card.requestedBy))),
      ...actions([open, denyButton(announced)]),
      ...smallPrint(announced.expiresAt, announced.card),
    ],
  };
}

function invitation({ card, digest }: AnnouncedPlan): string {
  return mrkdwn`🟡 ${changeTitle(card.plan)} waits for approval (plan ${shortDigest(digest)}).`.mrkdwn;
}

function approveButton(announced: AnnouncedPlan) {
  const { plan } = announced.card;
  return approvalButton('approve', approvalOf(announced), {
    label: 'Approve',
    style: 'primary',
    confirm: confirmation(
      `${changeTitle(plan)}?`,
      `${approvalWords(announced.card)} Plan ${shortDigest(announced.digest)}.`,
      'Approve',
      'primary',
    ),
  });
}

/** What approving does: the steps in their order, or nothing yet where another person has to agree. */
function approvalWords({ plan, approvers, approvedBy }: PlanCard): string {
  const steps = plan.steps.map(({ title }, index) => (plan.steps.length > 1 ? `${index + 1}. ${title}` : title));
  const what = cutText(oneLine(steps.join(', ')), 170);
  if (approvers.needed === 2 && approvedBy === undefined)
    return `Nothing runs yet: another person has to approve too. Then, as root on ${plan.host}: ${what}.`;
  return `Runs now, as root on ${plan.host}: ${what}.`;
}

function denyButton(announced: AnnouncedPlan) {
  const { plan } = announced.card;
  return approvalButton('deny', approvalOf(announced), {
    label: 'Deny',
    style: 'danger',
    confirm: confirmation(
      'Deny this plan?',
      `Nothing is changed on ${plan.host}. A new plan can be asked for.`,
      'Deny',
      'danger',
    ),
  });
}

function approvalOf({ approvalId, digest }: AnnouncedPlan): ApprovalValue {
  return { v: 1, approval: approvalId, digest };
}

/** What is left of a card: the outcome, and the commands and the lines they edit for the record. */
function endedCard(
  { card, digest }: AnnouncedPlan,
  ended: {
    readonly text: string;
    readonly outcome: readonly KnownBlock[];
    readonly lead: string;
    readonly again: readonly KnownBlock[];
    readonly at: Mrkdwn;
  },
): SlackMessage {
  const commands = isShowable(card.plan) ? stepBlocks(card.plan.steps, ended.lead) : [];
  const edits = isShowable(card.plan) ? diffBlocks(card.plan) : [];
  const foot = context(mrkdwn`${ended.at}plan ${shortDigest(digest)} · run ${card.runId}`);
  return fitted([[...commands, ...edits], commands, []], (shown) => ({
    text: mrkdwn`${ended.text}`.mrkdwn,
    blocks: [...ended.outcome, ...shown, ...ended.again, foot],
  }));
}
