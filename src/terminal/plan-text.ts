import { cleanText, oneLine } from '../lib/hostile-text.ts';
import { shellQuote } from '../lib/shell-quote.ts';
import type { Plan, PlanStep, Refusal, SafetyCheck } from '../model/plan.ts';
import type { Style } from './style.ts';

const tierWords = {
  reversible: 'reversible: no request is cut; one approval',
  disruptive: 'disruptive: requests are cut; approvals of two different people',
  'break-glass': 'break-glass: the usual approvals are skipped, everybody is told',
} as const;

/** A whole plan for a terminal: nothing of it is cut, so that it can be judged here. */
export function planText(
  { plan, checks, digest }: { readonly plan: Plan; readonly checks: readonly SafetyCheck[]; readonly digest: string },
  style: Style,
): string {
  const { verb, host, tier, breakGlass, impact, preconditions, undo, diff } = plan;
  const lines = [
    style.strong(`${host} — ${verb}: this is the plan, and nothing was changed`, 'notice'),
    `  Tier: ${tierWords[tier]}`,
    ...(breakGlass === null ? [] : [`  Reason: ${oneLine(breakGlass)}`]),
    '',
    style.strong('Runs, as root through sudo', 'notice'),
    ...stepLines(plan.steps, style),
    '',
    ...(diff === ''
      ? []
      : [
          style.strong('Changes these lines', 'notice'),
          ...cleanText(diff)
            .trimEnd()
            .split('\n')
            .map((line) => `  ${line}`),
          '',
        ]),
    ...checkLines(
      style.strong('Reasons against it', 'notice'),
      checks.filter(({ passed }) => !passed),
    ),
    ...checkLines(
      style.strong('Why it is believed safe', 'notice'),
      checks.filter(({ passed }) => passed),
    ),
    style.strong('Only if the host still looks like this', 'notice'),
    ...preconditions.map(({ what, value }) => `  ${oneLine(what)}: ${oneLine(value) || 'none'}`),
    '',
    `${style.strong('Impact', 'notice')}  ${oneLine(impact)}`,
    `${style.strong('Undo', 'notice')}  ${oneLine(undo.words)}`,
    ...stepLines(undo.steps, style),
    '',
    style.faint(`sha256 ${digest}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** Why no plan is offered, each reason with its proof. */
export function refusalText({ host, verb, reasons }: Refusal, style: Style): string {
  const lines = reasons.flatMap(({ why, evidence }) => [
    `  ✗ ${oneLine(why)}`,
    ...evidence.flatMap((text) => text.split('\n').map((line) => `     ${style.faint('│')} ${oneLine(line)}`)),
  ]);
  const title = style.strong(`${oneLine(host)} — ${verb}: no plan, because`, 'warning');
  return `${title}\n${lines.join('\n')}\n`;
}

function checkLines(title: string, checks: readonly SafetyCheck[]): readonly string[] {
  if (checks.length === 0) return [];
  return [
    title,
    ...checks.map(({ name, passed, detail }) => `  ${passed ? '✓' : '✗'} ${oneLine(name)}: ${oneLine(detail)}`),
    '',
  ];
}

function stepLines(steps: readonly PlanStep[], style: Style): readonly string[] {
  return steps.flatMap(({ host, title, command }, index) => [
    `  ${index + 1}. ${oneLine(title)} ${style.faint(`(on ${host}, at most ${command.seconds} s)`)}`,
    `     ${command.argv.map((argument) => oneLine(shellQuote(argument))).join(' ')}`,
  ]);
}
