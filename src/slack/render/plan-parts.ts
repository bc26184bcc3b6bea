import type { KnownBlock } from '@slack/types';
import { cleanText } from '../../lib/hostile-text.ts';
import { shellQuote } from '../../lib/shell-quote.ts';
import type { ChangeOptions } from '../../model/change-options.ts';
import type { EpochMs } from '../../model/engine-port.ts';
import type { Plan, PlanCard, PlanStep, SafetyCheck } from '../../model/plan.ts';
import { changeTitles } from '../../model/verbs.ts';
import { richTextLength } from './limits.ts';
import { dateMark, type Mrkdwn, mrkdwn } from './mrkdwn.ts';
import {
  bold,
  bullets,
  code,
  context,
  italic,
  type Line,
  mentions,
  paragraph,
  person,
  preformatted,
  rich,
} from './rich.ts';

/** What a tier means, for people. */
export const tierWords = {
  reversible: '🟡 reversible: no request is cut',
  disruptive: '🟠 disruptive: requests are cut, or it cannot be undone',
  'break-glass': '🔴 break-glass: the usual approvals are skipped',
} as const;

/** What a change does, as a title; a record may name a verb that there is no more. */
export function changeTitle({
  verb,
  host,
  options = {},
}: Pick<Plan, 'verb' | 'host'> & Partial<Pick<Plan, 'options'>>): string {
  const parts: ChangeOptions = { ...options, host };
  const title = Object.hasOwn(changeTitles, verb) ? changeTitles[verb] : `${verb}: {host}`;
  return title.replace(/\{([a-zA-Z]+)\}/g, (_braces, name: string) => {
    const part = parts[name];
    return typeof part === 'object' ? '' : String(part ?? '');
  });
}

/** How a card says what was decided, and what it calls the commands then. */
export const decisions = {
  approve: { mark: '✅', word: 'approved', lead: 'Runs' },
  deny: { mark: '⛔', word: 'denied', lead: 'Would have run' },
  cancel: { mark: '⚪', word: 'cancelled', lead: 'Would have run' },
  expire: { mark: '⌛', word: 'expired: nobody decided in time', lead: 'Would have run' },
} as const;

/** The exact words of a step's command, quoted as a shell would need them so that every argument's edges show. */
export function commandText({ command }: PlanStep): string {
  return command.argv.map((argument) => shellQuote(argument.replaceAll('\0', '\\u{0}'))).join(' ');
}

/** True when the whole plan can be shown literally: every text short enough, none with hidden characters, commands on one line. */
export function isShowable(plan: Plan): boolean {
  const { impact, undo, preconditions } = plan;
  const steps = [...plan.steps, ...undo.steps];
  const bound = preconditions.map(({ what, value }) => `${what} ${value}`);
  const words = [impact, undo.words, plan.breakGlass ?? ''];
  const texts = [...steps.map(commandText), ...steps.map(({ title }) => title), ...words, ...bound];
  const isLiteral = (text: string) => text.length <= richTextLength - 100 && cleanText(text) === text;
  return isLiteral(plan.diff) && texts.every(isLiteral) && steps.every(({ command }) => command.argv.every(isPlain));
}

/** True for an argument without control, invisible or direction-changing characters. */
function isPlain(argument: string): boolean {
  return cleanText(argument) === argument && !/[\n\t]/.test(argument);
}

/** Every step with its exact command, on its host; `lead` introduces a single one. */
export function stepBlocks(steps: readonly PlanStep[], lead = 'Will run'): KnownBlock[] {
  if (steps.length === 0) return [];
  const many = steps.length > 1;
  return [
    rich(
      ...steps.flatMap((step, index) => [
        paragraph(
          bold(many ? `${index + 1}. ${step.title}` : lead),
          italic(` on ${step.host}, as root through sudo, at most ${step.command.seconds} s`),
        ),
        preformatted(commandText(step)),
      ]),
    ),
  ];
}

/** What was looked at, one line each; nothing for none. */
export function checkBlocks(title: string, checks: readonly SafetyCheck[]): KnownBlock[] {
  if (checks.length === 0) return [];
  return [rich(paragraph(bold(title)), bullets(checks.map(checkLine)))];
}

/** One thing looked at, with what it said. */
export function checkLine({ name, passed, detail }: SafetyCheck): Line {
  return [passed ? '✓ ' : '✗ ', bold(name), detail === '' ? '' : `: ${detail}`];
}

/** The difference in the files it edits, whole. */
export function diffBlocks({ diff }: Plan): KnownBlock[] {
  return diff === '' ? [] : [rich(paragraph(bold('Changes these lines')), preformatted(diff.trimEnd()))];
}

/** What is compared again right before the run. */
export function preconditionBlocks({ preconditions }: Plan): KnownBlock[] {
  return [
    rich(
      paragraph(bold('Only if the host still looks like this')),
      bullets(preconditions.map(({ what, value }): Line => [`${what}: `, code(shownValue(value))])),
    ),
  ];
}

/** A digest by its first digits, which is what people compare; everything else whole. */
function shownValue(value: string): string {
  return /^[0-9a-f]{64}$/.test(value) ? shortDigest(value) : value || 'none';
}

/** What it does to users, and how it is undone. */
export function consequenceBlocks({ impact, undo }: Plan): KnownBlock[] {
  return [
    rich(paragraph(bold('Impact  '), impact, '\n', bold('Undo  '), undo.words)),
    ...stepBlocks(undo.steps, 'Undone by'),
  ];
}

/** Who may decide, by the configuration, how many have to, and who has already. */
export function approverLine({ approvers, approvedBy }: Pick<PlanCard, 'approvers' | 'approvedBy'>): Line {
  const who = mentions(approvers.users, approvers.groups);
  if (who.length === 0) return ['Nobody may approve this: no rule of the configuration names an approver for it.'];
  return [
    bold('May approve  '),
    ...who,
    approvers.selfApproval ? '' : ', but not who asked',
    ...(approvers.needed === 1 ? [] : ['; it takes two different people']),
    ...(approvedBy === undefined ? [] : [bold('\nApproved once  '), 'by ', person(approvedBy), ', one more is needed']),
  ];
}

/** Why the usual approvals are skipped. */
function breakGlassLine({ breakGlass }: Plan): Line {
  return breakGlass === null ? [] : [bold('\nReason  '), breakGlass];
}

/** Short form of a digest: enough to compare by eye; the whole one is in the small print. */
export function shortDigest(digest: string): string {
  return digest.slice(0, 12);
}

/** The whole plan with all that belongs to a decision about it. */
export function planBlocks(card: PlanCard): KnownBlock[] {
  return [
    rich(
      paragraph(
        `${tierWords[card.plan.tier]}\n`,
        italic('asked by '),
        person(card.requestedBy),
        ...breakGlassLine(card.plan),
      ),
    ),
    ...stepBlocks(card.plan.steps),
    ...diffBlocks(card.plan),
    ...checkBlocks(
      'Reasons against it',
      card.checks.filter(({ passed }) => !passed),
    ),
    ...checkBlocks(
      'Why it is believed safe',
      card.checks.filter(({ passed }) => passed),
    ),
    ...preconditionBlocks(card.plan),
    ...consequenceBlocks(card.plan),
    rich(paragraph(...approverLine(card))),
  ];
}

/** When it expires, and the whole digest. */
export function smallPrint(expiresAt: EpochMs, { digest, runId }: PlanCard): KnownBlock[] {
  return [
    context(mrkdwn`expires ${when(expiresAt)} · plan ${shortDigest(digest)}`),
    context(`sha256 ${digest}`, `run ${runId}`),
  ];
}

/** A moment in the reader's own time, falling back to UTC. */
export function when(at: EpochMs): Mrkdwn {
  return dateMark(at, `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`);
}
