import { defined } from '../../../lib/defined.ts';
import { countText, sizeText, spanText } from '../../../lib/quantity.ts';
import type { Look } from '../../../model/change-runbook.ts';
import type { LogEntry } from '../../../model/log-entry.ts';
import type { Reason, SafetyCheck } from '../../../model/plan.ts';
import type { DirectivesFacts } from '../../../probes/config/facts.ts';
import { directives } from '../../../probes/config/probe.ts';
import { withCode } from '../../../probes/logs/select.ts';
import type { MemoryFacts, RoomFacts } from '../../../probes/memory/facts.ts';
import { keptPerRequest } from '../../../probes/memory/leak.ts';
import { memory } from '../../../probes/memory/memory.ts';
import type { Mpm } from '../../../probes/memory/mpm-settings.ts';
import { memoryRoom } from '../../../probes/memory/probe.ts';
import { type Sizing, sizing } from '../../../probes/memory/sizing.ts';
import { connections } from '../../../probes/queue/probe.ts';
import { usage } from '../../../probes/workers/capacity.ts';
import { heldElsewhere } from '../../../probes/workers/held.ts';
import type { StatusPage } from '../../../probes/workers/status-facts.ts';
import { because } from '../server/refusal.ts';
import { factsOf, serverSources } from '../server/server.ts';
import { type Limits, limitsOnDisk } from './limits.ts';
import { type Settings, serverLine } from './server-line.ts';

/** What the measurements say: values to set, or why none is proposed; the numbers it rests on in both cases. */
export interface Measured {
  readonly settings: Settings;
  readonly reasons: readonly Reason[];
  readonly checks: readonly SafetyCheck[];
  /** Workers that fit into memory, where that could be told. */
  readonly fits?: number;
}

/** The server was at its limit: prefork, worker, event; the second of event and worker is “within MinSpareThreads of” it. Each is logged once per life of the parent. */
const atLimit = ['AH00161', 'AH00286', 'AH00287', 'AH00484', 'AH10159'] as const;
/** Process slots ran out although the limit of workers was not reached. */
const slotsFull = ['AH03490', 'AH00288'] as const;

interface Seen {
  readonly mpm: Mpm;
  readonly limits: Limits;
  readonly config: DirectivesFacts;
  readonly page: StatusPage | undefined;
  readonly saturated: readonly LogEntry[];
  readonly crowded: readonly LogEntry[];
  /** What fills the workers and would fill more of them just as well. */
  readonly elsewhere: string | undefined;
  /** KiB that a child keeps per request, where that was measured. */
  readonly perRequest: number | undefined;
}

/** How many workers fit into memory by what was measured, and what suggests another limit than the present one. */
export function measure(look: Look, mpm: Mpm): Measured {
  const config = factsOf(look, directives);
  const sizes = factsOf(look, memory);
  const room = factsOf(look, memoryRoom);
  if (config === undefined || sizes === undefined || room === undefined)
    return nothing(
      'No limits are computed: the sizes of the processes, the memory there is or the configuration could not be read.',
      [],
    );
  const page = factsOf(look, serverSources.statusPage);
  const limits = limitsOnDisk(config, mpm);
  const fit = fitOf({ sizes, room, mpm, limits, page });
  const checks = numbers({ sizes, room, mpm, limits, page, fit });
  if ('refused' in fit)
    return nothing(
      `No limits are computed from measurements: ${fit.refused}. ${checks.map(({ name, detail }) => `${name}: ${detail}`).join('. ')}. Values given by hand are checked against httpd’s rules: tune ${look.host} MaxRequestWorkers=…`,
      checks,
    );
  const entries = logsSinceStart(look, page);
  const seen: Seen = {
    mpm,
    limits,
    config,
    page,
    saturated: entries(atLimit),
    crowded: entries(slotsFull),
    elsewhere: heldElsewhere(page, factsOf(look, connections)),
    perRequest: page === undefined ? undefined : keptPerRequest(sizes, page),
  };
  const settings = { ...workersBy(seen, fit), ...slotsBy(seen), ...replacementBy(seen, sizes, fit) };
  const facts = [...checks, saturationCheck(seen), ...elsewhereCheck(seen), ...leakCheck(seen, sizes, fit)];
  if (Object.keys(settings).length > 0) return { settings, reasons: [], checks: facts, fits: fit.workers };
  const none = nothing(
    `Nothing that was measured suggests other limits. ${facts.map(({ name, detail }) => `${name}: ${detail}`).join('. ')}.`,
    facts,
  );
  return { ...none, fits: fit.workers };
}

function nothing(why: string, checks: readonly SafetyCheck[]): Measured {
  return { settings: {}, reasons: [because(why)], checks };
}

interface Inputs {
  readonly sizes: MemoryFacts;
  readonly room: RoomFacts;
  readonly mpm: Mpm;
  readonly limits: Limits;
  readonly page: StatusPage | undefined;
}

function outsideOf({ sizes, room }: Pick<Inputs, 'sizes' | 'room'>): number {
  return Math.max(0, room.totalKiB - room.availableKiB - sizes.apacheKiB);
}

function fitOf({ sizes, room, mpm, limits, page }: Inputs): Sizing {
  return sizing({
    mpm,
    totalKiB: room.totalKiB,
    outsideKiB: outsideOf({ sizes, room }),
    ...defined({ cgroupKiB: room.cgroupLimitKiB }),
    sharedKiB: sizes.sharedKiB,
    childrenKiB: sizes.children.map(({ kib }) => kib),
    isRss: sizes.measuredBy === 'rss',
    threadsPerChild: limits.ThreadsPerChild,
    uptimeSeconds: page?.uptimeSeconds ?? 0,
    accesses: page?.accesses ?? 0,
  });
}

/** The inputs, so that the result can be checked by hand. */
function numbers({ sizes, room, mpm, limits, page, fit }: Inputs & { readonly fit: Sizing }): readonly SafetyCheck[] {
  const served = page?.accesses === undefined ? 'requests not counted' : `${countText(page.accesses)} requests`;
  const up = page?.uptimeSeconds === undefined ? 'uptime not known' : `up ${spanText(page.uptimeSeconds)}`;
  const kind = sizes.measuredBy === 'private' ? 'private memory' : 'RSS, which counts shared pages in every child';
  const checks = [
    {
      name: 'Evidence',
      passed: !('refused' in fit),
      detail: `${up}, ${served}, ${sizes.children.length} children measured`,
    },
    {
      name: 'Size of a child',
      passed: sizes.measuredBy === 'private',
      detail: `${sizeText(sizes.p90KiB)} (90th percentile, ${kind}); ${sizeText(sizes.sharedKiB)} shared once`,
    },
  ];
  if ('refused' in fit) return checks;
  const from =
    fit.bound === 'cgroup'
      ? `limit of ${room.cgroup ?? 'the unit'} ${sizeText(room.cgroupLimitKiB ?? 0)} less ${sizeText(fit.reserveKiB)} in reserve`
      : `${sizeText(room.totalKiB)} in all, less ${sizeText(outsideOf({ sizes, room }))} used by others, less ${sizeText(fit.reserveKiB)} in reserve`;
  const threads = mpm === 'prefork' ? '' : ` × ${limits.ThreadsPerChild} threads`;
  return [
    ...checks,
    { name: 'Memory for Apache', passed: true, detail: `${sizeText(fit.budgetKiB)}: ${from}` },
    {
      name: 'Workers that fit',
      passed: limits.MaxRequestWorkers <= fit.workers,
      detail: `${fit.workers} = (${sizeText(fit.budgetKiB)} − ${sizeText(sizes.sharedKiB)}) / ${sizeText(fit.perProcessKiB)}${threads}; MaxRequestWorkers is ${limits.MaxRequestWorkers}`,
    },
  ];
}

/** Lines of this life of the parent: what was logged before it says nothing about its limits. */
function logsSinceStart(look: Look, page: StatusPage | undefined): (codes: readonly string[]) => readonly LogEntry[] {
  const logs = factsOf(look, serverSources.logs);
  const { now } = look.context;
  if (logs === undefined || now === undefined || page?.uptimeSeconds === undefined) return () => [];
  const from = Date.parse(now) - (page.uptimeSeconds + 2) * 1_000;
  return (codes) => withCode(logs, ...codes).filter(({ at }) => at !== undefined && Date.parse(at) >= from);
}

type Fit = Extract<Sizing, { workers: number }>;

/** Down to what fits; up, at most to twice as many and to what fits, only where the present limit was reached. */
function workersBy({ mpm, limits, page, saturated, elsewhere }: Seen, fit: Fit): Settings {
  const { MaxRequestWorkers: now, ThreadsPerChild: threads } = limits;
  const step = mpm === 'prefork' ? 1 : threads;
  const whole = Math.max(step, Math.floor(fit.workers / step) * step);
  if (whole < now) return { MaxRequestWorkers: String(whole) };
  if (elsewhere !== undefined) return {};
  const full = usage(page) === 'full' || usage(page) === 'near' || saturated.length > 0;
  const more = Math.min(whole, now * 2);
  return full && more > now ? { MaxRequestWorkers: String(more) } : {};
}

/** Room for a second generation where its want was seen; not for the sake of the number, since it takes a full restart. */
function slotsBy({ mpm, limits, crowded }: Seen): Settings {
  const needed = 2 * Math.ceil(limits.MaxRequestWorkers / limits.ThreadsPerChild);
  if (mpm === 'prefork' || crowded.length === 0 || limits.ServerLimit >= needed) return {};
  return { ServerLimit: String(needed) };
}

/** The number of connections is what bounds a leak; fewer than this is all forking, more is hardly a bound (b5 of the sizing rules). */
const [FEWEST, MOST] = [1_000, 10_000];

/** Replaces children before all of them together outgrow the memory there is, where growth per request was measured and nothing bounds it yet. */
function replacementBy({ config, limits, perRequest }: Seen, sizes: MemoryFacts, { budgetKiB }: Fit): Settings {
  const line = serverLine(config, 'MaxConnectionsPerChild');
  if (perRequest === undefined || (line !== undefined && line.args[0] !== '0')) return {};
  const processes = Math.max(1, Math.ceil(limits.MaxRequestWorkers / limits.ThreadsPerChild));
  const least = Math.min(...sizes.children.map(({ kib }) => kib));
  const room = (budgetKiB - sizes.sharedKiB) / processes - least;
  const connections = Math.floor(room / perRequest / 100) * 100;
  return { MaxConnectionsPerChild: String(Math.min(MOST, Math.max(FEWEST, connections))) };
}

function leakCheck({ limits, perRequest }: Seen, sizes: MemoryFacts, { budgetKiB }: Fit): readonly SafetyCheck[] {
  if (perRequest === undefined) return [];
  const processes = Math.max(1, Math.ceil(limits.MaxRequestWorkers / limits.ThreadsPerChild));
  const least = Math.min(...sizes.children.map(({ kib }) => kib));
  const worst = sizes.sharedKiB + processes * (least + perRequest * FEWEST);
  return [
    {
      name: 'Growth per request',
      passed: false,
      detail: `${perRequest} KiB kept per request: after ${countText(FEWEST)} connections of one request each a child has grown by ${sizeText(perRequest * FEWEST)}, and ${processes} such children need ${sizeText(worst)} of ${sizeText(budgetKiB)}; with keep-alive a connection carries several requests`,
    },
  ];
}

function elsewhereCheck({ elsewhere }: Seen): readonly SafetyCheck[] {
  return elsewhere === undefined ? [] : [{ name: 'More workers would not help', passed: false, detail: elsewhere }];
}

function saturationCheck({ page, saturated, limits }: Seen): SafetyCheck {
  const name = 'Limit reached';
  const [line] = saturated;
  const busy =
    page?.busy === undefined ? '' : `${page.busy} of ${page.scoreboard?.slots ?? limits.MaxRequestWorkers} busy now`;
  if (line !== undefined)
    return {
      name,
      passed: false,
      detail: `${line.code} since the start of this server${line.at === undefined ? '' : ` (${line.at})`}; ${busy}`,
    };
  const now = usage(page);
  if (now === 'full' || now === 'near') return { name, passed: false, detail: busy };
  return { name, passed: true, detail: `not seen since the start of this server; ${busy}` };
}
