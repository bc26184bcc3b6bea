import type { KnownBlock } from '@slack/types';
import { cleanText } from '../../lib/hostile-text.ts';
import { shellQuote } from '../../lib/shell-quote.ts';
import type { EpochMs } from '../../model/engine-port.ts';
import type { Plan, PlanCard, PlanStep, SafetyCheck } from '../../model/plan.ts';
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
  reversible: '🟡 reversible: no request is cut; the configuration before can be restored and reloaded',
  disruptive: '🟠 disruptive: requests are cut',
  'break-glass': '🔴 break-glass: rules are bent on purpose',
} as const;

/** What a verb does, as a title. */
export function changeTitle({ verb, host }: Pick<Plan, 'verb' | 'host'>): string {
  return verb === 'reload' ? `Graceful reload of ${host}` : `${String(verb)} of ${host}`;
}

/** The exact words of a step's command, quoted as a shell would need them so that every argument's edges show. */
export function commandText({ command }: PlanStep): string {
  return command.argv.map((argument) => shellQuote(argument.replaceAll('\0', '\\u{0}'))).join(' ');
}

/** True when the whole plan can be shown literally: every text short enough, none with hidden characters, commands on one line. */
export function isShowable(plan: Plan): boolean {
  const { impact, undo, preconditions, steps } = plan;
  const commands = steps.map(commandText);
  const texts = [...commands, ...steps.map(({ title }) => title), impact, undo, preconditions.listening.join(', ')];
  const isLiteral = (text: string) => text.length <= richTextLength - 100 && cleanText(text) === text;
  return texts.every(isLiteral) && steps.every(({ command }) => command.argv.every(isPlain));
}

/** True for an argument without control, invisible or direction-changing characters. */
function isPlain(argument: string): boolean {
  return cleanText(argument) === argument && !/[\n\t]/.test(argument);
}

/** Every step with its exact command, on its host; `lead` introduces a single one. */
export function stepBlocks({ steps }: Plan, lead = 'Will run'): KnownBlock[] {
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

/** Why the change is believed safe, one line per thing that was looked at. */
export function checkBlocks(title: string, checks: readonly SafetyCheck[]): KnownBlock[] {
  if (checks.length === 0) return [];
  return [rich(paragraph(bold(title)), bullets(checks.map(checkLine)))];
}

/** One thing looked at, with what it said. */
export function checkLine({ name, passed, detail }: SafetyCheck): Line {
  return [passed ? '✓ ' : '✗ ', bold(name), detail === '' ? '' : `: ${detail}`];
}

/** What is compared again right before the run. */
export function preconditionBlocks({ preconditions: now }: Plan): KnownBlock[] {
  const listening = now.listening.length === 0 ? 'nothing' : now.listening.join(', ');
  return [
    rich(
      paragraph(bold('Only if the host still looks like this')),
      bullets([
        [`the parent process is still pid ${now.parentPid}, not restarted since, nor the host`],
        [
          'configuration ',
          code(now.configHash.slice(0, 12)),
          now.configHashComplete
            ? ', and it passes the syntax check'
            : ' (not every file could be read), and it passes the syntax check',
        ],
        [`${now.mpm === null ? 'MPM not known' : `MPM ${now.mpm}`}, listening on ${listening}`],
      ]),
    ),
  ];
}

/** What it does to users, and how it is undone. */
export function consequenceBlocks({ impact, undo }: Plan): KnownBlock[] {
  return [rich(paragraph(bold('Impact  '), impact, '\n', bold('Undo  '), undo))];
}

/** Who may decide, by the configuration. */
export function approverLine({ approvers }: PlanCard): Line {
  const who = mentions(approvers.users, approvers.groups);
  if (who.length === 0) return ['Nobody may approve this: the list of approvers is empty.'];
  return [bold('May approve  '), ...who, approvers.selfApproval ? '' : ', but not who asked'];
}

/** Short form of a digest: enough to compare by eye; the whole one is in the small print. */
export function shortDigest(digest: string): string {
  return digest.slice(0, 12);
}

/** The whole plan with all that belongs to a decision about it. */
export function planBlocks(card: PlanCard): KnownBlock[] {
  return [
    rich(paragraph(`${tierWords[card.plan.tier]}\n`, italic('asked by '), person(card.requestedBy))),
    ...stepBlocks(card.plan),
    ...checkBlocks('Why it is believed safe', card.checks),
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
