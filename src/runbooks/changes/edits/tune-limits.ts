import type { Reason, SafetyCheck } from '../../../model/plan.ts';
import type { DirectivesFacts } from '../../../probes/config/facts.ts';
import type { Mpm } from '../../../probes/memory/mpm-settings.ts';
import { because } from '../server/refusal.ts';
import { adjustments, capOf, type LimitName, type Limits, limitsOnDisk, roomyServerLimit } from './limits.ts';
import type { Settings } from './server-line.ts';
import { slackCheck, spareChecks } from './tune-checks.ts';

/** Settings that fit together as httpd reads them, with what was changed to make them fit; or why they cannot. */
export type Fitted =
  | { readonly fits: true; readonly settings: Settings; readonly checks: readonly SafetyCheck[] }
  | { readonly fits: false; readonly reasons: readonly Reason[] };

const limitNames = ['ServerLimit', 'ThreadLimit', 'ThreadsPerChild', 'MaxRequestWorkers'] as const;

interface Fitting {
  readonly mpm: Mpm;
  readonly named: ReadonlySet<string>;
  readonly limits: Limits;
  readonly along: Settings;
  readonly checks: readonly SafetyCheck[];
}
type Step = (state: Fitting) => Fitting | Reason;

/**
 * Makes wanted values fit the sizing rules of the MPM, in the order in which httpd applies them. A limit that was not named is raised along, and a number of
 * workers is rounded to whole processes, and both are said; named values that contradict each other are refused with the numbers, for which of them is meant
 * is not ours to say.
 */
export function fitLimits(config: DirectivesFacts, mpm: Mpm, wanted: Settings): Fitted {
  const limits = overlay(limitsOnDisk(config, mpm), wanted);
  if (!limitNames.some((name) => wanted[name] !== undefined))
    return { fits: true, settings: wanted, checks: spareChecks(config, mpm, limits, wanted) };
  let state: Fitting = { mpm, named: new Set(Object.keys(wanted)), limits, along: {}, checks: [] };
  for (const step of [withinCaps, threadsFit, atLeastOneProcess, wholeProcesses, serversFit]) {
    const next = step(state);
    if ('why' in next) return { fits: false, reasons: [next] };
    state = next;
  }
  const left = adjustments(mpm, state.limits);
  if (left.length > 0) return { fits: false, reasons: left.map(leftReason) };
  const settings = { ...wanted, ...state.along };
  return {
    fits: true,
    settings,
    checks: [...state.checks, ...slackCheck(mpm, state.limits), ...spareChecks(config, mpm, state.limits, settings)],
  };
}

function leftReason({ name, written, used, why }: ReturnType<typeof adjustments>[number]): Reason {
  return because(`${name} ${written} would silently become ${used}: ${why}.`);
}

function overlay(disk: Limits, wanted: Settings): Limits {
  const value = (name: LimitName): number => (wanted[name] === undefined ? disk[name] : Number(wanted[name]));
  return {
    ServerLimit: value('ServerLimit'),
    ThreadLimit: value('ThreadLimit'),
    ThreadsPerChild: value('ThreadsPerChild'),
    MaxRequestWorkers: value('MaxRequestWorkers'),
  };
}

function changed(state: Fitting, name: LimitName, value: number, why: string): Fitting {
  const detail = `${state.limits[name]} → ${value}: ${why}`;
  return {
    ...state,
    limits: { ...state.limits, [name]: value },
    along: { ...state.along, [name]: String(value) },
    checks: [...state.checks, { name: `${name} too`, passed: true, detail }],
  };
}

const withinCaps: Step = (state) => {
  const { mpm, limits, named } = state;
  const over = (['ServerLimit', 'ThreadLimit'] as const).find(
    (name) => named.has(name) && limits[name] > capOf(mpm, name),
  );
  if (over === undefined) return state;
  return because(`${over} ${limits[over]} is more than the ${mpm} MPM can have: httpd would use ${capOf(mpm, over)}.`);
};

const threadsFit: Step = (state) => {
  const { mpm, named } = state;
  const { ThreadsPerChild: threads, ThreadLimit: limit } = state.limits;
  if (mpm === 'prefork' || threads <= limit) return state;
  if (named.has('ThreadLimit') || threads > capOf(mpm, 'ThreadLimit'))
    return because(
      `ThreadsPerChild ${threads} is above ThreadLimit ${limit}: httpd would use ${limit} (AH00507, AH00508). Raise ThreadLimit to ${threads}, or lower ThreadsPerChild.`,
    );
  return changed(state, 'ThreadLimit', threads, `httpd would cut ThreadsPerChild ${threads} to ThreadLimit ${limit}`);
};

const atLeastOneProcess: Step = (state) => {
  const { ThreadsPerChild: threads, MaxRequestWorkers: workers } = state.limits;
  if (workers >= threads) return state;
  return because(
    `MaxRequestWorkers ${workers} is below ThreadsPerChild ${threads}, the workers of a single process: httpd would use ${threads} (AH00511, AH00512). Give at least ${threads}, or ThreadsPerChild as well.`,
  );
};

const wholeProcesses: Step = (state) => {
  const { ThreadsPerChild: threads, MaxRequestWorkers: workers } = state.limits;
  const whole = Math.floor(workers / threads) * threads;
  if (whole === workers) return state;
  return changed(
    state,
    'MaxRequestWorkers',
    whole,
    `${workers} is not a multiple of ThreadsPerChild ${threads}, and httpd would use ${whole} (AH00513, AH00514)`,
  );
};

const serversFit: Step = (state) => {
  const { mpm, named } = state;
  const { ServerLimit: servers, ThreadsPerChild: threads, MaxRequestWorkers: workers } = state.limits;
  const processes = Math.ceil(workers / threads);
  if (processes <= servers) return state;
  const most =
    mpm === 'prefork'
      ? `ServerLimit ${servers}`
      : `ServerLimit ${servers} × ThreadsPerChild ${threads} = ${servers * threads}`;
  if (named.has('ServerLimit') || processes > capOf(mpm, 'ServerLimit'))
    return because(
      `MaxRequestWorkers ${workers} is above ${most}: httpd would silently use ${servers * threads}. It takes ServerLimit ${processes} at least${mpm === 'prefork' ? '' : `, and ${roomyServerLimit(mpm, workers, threads)} for reloads under load`}.`,
    );
  const roomy = roomyServerLimit(mpm, workers, threads);
  const slack =
    roomy > processes ? `; ${processes} processes are needed, twice as many leave slots for reloads under load` : '';
  return changed(
    state,
    'ServerLimit',
    roomy,
    `httpd would cut MaxRequestWorkers ${workers} to ${most}${slack}; this needs a full restart`,
  );
};
