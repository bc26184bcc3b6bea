import { setTimeout as wait } from 'node:timers/promises';
import { sha256Of } from '../lib/canonical-json.ts';
import { cleanText } from '../lib/hostile-text.ts';
import { type Json, toJson } from '../lib/json.ts';
import { redact } from '../lib/redact.ts';
import type { Baseline, ChangeRunbook, Look, Planned } from '../model/change-runbook.ts';
import type { Action, Actor, Flow, FlowContext, StepInfo, StepOutcome } from '../model/engine-port.ts';
import type { Host } from '../model/host.ts';
import type { ChangeVerb } from '../model/intent.ts';
import { collected } from '../model/outcome.ts';
import type { ChangeResult, Drift, Plan, PlanCard, Verification } from '../model/plan.ts';
import type { ChangeAnswer, ChangeTransport } from '../model/ports.ts';
import { reach } from '../model/reach.ts';
import { collect, type OnOutcome, type Survey } from './collect.ts';
import { withDerived } from './evaluate.ts';

/** Pause between two looks of a verification: the event MPM's parent may take a full second to start new children (event.c, server_main_loop). */
const VERIFY_PAUSE_MS = 1_500;

export interface ChangeDependencies<F> {
  readonly transport: ChangeTransport;
  readonly survey: Survey<F>;
  runbook(verb: ChangeVerb): ChangeRunbook;
  host(name: string): Host | undefined;
}

/** Input of the change flow: the card holds the plan, the digest and who asked. */
export type ChangeInput = { readonly card: PlanCard; readonly ttlMs: number };

/** Names of the actions with which a face shows what happens; each gets `{runId, …}` and may run again after a restart. */
export const presentation = { card: 'show-card', decision: 'show-decision', result: 'show-result' } as const;

/** Looks at the host with everything the runbook wants to see. */
export async function lookAt<F>(
  deps: ChangeDependencies<F>,
  host: Host,
  runbook: ChangeRunbook,
  onOutcome?: OnOutcome,
): Promise<Look> {
  const found = await collect({
    host,
    transport: deps.transport,
    survey: deps.survey,
    probes: runbook.probes,
    ...(onOutcome === undefined ? {} : { onOutcome }),
  });
  const probed = new Map(found.outcomes).set(reach.id, collected(found.reach));
  return {
    host: host.name,
    reach: found.reach,
    ...(found.layout === undefined ? {} : { layout: found.layout }),
    context: found.context,
    outcomes: withDerived(probed, found.context),
  };
}

/** Looks and plans; changes nothing. */
export async function planChange<F>(
  deps: ChangeDependencies<F>,
  host: Host,
  verb: ChangeVerb,
  onOutcome?: OnOutcome,
): Promise<Planned> {
  const runbook = deps.runbook(verb);
  return runbook.plan(await lookAt(deps, host, runbook, onOutcome));
}

/** The digest an approval is bound to. */
export function digestOf(plan: Plan): string {
  return sha256Of(toJson(plan));
}

/** Approval, then exactly the stored plan under the host's turn, then verification; the same for every change. */
export const changeFlow: Flow = {
  name: 'change',
  version: '1',
  async run(flow) {
    const { card, ttlMs } = flow.input as ChangeInput;
    const decision = await flow.approval('approval', {
      ttlMs,
      digest: card.digest,
      card: toJson(card),
      announce: presentation.card,
    });
    await flow.step('show decision', presentation.decision, toJson({ card, decision }));
    const result = decision.verdict === 'approve' ? await carryOut(flow, card) : endedBy(decision.verdict, decision.by);
    await flow.step('show result', presentation.result, toJson({ card, decision, result }));
    return toJson(result);
  },
};

function endedBy(verdict: 'deny' | 'cancel' | 'expire', by: Actor): ChangeResult {
  const ended = { deny: 'denied', cancel: 'cancelled', expire: 'expired' } as const;
  return { ended: ended[verdict], by };
}

async function carryOut(flow: FlowContext, { plan, digest }: PlanCard): Promise<ChangeResult> {
  const before = await flow.step('baseline', 'take-baseline', toJson({ plan }));
  const baseline: Baseline = before.ok
    ? (before.value as Baseline)
    : { now: null, generation: plan.preconditions.generation };
  const applied = await flow.onHost(plan.host, 'apply', 'apply-plan', toJson({ plan, digest, baseline }));
  const answer = readApplied(applied);
  if (answer.ended !== 'done' && answer.ended !== 'unknown') return answer;
  const failed = answer.ended === 'done' && answer.exit !== 0;
  const seen = await flow.step('verify', 'verify-plan', toJson({ plan, baseline, failed }));
  if (!seen.ok)
    return {
      ended: 'unknown',
      detail: `The command was sent, and looking at the host afterwards failed: ${seen.reason}`,
      verification: null,
    };
  return { ...answer, verification: seen.value as Verification };
}

function readApplied(applied: StepOutcome): ChangeResult {
  if (applied.ok) return applied.value as ChangeResult;
  return { ended: 'unknown', detail: applied.reason, verification: null };
}

type ApplyArgs = { readonly plan: Plan; readonly digest: string; readonly baseline: Baseline };

/** The actions of the change flow that touch a host. */
export function changeActions<F>(deps: ChangeDependencies<F>): readonly Action[] {
  return [
    {
      name: 'take-baseline',
      effect: 'read',
      async perform(args) {
        const { plan } = args as { plan: Plan };
        const found = await lookAtPlanned(deps, plan);
        return toJson(
          found.ok ? found.runbook.baseline(found.look) : { now: null, generation: plan.preconditions.generation },
        );
      },
    },
    {
      name: 'apply-plan',
      effect: 'write',
      onUncertain: 'verify',
      perform: (args, info) => apply(deps, args as ApplyArgs, info),
    },
    {
      name: 'verify-plan',
      effect: 'read',
      async perform(args, info) {
        return toJson(await verifyOver(deps, args as VerifyArgs, info.signal));
      },
    },
  ];
}

type FoundHost =
  | { readonly ok: true; readonly host: Host; readonly runbook: ChangeRunbook; readonly look: Look }
  | { readonly ok: false; readonly detail: string };

async function lookAtPlanned<F>(deps: ChangeDependencies<F>, plan: Plan): Promise<FoundHost> {
  const host = deps.host(plan.host);
  if (host === undefined) return { ok: false, detail: `${plan.host} is no longer in the inventory` };
  const runbook = deps.runbook(plan.verb);
  const look = await lookAt(deps, host, runbook);
  return look.reach.reached ? { ok: true, host, runbook, look } : { ok: false, detail: look.reach.detail };
}

async function apply<F>(deps: ChangeDependencies<F>, { plan, digest }: ApplyArgs, info: StepInfo): Promise<Json> {
  if (digestOf(plan) !== digest)
    return toJson({
      ended: 'refused',
      reasons: ['The stored plan is not the one that was approved: its digest differs.'],
    });
  if (info.uncertain) {
    return toJson({
      ended: 'unknown',
      detail: 'The bot was restarted while this ran.',
      verification: null,
    });
  }
  const found = await lookAtPlanned(deps, plan);
  if (!found.ok) return toJson({ ended: 'not-sent', detail: found.detail });
  const drift: readonly Drift[] = found.runbook.drift(plan, found.look);
  if (drift.length > 0) return toJson({ ended: 'drifted', drift });
  let last: ChangeResult = { ended: 'refused', reasons: ['The plan has no steps.'] };
  for (const { command } of plan.steps) {
    last = resultOf(await deps.transport.change(found.host, command, info.signal));
    if (last.ended !== 'done' || last.exit !== 0) break;
  }
  return toJson(last);
}

const unverified: Verification = { outcome: 'unsure', points: [], quotes: [] };

function resultOf(answer: ChangeAnswer): ChangeResult {
  switch (answer.ended) {
    case 'ran':
      return { ended: 'done', exit: answer.exit, output: redact(cleanText(answer.text)), verification: unverified };
    case 'locked':
      return { ended: 'locked', holder: redact(cleanText(answer.holder)) };
    case 'not-sent':
      return { ended: 'not-sent', detail: answer.why.detail };
    case 'timed-out':
      return {
        ended: 'unknown',
        detail: `The command did not end in time. ${redact(cleanText(answer.text))}`.trim(),
        verification: null,
      };
    case 'unknown':
      return { ended: 'unknown', detail: answer.detail, verification: null };
  }
}

/** `failed` = the command itself said that it failed: then one look tells what there is to tell. */
type VerifyArgs = { readonly plan: Plan; readonly baseline: Baseline; readonly failed: boolean };

/** Looks until the runbook is sure, or its window has passed. */
async function verifyOver<F>(
  deps: ChangeDependencies<F>,
  { plan, baseline, failed }: VerifyArgs,
  signal: AbortSignal,
): Promise<Verification> {
  const window = failed ? 0 : deps.runbook(plan.verb).verifySeconds * 1_000;
  const until = performance.now() + window;
  let seen: Verification = {
    ...unverified,
    points: [{ name: 'Host reached', passed: false, detail: 'not looked at yet' }],
  };
  do {
    await wait(VERIFY_PAUSE_MS, undefined, { signal });
    const found = await lookAtPlanned(deps, plan);
    seen = found.ok
      ? found.runbook.verify(plan, baseline, found.look)
      : { outcome: 'unsure', points: [{ name: 'Host reached', passed: false, detail: found.detail }], quotes: [] };
  } while (seen.outcome !== 'verified' && performance.now() < until);
  return seen;
}
