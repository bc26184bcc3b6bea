import type { Look } from '../../../model/change-runbook.ts';
import type { Reason } from '../../../model/plan.ts';
import { semaphores } from '../../../probes/limits/probe.ts';
import type { SemaphoreArray, SemaphoreFacts } from '../../../probes/limits/semaphores.ts';
import type { Survey } from '../../../probes/survey/facts.ts';
import { blindReasons } from './own-unit.ts';
import { because } from './refusal.ts';
import { factsOf, serverSources } from './server.ts';

/** Clock steps and rounding: an array is old only if it is that much older than the oldest server, in milliseconds. */
const MARGIN_MS = 5_000;

/** Arrays nobody can be using, or why that cannot be told. */
type Dead =
  | {
      readonly told: true;
      readonly arrays: readonly SemaphoreArray[];
      readonly facts: SemaphoreFacts;
      readonly rule: string;
    }
  | { readonly told: false; readonly reasons: readonly Reason[] };

/**
 * Made by root for the run user without a key, which is how httpd makes its own (APR: IPC_PRIVATE, then IPC_SET of the owner), and not made, set or used since
 * the oldest Apache on this host started. A worker without a parent may still use those of its dead parent, so then nothing is told.
 */
export function deadArrays(look: Look): Dead {
  const facts = factsOf(look, semaphores);
  const survey = factsOf(look, serverSources.survey);
  const { now } = look.context;
  const outcome = look.outcomes(semaphores);
  if (facts === undefined)
    return untold(`The semaphores could not be read${outcome.status === 'unavailable' ? ` (${outcome.detail})` : ''}.`);
  if (survey === undefined) return { told: false, reasons: blindReasons(survey) };
  const doubts = doubtsAbout(look, survey, facts);
  if (doubts.length > 0) return { told: false, reasons: doubts };
  const born = oldestStart(survey, now);
  if (born === 'unknown')
    return untold('When the oldest Apache here started is not known, so no array can be called older.');
  const before = born === undefined ? Number.POSITIVE_INFINITY : born - MARGIN_MS;
  const { runUid } = facts;
  const arrays = facts.listed.filter(
    ({ uid, creatorUid, key, mode, usedAt, changedAt }) =>
      uid === runUid &&
      creatorUid === 0 &&
      key === 0 &&
      mode === '600' &&
      changedAt * 1_000 < before &&
      usedAt * 1_000 < before,
  );
  const who = `made by root without a key for ${look.layout?.runUser ?? 'the run user'} (uid ${runUid})`;
  const rule =
    born === undefined
      ? `${who}, and no Apache runs on this host`
      : `${who}, and neither made, set nor used since the oldest Apache here started at ${new Date(born).toISOString().slice(0, 19)}Z`;
  return { told: true, arrays, facts, rule };
}

function untold(why: string): Dead {
  return { told: false, reasons: [because(why)] };
}

/** Start of the oldest Apache process by the host's clock, in milliseconds; undefined when none runs. */
function oldestStart({ processes }: Survey, now: string | undefined): number | undefined | 'unknown' {
  const alive = processes.filter(({ state }) => state !== 'Z');
  if (alive.length === 0) return undefined;
  const ages = alive.flatMap(({ ageSeconds }) => ageSeconds ?? []);
  if (now === undefined || ages.length < alive.length) return 'unknown';
  return Date.parse(now) - Math.max(...ages) * 1_000;
}

/** What makes every array doubtful: processes that are not seen, an owner that is not known, workers of a dead parent, a server about to start or end. */
function doubtsAbout(look: Look, survey: Survey, { runUid }: SemaphoreFacts): readonly Reason[] {
  const user = look.layout?.runUser ?? 'unknown';
  const orphans = survey.roots.filter(({ role }) => role === 'orphan').map(({ pid }) => pid);
  const state = factsOf(look, serverSources.unit)?.active ?? '';
  const doubts = [
    runUid === undefined ? `The number of the account that Apache runs as (${user}) is not known.` : '',
    runUid === 0 ? 'Apache runs as root here, so its arrays cannot be told from others.' : '',
    orphans.length > 0
      ? `Workers without a parent still run (pid ${orphans.slice(0, 5).join(', ')}): they may use the arrays of their dead parent.`
      : '',
    ['activating', 'deactivating', 'reloading'].includes(state)
      ? `${look.layout?.unit ?? 'The unit'} is ${state}: its arrays may be just being made or removed.`
      : '',
  ];
  return [...blindReasons(survey), ...doubts.filter((why) => why !== '').map(because)];
}
