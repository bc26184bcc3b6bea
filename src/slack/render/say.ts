import { type Asking, type Forms, formOf, type Message, type WholePlan } from '../../model/face/message.ts';
import { renderBreakGlass, renderReview } from './break-glass.ts';
import { renderChangeResult, renderChangeRunning } from './change-result.ts';
import { renderComparison } from './comparison.ts';
import { renderExplained } from './explained.ts';
import { renderExported, renderNoSuchRun } from './exported.ts';
import { renderFollowing } from './follow.ts';
import { renderFollowUp } from './follow-up.ts';
import { renderFrozen, renderLifted, renderNotFrozen } from './freeze.ts';
import { renderInterrupted, renderUnreadable } from './interrupted.ts';
import type { SlackMessage, SlackModal } from './message.ts';
import { renderOtherChanges } from './other-changes.ts';
import { renderDecidedCard, renderDryRun, renderPlanCard, renderPlanModal, renderVoidedCard } from './plan-card.ts';
import { renderProgress } from './progress.ts';
import { renderDenial, renderMisunderstood, renderPlanRefusal } from './refusal.ts';
import { renderReminder } from './reminder.ts';
import { renderReport } from './report.ts';
import { renderDecidedRollout, renderRolloutCard, renderRolloutModal } from './rollout.ts';
import { renderRolloutProgress, renderRolloutResult } from './rollout-progress.ts';
import { renderRolloutDryRun, renderRolloutRefusal } from './rollout-refusal.ts';
import { renderRoot } from './root.ts';
import { renderHelp, renderHosts, renderVerbHelp } from './usage.ts';
import { renderWatching } from './watch.ts';
import { renderWhy } from './why.ts';

/** Anything the bot says, as Slack shows it. */
export function renderMessage(message: Message | Asking): SlackMessage {
  return formOf(forms, message);
}

/** A whole plan, as the modal that opens from its card. */
export function renderWhole(plan: WholePlan): SlackModal {
  return plan.kind === 'whole-plan' ? renderPlanModal(plan) : renderRolloutModal(plan);
}

const forms: Forms<SlackMessage> = {
  denied: ({ denial }) => renderDenial(denial),
  misunderstood: (message) => renderMisunderstood(message, message.run),
  help: ({ offered }) => renderHelp(offered),
  'verb-help': ({ verb }) => renderVerbHelp(verb),
  hosts: ({ hosts }) => renderHosts(hosts),
  why: renderWhy,
  explained: renderExplained,
  exported: ({ run, link }) => renderExported(run, link),
  'no-such-run': ({ run, near, why }) => renderNoSuchRun(run, near, why),
  'not-frozen': renderNotFrozen,
  root: renderRoot,
  progress: renderProgress,
  report: (message) => renderReport(message.report, message),
  comparison: ({ comparison }) => renderComparison(comparison),
  following: renderFollowing,
  watching: renderWatching,
  interrupted: ({ verb, host, by, ownsRoot, asked }) => renderInterrupted(verb, host, by, ownsRoot, asked),
  unreadable: ({ run }) => renderUnreadable(run),
  'follow-up': renderFollowUp,
  frozen: ({ by, reason }) => renderFrozen(by, reason),
  lifted: ({ by }) => renderLifted(by),
  'plan-card': renderPlanCard,
  'dry-run': ({ card }) => renderDryRun(card),
  'plan-refused': ({ refusal }) => renderPlanRefusal(refusal),
  decided: ({ announced, decision }) => renderDecidedCard(announced, decision),
  voided: ({ announced, by, drift }) => renderVoidedCard(announced, by, drift),
  'change-running': ({ subject, doing, elapsedMs }) => renderChangeRunning(subject, doing, elapsedMs),
  'change-result': ({ result, subject }) => renderChangeResult(result, subject),
  'other-changes': ({ host, others }) => renderOtherChanges(host, others),
  reminder: renderReminder,
  'break-glass': ({ change, link }) => renderBreakGlass(change, link),
  review: ({ change, run, reviewer }) =>
    renderReview(change, reviewer === undefined ? { v: 1, run } : undefined, reviewer),
  'rollout-card': renderRolloutCard,
  'rollout-dry-run': ({ card, refused }) => renderRolloutDryRun(card, refused),
  'rollout-refused': (message) => renderRolloutRefusal(message, message.problem, message.refused),
  'rollout-decided': ({ announced, decision }) => renderDecidedRollout(announced, decision),
  'rollout-progress': renderRolloutProgress,
  'rollout-result': ({ card, result }) => renderRolloutResult(card, result),
};
