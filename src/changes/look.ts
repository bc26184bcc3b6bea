import { captureOf, collect, type OnOutcome, type Survey } from '../diagnosis/collect.ts';
import { withDerived } from '../diagnosis/evaluate.ts';
import type { Clock } from '../lib/clock.ts';
import { defined } from '../lib/defined.ts';
import { loadProgram } from '../lib/program.ts';
import type { ChangeOptions } from '../model/change-options.ts';
import type { ChangeRunbook, Look, Planned, Preview, Previewed } from '../model/change-runbook.ts';
import type { Host } from '../model/host.ts';
import type { LightRequests } from '../model/light-requests.ts';
import { collected } from '../model/outcome.ts';
import type { Plan } from '../model/plan.ts';
import type { ChangeTransport, ReadTransport, SectionAnswer } from '../model/ports.ts';
import { reach } from '../model/reach.ts';
import type { ChangeVerb } from '../model/verbs.ts';

const previewProgram = loadProgram(import.meta.dirname, 'preview.sh');

/** What planning needs: it can look, and nothing more. */
export interface PlanDependencies<F> {
  readonly transport: ReadTransport;
  readonly survey: Survey<F>;
  runbook(verb: ChangeVerb): ChangeRunbook;
}

/** What planning and carrying out changes needs to reach hosts and runbooks. */
export interface ChangeDependencies<F> extends PlanDependencies<F> {
  readonly transport: ChangeTransport;
  host(name: string): Host | undefined;
  readonly requests: LightRequests;
  readonly clock: Clock;
  /** Why no change may run at all right now, as a sentence; undefined when changes may. */
  frozen(): string | undefined;
}

/** Looks at the host with everything the runbook wants to see. */
export async function lookAt<F>(
  deps: PlanDependencies<F>,
  host: Host,
  runbook: ChangeRunbook,
  onOutcome?: OnOutcome,
): Promise<Look> {
  const found = await collect({
    host,
    transport: deps.transport,
    survey: deps.survey,
    probes: runbook.probes,
    ...defined({ onOutcome }),
  });
  const probed = new Map(found.outcomes).set(reach.id, collected(found.reach));
  return {
    host: host.name,
    reach: found.reach,
    ...defined({ layout: found.layout }),
    context: found.context,
    outcomes: withDerived(probed, found.context),
  };
}

/** What somebody wants changed. */
export interface ChangeWish {
  readonly verb: ChangeVerb;
  readonly options: ChangeOptions;
  /** 16 hexadecimal digits, fresh for this plan. */
  readonly changeId: string;
}

/** Looks and plans; changes nothing. */
export async function planChange<F>(
  deps: PlanDependencies<F>,
  host: Host,
  { verb, options, changeId }: ChangeWish,
  onOutcome?: OnOutcome,
): Promise<Planned> {
  const runbook = deps.runbook(verb);
  const request = { look: await lookAt(deps, host, runbook, onOutcome), options, changeId };
  const wanted = runbook.preview?.(request);
  if (wanted === undefined) return runbook.plan(request);
  return runbook.plan({ ...request, previewed: await preview(deps.transport, host, wanted) });
}

/** Asks the host's helper what an edit would look like; the arguments are typed values, quoted at the last hop. */
async function preview(transport: ReadTransport, host: Host, { argv, seconds, bytes }: Preview): Promise<Previewed> {
  const session = await transport.open(host);
  if (!session.reached) return { answered: false, detail: session.detail };
  try {
    let answer: SectionAnswer | undefined;
    const end = await session.run(
      [{ id: 'preview', program: previewProgram, args: argv, seconds, bytes }],
      (one: SectionAnswer) => {
        answer = one;
      },
    );
    return previewedBy(answer, end.complete ? 'the host did not answer' : end.reason);
  } finally {
    await session.end();
  }
}

function previewedBy(answer: SectionAnswer | undefined, why: string): Previewed {
  if (answer === undefined) return { answered: false, detail: why };
  if (answer.timedOut) return { answered: false, detail: 'the host’s helper did not end in time' };
  if (answer.cut) return { answered: false, detail: 'the difference is too long to be shown whole' };
  return { answered: true, exit: answer.exit, text: captureOf(answer).text };
}

/** A planned host, looked at again. */
export type FoundHost =
  | { readonly ok: true; readonly host: Host; readonly runbook: ChangeRunbook; readonly look: Look }
  | { readonly ok: false; readonly detail: string };

/** Looks again at the host of a plan. */
export async function lookAtPlanned<F>(deps: ChangeDependencies<F>, plan: Plan): Promise<FoundHost> {
  const host = deps.host(plan.host);
  if (host === undefined) return { ok: false, detail: `${plan.host} is no longer in the inventory` };
  const runbook = deps.runbook(plan.verb);
  const look = await lookAt(deps, host, runbook);
  return look.reach.reached ? { ok: true, host, runbook, look } : { ok: false, detail: look.reach.detail };
}
