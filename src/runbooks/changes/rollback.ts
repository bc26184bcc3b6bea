import { z } from 'zod';
import { quoted } from '../../lib/quoted.ts';
import type { Planned } from '../../model/change-runbook.ts';
import { directiveSettings } from '../../model/directives.ts';
import type { Plan, Reason } from '../../model/plan.ts';
import { type ArgumentsRead, defineChange, type RequestOf } from '../define-change.ts';
import { helperSaid, noServer } from './edits/edit-plan.ts';
import { planStep, uptakeImpact, uptakeOf, uptakeReasons, uptakeSteps } from './edits/edit-uptake.ts';
import { type Effect, gateOf, verifyEdit } from './edits/edit-verify.ts';
import { editWords, type PastChange, readHistory } from './edits/history.ts';
import { editorPath, restoreCommand } from './helper/editor.ts';
import { restoreCall } from './helper/rights.ts';
import { boundTo, driftFrom } from './server/preconditions.ts';
import { because, refused } from './server/refusal.ts';
import { serverRestored } from './server/restored.ts';
import { serverChecks } from './server/running.ts';
import { safetyOf, type Uptake } from './server/safety.ts';
import { runningServer } from './server/server.ts';
import { serviceProbes } from './server/service-probes.ts';

/** The id of the change to go back before; the newest where none is given. */
const Options = z.strictObject({
  change: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .exactOptional(),
});
type Options = z.infer<typeof Options>;

/** The helper lists its records of some dozens of changes. */
const HISTORY_SECONDS = 20;
const HISTORY_BYTES = 400_000;

/** A rollback is verified by what it takes up; what the files said before is the helper’s record, which restores them byte for byte. */
const noEffect: Effect<Options> = { onDisk: () => [], running: () => [] };

/** Back to the configuration before a change of ours: the helper puts back what it saved, if nobody changed these files since. */
export const rollback = defineChange<Options>({
  verb: 'rollback',
  place: 140,
  summary: 'Plans to go back to the configuration before a change of ours, the newest unless its id is given.',
  examples: ['rollback web-03', 'rollback web-03 9f86d081884c7d65'],
  looksAt: 'what earlier changes saved on the host, and everything that a reload or restart needs',
  alsoTried: ['revert', 'undo', 'restore', 'back'],
  title: 'Rollback of {host}',
  button: 'Plan a rollback',
  takes: {
    schema: Options,
    usage: '[CHANGE-ID]',
    read: readChangeId,
    write: ({ change }) => (change === undefined ? [] : [change]),
    claims: (word) => changeIdOf(word) !== undefined,
    oneHost: ({ change }) => (change === undefined ? undefined : 'The id of a change belongs to one host.'),
  },
  tiers: ['reversible', 'disruptive'],
  rights: { unit: ['reload', 'restart'], helper: [restoreCall, 'history'] },
  takenBackBy: 'none by itself',
  proof: ['config-changes', 'every-edit', 'edits'],
  probes: serviceProbes,
  verifySeconds: 30,
  preview: ({ look }) =>
    look.reach.reached ? { argv: [editorPath, 'history'], seconds: HISTORY_SECONDS, bytes: HISTORY_BYTES } : undefined,
  plan: planRollback,
  drift: (plan, look) => {
    const server = runningServer(look);
    const unsafe = server === undefined ? [noServer] : uptakeReasons(look, server, uptakeOf(plan));
    return [
      ...driftFrom(plan.preconditions, look),
      ...unsafe.map(({ why }) => ({ what: 'Still safe', planned: 'yes', now: why })),
    ];
  },
  gate: (plan, look) => gateOf(plan, look, uptakeOf(plan), noEffect),
  verify: (plan, baseline, look) => verifyEdit(plan, baseline, look, noEffect),
  restored: serverRestored,
});

function planRollback(request: RequestOf<Options>): Planned {
  const { look, options, changeId } = request;
  const found = changeToUndo(request);
  if ('why' in found) return refused(look.host, 'rollback', [found]);
  const server = runningServer(look);
  if (server === undefined) return refused(look.host, 'rollback', [noServer]);
  const { chosen, later } = found;
  const uptake = uptakeFor(chosen);
  const { preconditions, unseen } = boundTo(look);
  const reasons = [...unseen, ...uptakeReasons(look, server, uptake)];
  if (reasons.length > 0) return refused(look.host, 'rollback', reasons);
  const plan: Plan = {
    verb: 'rollback',
    host: look.host,
    options,
    changeId,
    steps: [
      planStep(look, `Put back the files of before change ${chosen.id}`, restoreCommand(chosen.id), true),
      ...uptakeSteps(look, server, uptake),
    ],
    diff: '',
    preconditions,
    tier: uptake === 'reload' ? 'reversible' : 'disruptive',
    breakGlass: null,
    impact: `${uptakeImpact(look, uptake)} What the change of ${chosen.at} set ends: ${chosen.edits.map(editWords).join(', ')}.`,
    undo: {
      words: 'None by itself: what is undone can be made again by planning the change again.',
      steps: [],
    },
  };
  return {
    offered: true,
    plan,
    checks: [
      { name: 'Change', passed: chosen.state === 'applied', detail: `${chosen.id} of ${chosen.at}, ${chosen.state}` },
      ...later.map((one) => ({
        name: 'A later change stays',
        passed: false,
        detail: `${one.id} of ${one.at}: ${one.edits.map(editWords).join(', ')}; if it touched the same file, the helper refuses`,
      })),
      ...serverChecks(look, server),
      ...safetyOf(look, uptake).checks,
    ],
  };
}

interface Chosen {
  readonly chosen: PastChange;
  /** Made after it and not undone. */
  readonly later: readonly PastChange[];
}

function changeToUndo({ previewed, options, look }: RequestOf<Options>): Chosen | Reason {
  if (previewed === undefined || !previewed.answered)
    return because(
      `The host’s list of changes could not be read: ${previewed === undefined ? 'it was not asked for' : previewed.detail}.`,
    );
  if (previewed.exit !== 0)
    return because(
      `The host’s list of changes could not be read: ${helperSaid(previewed.text.trim().split('\n').at(-1) ?? '')}.`,
    );
  const changes = readHistory(previewed.text);
  if (changes === undefined)
    return because('The host’s list of changes has a line that is none, so it is not relied on.');
  const open = changes.filter(({ state }) => state !== 'restored');
  const wanted = options.change;
  const chosen = wanted === undefined ? open[0] : changes.find(({ id }) => id === wanted);
  if (chosen === undefined)
    return because(
      wanted === undefined
        ? `No change of ours is in effect on ${look.host}: ${changes.length === 0 ? 'none was ever made' : `all ${changes.length} were undone`}.`
        : `${look.host} knows no change ${wanted}.`,
    );
  if (chosen.state === 'restored') return because(`Change ${chosen.id} of ${chosen.at} was undone already.`);
  return { chosen, later: open.slice(0, Math.max(0, open.indexOf(chosen))) };
}

/** What a running parent keeps goes back by a full restart only: its MPM, its limits, what the unit gave it at the start. */
function uptakeFor({ edits }: PastChange): Uptake {
  const kept = edits.some((word) => {
    const name = editWords(word).split('=')[0] ?? '';
    return word.startsWith('mpm:') || word.startsWith('core-dumps:') || directiveSettings[name]?.needs === 'restart';
  });
  return kept ? 'restart' : 'reload';
}

function readChangeId([word, ...rest]: readonly string[]): ArgumentsRead<Options> {
  if (word === undefined) return { options: {} };
  const change = changeIdOf(word);
  if (change === undefined)
    return { options: {}, problems: [`${quoted(word)} is not the id of a change: that is 16 digits from 0 to f.`] };
  return { options: { change }, rest };
}

function changeIdOf(word: string): string | undefined {
  return /^[0-9a-f]{16}$/.exec(word)?.[0];
}
