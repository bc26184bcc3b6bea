import type { TierAnswer, Why } from '../../model/face/answers.ts';
import type { SlackMessage } from './message.ts';
import { mrkdwn } from './mrkdwn.ts';
import { tierWords } from './plan-parts.ts';
import { explainDenial } from './refusal.ts';
import { bold, bullets, code, type Line, mentions, paragraph, rich } from './rich.ts';

/** Who may have a change made, by which rule, and what that means for who asks. */
export function renderWhy({ host, groups, verb, frozen, answers }: Why): SlackMessage {
  const usual = answers.filter(({ tier }) => tier !== 'break-glass');
  const approvable = usual.some(({ rules }) => rules.length > 0);
  const member = groups.length === 0 ? 'in no group' : groups.map((group) => `group:${group}`).join(', ');
  return {
    text: mrkdwn`Who may ${verb} ${host}, and why.`.mrkdwn,
    blocks: [
      rich(
        paragraph(
          bold(`${verb} ${host}`),
          ` (${member})\n`,
          ...(frozen === null ? ['Nothing is frozen. '] : [...explainDenial({ code: 'frozen', ...frozen }).what, '. ']),
          approvable
            ? frozen === null
              ? 'You may ask for it.'
              : 'Until that is lifted, only --dry-run shows a plan.'
            : 'There is no point in asking: no rule names an approver, and what no rule allows is denied.',
          usual.length > 1 ? ' Which tier it is shows when the host was looked at.' : '',
        ),
        bullets(answers.map((answer) => tierLine(answer, verb, host))),
      ),
    ],
  };
}

function tierLine(answer: TierAnswer, verb: string, host: string): Line {
  const { tier, needed, rules, users, groups } = answer;
  if (rules.length === 0) return [tierWords[tier], ': ', bold('nobody may approve it.'), ' No rule is for it.'];
  const numbers = `${rules.length === 1 ? 'rule' : 'rules'} ${rules.join(', ')} of the settings`;
  return [
    tierWords[tier],
    ': ',
    bold(needed === 1 ? 'one' : 'two different people'),
    ' of ',
    ...mentions(users, groups),
    `, by ${numbers}. `,
    ...youLine(answer),
    ...(tier === 'break-glass' ? [' Ask with ', code(`/apache ${verb} ${host} --break-glass "reason"`), '.'] : []),
  ];
}

function youLine({ denied, own }: TierAnswer): Line {
  if (denied === null)
    return [own ? 'You may approve it, also your own.' : 'You may approve it, unless you asked for it.'];
  if (denied === 'not-approver') return ['You may not approve it: none of these rules names you.'];
  return ['You may not approve it: ', ...explainDenial({ code: denied }).what];
}
