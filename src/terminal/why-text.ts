import type { TierAnswer, Why } from '../model/face/answers.ts';
import { freezeSentence } from '../model/freeze.ts';
import type { Tier } from '../model/plan.ts';

const cases: Readonly<Record<Tier, string>> = {
  reversible: 'If its plan cuts no request (reversible)',
  disruptive: 'If its plan cuts requests (disruptive)',
  'break-glass': 'With --break-glass "reason"',
};

/** Who may approve a change on a host and by which rules, tier by tier; ids, for nobody can be asked for names here. */
export function whyText({ host, verb, frozen, answers }: Why): string {
  const lines = [...(frozen === null ? [] : [freezeSentence(frozen)]), ...answers.map(tierLine)];
  return `${host} — ${verb}\n${lines.map((line) => `  ${line}\n`).join('')}`;
}

function tierLine({ tier, needed, rules, users, groups }: TierAnswer): string {
  if (rules.length === 0) return `${cases[tier]}: nobody may approve it: no approval rule covers it.`;
  const who = [...users, ...groups].join(', ');
  const people = needed === 1 ? 'one' : 'two different people';
  return `${cases[tier]}: ${people} of ${who}, by ${rules.length === 1 ? 'rule' : 'rules'} ${rules.join(', ')} of the settings.`;
}
