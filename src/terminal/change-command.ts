import { randomBytes } from 'node:crypto';
import { digestOf } from '../changes/digest.ts';
import { planChange } from '../changes/look.ts';
import { formatIntent } from '../commands/grammar.ts';
import type { Planned } from '../model/change-runbook.ts';
import type { Host } from '../model/host.ts';
import type { Intent } from '../model/intent.ts';
import type { Plan } from '../model/plan.ts';
import type { ReadTransport } from '../model/ports.ts';
import { changeDefinition } from '../runbooks/changes.ts';
import { surveyKit } from '../runbooks/survey-kit.ts';
import { planText, refusalText } from './plan-text.ts';
import { type ExitCode, exitCodes, type Streams } from './streams.ts';
import { styleFor } from './style.ts';

type Change = Extract<Intent, { kind: 'change' | 'rollout' }>;

/** Plans a change on each host and prints the whole plans or the reasons against; nothing here can change a host. Exit code 1 when a host was refused. */
export async function dryRunCommand(
  change: Change,
  hosts: readonly Host[],
  { transport, frozen }: { readonly transport: ReadTransport; readonly frozen: string | undefined },
  streams: Streams,
): Promise<ExitCode> {
  const deps = { transport, survey: surveyKit, runbook: changeDefinition };
  const answers = await Promise.all(
    hosts.map(async (host) => {
      const { verb, options } = change;
      const changeId = randomBytes(8).toString('hex');
      return answerOf(await planChange(deps, host, { verb, options, changeId }), change);
    }),
  );
  if (change.json !== true) for (const answer of answers) streams.out.write(`${answerText(answer, streams)}\n`);
  if (change.json === true) streams.out.write(`${JSON.stringify(asJson(change, answers, frozen), null, 2)}\n`);
  else if (frozen !== undefined) streams.out.write(`Could not run now. ${frozen}\n`);
  return answers.every(({ offered }) => offered) ? exitCodes.fine : exitCodes.wrong;
}

/** Says where a change is approved, with the exact line to type there. */
export function approvedInSlack(change: Change, streams: Streams): ExitCode {
  const { json: _terminalOnly, ...asked } = change;
  streams.err.write(
    `${change.verb} changes a host: it needs an approval, and approvals are given in Slack. Type there:\n` +
      `  /apache ${formatIntent(asked)}\n` +
      'With --dry-run the plan is shown here.\n',
  );
  return exitCodes.usage;
}

type Answer = ReturnType<typeof answerOf>;

function answerOf(planned: Planned, { breakGlass }: Change) {
  if (!planned.offered) return planned;
  const plan: Plan = breakGlass === undefined ? planned.plan : { ...planned.plan, tier: 'break-glass', breakGlass };
  return { ...planned, plan, digest: digestOf(plan) };
}

function answerText(answer: Answer, { out }: Streams): string {
  return 'digest' in answer ? planText(answer, styleFor(out)) : refusalText(answer.refusal, styleFor(out));
}

function asJson(change: Change, answers: readonly Answer[], frozen: string | undefined) {
  const now = frozen === undefined ? {} : { frozen };
  return change.kind === 'change' ? { ...answers[0], ...now } : { group: change.group, hosts: answers, ...now };
}
