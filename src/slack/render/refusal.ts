import { cutText, oneLine } from '../../lib/hostile-text.ts';
import type { Decision } from '../../model/engine-port.ts';
import type { Denial, PlainDenial } from '../../model/face/answers.ts';
import type { Intent, Misunderstood } from '../../model/intent.ts';
import type { Refusal } from '../../model/plan.ts';
import { actions, runButton, verbButton } from './button.ts';
import { fitted } from './fit.ts';
import type { SlackMessage } from './message.ts';
import { mrkdwn } from './mrkdwn.ts';
import { bold, bullets, code, type Line, mentions, paragraph, person, preformatted, rich, ticked } from './rich.ts';

const plainDenials = {
  'no-approvers': [
    'Nobody is allowed to approve this: no rule of the configuration names an approver for it.',
    'The command why tells what the rules say; --dry-run shows the plan all the same.',
  ],
  'self-approval': ['You asked for this change, so somebody else has to approve it.', 'Ask one of the approvers.'],
  'already-approved': [
    'You have approved this already, and it takes two different people.',
    'Ask another one of the approvers.',
  ],
  'own-review': [
    'You asked for this change or approved it, so somebody else has to review it.',
    'Anybody else of the workspace can press it.',
  ],
  guest: ['Guests cannot use this.', 'Ask a full member of the workspace.'],
  bot: ['Bots and apps cannot use this.', 'A person has to press it.'],
  deleted: ['This account is deactivated.', 'Ask a member of the workspace.'],
  stranger: ['This account is not a member of our workspace.', 'Ask a member of the workspace.'],
  'foreign-team': ['You belong to another workspace.', 'Ask a member of the workspace that the bot serves.'],
  'shared-channel': [
    'This channel is shared with another organisation, so nothing is run or approved here.',
    'Use a channel of our own.',
  ],
  'identity-unknown': [
    'Slack did not say who you are, so nothing was done.',
    'Try again in a moment. If it persists, check the scopes of the bot.',
  ],
  'group-unavailable': [
    'The list of approvers could not be read from Slack, so nothing was approved.',
    'Try again in a moment.',
  ],
  'unknown-approval': [
    'There is no such plan in the record: it may come from another installation of the bot.',
    'Ask for a new plan.',
  ],
  expired: ['This plan has expired, so nothing was done.', 'Ask for a new plan.'],
  'digest-mismatch': [
    'This button belongs to another plan than the one on record, so nothing was done.',
    'Ask for a new plan.',
  ],
  'not-uploaded': [
    'Slack did not accept the files.',
    'Try again in a moment. If it persists, check the scope files:write.',
  ],
  'unknown-shape': [
    'The record holds this in a shape that this version of the bot does not know, so nothing was done.',
    'Ask again for what you want; the log of the bot says what does not fit.',
  ],
  'stale-button': ['This button is from an older version and cannot be read any more.', 'Type the command instead.'],
  'not-in-channel': [
    'I am not in this channel, so I cannot open a thread here.',
    'Invite me with /invite, then say it again.',
  ],
  'too-busy': ['Too many commands are running right now.', 'Try again in a minute.'],
  'shutting-down': ['The bot is restarting right now, so nothing was done.', 'Try again in a minute.'],
} as const satisfies Readonly<Record<PlainDenial, readonly [what: string, next: string]>>;

/** A denial for the one who was denied; meant to be ephemeral. */
export function renderDenial(denial: Denial): SlackMessage {
  const { what, next, plain } = explainDenial(denial);
  return {
    text: mrkdwn`⛔ ${plain}`.mrkdwn,
    blocks: [rich(paragraph('⛔ ', ...what, '\n', ...next))],
  };
}

/** What stands in the way and what to do, as lines; `plain` is the first of them without mentions. */
export function explainDenial(denial: Denial): { readonly what: Line; readonly next: Line; readonly plain: string } {
  if (denial.code === 'not-approver') {
    const plain = 'You are not among those who may approve this.';
    const who = mentions(denial.users ?? [], denial.groups ?? []);
    return { what: [plain], next: who.length === 0 ? ['The card names those who may.'] : ['Ask ', ...who, '.'], plain };
  }
  if (denial.code === 'frozen') return frozen(denial);
  if (denial.code === 'already-decided') return alreadyDecided(denial.decision);
  if (denial.code === 'no-decisions') {
    const plain = 'Nobody can approve a change here.';
    return { what: [plain], next: ['Ask again where approvals can be given: ', code(denial.line), '.'], plain };
  }
  if (denial.code === 'internal-error') {
    const plain = 'Something went wrong inside the bot, so this was not done.';
    return { what: [plain], next: ['Try again. The log has the details under ', code(denial.reference), '.'], plain };
  }
  const [what, next] = plainDenials[denial.code];
  return { what: [what], next: [next], plain: what };
}

/** Why no plan is offered, each reason with its proof. */
export function renderPlanRefusal({ host, verb, reasons }: Refusal): SlackMessage {
  const first = reasons[0]?.why ?? 'The host could not be judged safe to change.';
  return fitted(
    [
      { quotes: 3, length: 500 },
      { quotes: 1, length: 200 },
      { quotes: 0, length: 0 },
    ],
    ({ quotes, length }) => ({
      text: mrkdwn`⛔ No ${verb} of ${host}: ${first}`.mrkdwn,
      blocks: [
        rich(paragraph('⛔ ', bold(`${host}: no plan for ${verb}`), '\nNothing was changed. Reasons:')),
        ...reasons
          .slice(0, 8)
          .map(({ why, evidence }) =>
            rich(paragraph('✗ ', why), ...evidence.slice(0, quotes).map((line) => preformatted(line.slice(0, length)))),
          ),
        ...(reasons.length > 8 ? [rich(paragraph(`And ${reasons.length - 8} more reasons.`))] : []),
        ...actions(verbButton('diagnose', host, 'primary')),
      ],
    }),
  );
}

/** A line that is not a command, with the nearest one; `run` is what that command asks for and is offered only where it is read-only. */
export function renderMisunderstood({ problem, suggestion }: Misunderstood, run?: Intent): SlackMessage {
  const command = suggestion === undefined ? undefined : `/apache ${suggestion.text}`;
  const meant: Line = command === undefined ? [] : ['\nDid you mean ', code(command), '?'];
  const button =
    run !== undefined && suggestion?.readOnly === true ? runButton(run, { label: `Run ${suggestion.text}` }) : [];
  return {
    text: mrkdwn`Not understood: ${problem.replaceAll('`', '')}`.mrkdwn,
    blocks: [
      rich(paragraph(...ticked(problem), ...meant)),
      ...(suggestion === undefined ? [rich(bullets([[code('/apache help'), ' shows what there is.']]))] : []),
      ...actions(button),
    ],
  };
}

function frozen({ by, at, reason }: Extract<Denial, { code: 'frozen' }>): ReturnType<typeof explainDenial> {
  const since = at === null ? '' : ` since ${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  const who = by === null ? 'somebody' : person(by);
  const why = reason === null ? '' : `: ${cutText(oneLine(reason), 300)}`;
  return {
    what: [`All changes are frozen${since}, by `, who, why],
    next: ['Looking still works, and so does --dry-run. An approver ends it with ', code('/apache unfreeze'), '.'],
    plain: 'All changes are frozen right now.',
  };
}

function alreadyDecided({ verdict, by }: Decision): ReturnType<typeof explainDenial> {
  const words = { approve: 'approved', deny: 'denied', cancel: 'cancelled', expire: 'expired' } as const;
  if (verdict === 'expire') return explainDenial({ code: 'expired' });
  const plain = `Too late: this plan was ${words[verdict]} already.`;
  return {
    what: [`Too late: this plan was ${words[verdict]} by `, person(by), '.'],
    next: ['Your click changed nothing.'],
    plain,
  };
}
