import type { ChangeOptions } from '../../../model/change-options.ts';
import type { Look, Planned, Previewed } from '../../../model/change-runbook.ts';
import type { Drift, Plan, Reason, SafetyCheck } from '../../../model/plan.ts';
import type { Probe } from '../../../model/source.ts';
import type { ChangeVerb } from '../../../model/verbs.ts';
import type { Course, RequestOf } from '../../define-change.ts';
import { applyCommand, type Edit, type EditPreview, previewCommand, readPreview } from '../helper/editor.ts';
import { boundTo, driftFrom } from '../server/preconditions.ts';
import { because, refused } from '../server/refusal.ts';
import { serverRestored } from '../server/restored.ts';
import { serverChecks } from '../server/running.ts';
import { safetyOf, type Uptake } from '../server/safety.ts';
import { runningServer } from '../server/server.ts';
import { serviceProbes } from '../server/service-probes.ts';
import { planStep, undoOf, uptakeImpact, uptakeOf, uptakeReasons, uptakeSteps } from './edit-uptake.ts';
import { type Effect, gateOf, verifyEdit } from './edit-verify.ts';

/** What a runbook wants edited, and how the result is taken up; or why nothing is offered. */
export type Proposal =
  | {
      readonly edits: readonly Edit[];
      readonly uptake: Uptake;
      /** What the edit step is called on the card: `Set MaxRequestWorkers 300`. */
      readonly title: string;
      /** What else is to be known of the consequences, besides what the reload or restart itself does; whole sentences. */
      readonly impact?: readonly string[];
      readonly checks: readonly SafetyCheck[];
    }
  | { readonly reasons: readonly Reason[] };

/** A runbook that edits the configuration and has it taken up. */
export interface EditRunbook<Options> {
  readonly verb: ChangeVerb;
  /** Besides what every change of a service looks at. */
  readonly probes?: readonly Probe[];
  readonly propose: (request: Omit<RequestOf<Options>, 'previewed'>) => Proposal;
  readonly effect: Effect<Options>;
}

/** The helper asks httpd which files it reads, edits copies and compares; a large configuration takes its time. */
const PREVIEW_SECONDS = 50;
/** More than any difference of some directives; what is longer nobody reads before approving it. */
const PREVIEW_BYTES = 60_000;
/** As for a restart: children of the new parent, its log lines, the status page. */
const VERIFY_SECONDS = 30;

/** The change runbook around a proposal: edits behind a gate, then reload or restart; undone by the helper’s restore and the same again. */
export function editRunbook<Options extends ChangeOptions>({
  verb,
  probes = [],
  propose,
  effect,
}: EditRunbook<Options>): Course<Options> {
  return {
    probes: [...probes.filter(({ id }) => serviceProbes.every((one) => one.id !== id)), ...serviceProbes],
    verifySeconds: VERIFY_SECONDS,
    preview(request) {
      if (runningServer(request.look) === undefined) return undefined;
      const proposal = propose(request);
      if ('reasons' in proposal) return undefined;
      return { argv: previewCommand(proposal.edits), seconds: PREVIEW_SECONDS, bytes: PREVIEW_BYTES };
    },
    plan: (request) => planEdit(verb, propose, request),
    drift: driftOf,
    gate: (plan, look) => gateOf(plan, look, uptakeOf(plan), effect),
    verify: (plan, baseline, look) => verifyEdit(plan, baseline, look, effect),
    restored: serverRestored,
  };
}

function planEdit<Options extends ChangeOptions>(
  verb: ChangeVerb,
  propose: EditRunbook<Options>['propose'],
  request: RequestOf<Options>,
): Planned {
  const { look, options, changeId } = request;
  const server = runningServer(look);
  if (server === undefined) return refused(look.host, verb, [noServer]);
  const proposal = propose(request);
  if ('reasons' in proposal) return refused(look.host, verb, proposal.reasons);
  const { uptake } = proposal;
  const { preconditions, unseen } = boundTo(look);
  const preview = previewOf(request.previewed);
  const reasons = [...unseen, ...uptakeReasons(look, server, uptake), ...previewReasons(preview)];
  if (!preview.ok || reasons.length > 0) return refused(look.host, verb, reasons);
  const steps = uptakeSteps(look, server, uptake);
  const plan: Plan = {
    verb,
    host: look.host,
    options,
    changeId,
    steps: [planStep(look, proposal.title, applyCommand(changeId, preview.result, proposal.edits), true), ...steps],
    diff: preview.diff,
    preconditions,
    tier: uptake === 'reload' ? 'reversible' : 'disruptive',
    breakGlass: null,
    impact: [uptakeImpact(look, uptake), ...(proposal.impact ?? [])].join(' '),
    undo: undoOf(look, changeId, steps, uptake),
  };
  return {
    offered: true,
    plan,
    checks: [...proposal.checks, ...serverChecks(look, server), ...safetyOf(look, uptake).checks],
  };
}

/** Nothing is edited where no parent runs: whether what is written works could not be seen. */
export const noServer = because(
  'No Apache parent process runs here, so whether a changed configuration works could not be seen. Start the server first.',
);

function previewOf(previewed: Previewed | undefined): EditPreview {
  if (previewed === undefined)
    return { ok: false, why: 'The host’s helper was not asked what the edit would look like.' };
  if (!previewed.answered)
    return { ok: false, why: `What the edit would look like could not be seen: ${previewed.detail}.` };
  const read = readPreview(previewed.exit, previewed.text);
  if (read.ok) return read;
  return { ok: false, why: `The host’s helper would not make this edit: ${helperSaid(read.why)}` };
}

/** What sudo says of a helper that is not installed or not permitted, made plain. */
export function helperSaid(text: string): string {
  return /^sudo: |: not found$|command not found/.test(text)
    ? `${text} (the helper is not installed on this host, or the account may not use it this way)`
    : text;
}

function previewReasons(preview: EditPreview): readonly Reason[] {
  if (!preview.ok) return [because(preview.why)];
  return preview.changes ? [] : [because('The edit would change nothing: the files say this already.')];
}

function driftOf(plan: Pick<Plan, 'preconditions' | 'steps'>, look: Look): readonly Drift[] {
  const server = runningServer(look);
  const unsafe = server === undefined ? [noServer] : uptakeReasons(look, server, uptakeOf(plan));
  return [
    ...driftFrom(plan.preconditions, look),
    ...unsafe.map(({ why }) => ({ what: 'Still safe', planned: 'yes', now: why })),
  ];
}
