import type { Baseline, ChangeRunbook, Look, Planned } from '../model/change-runbook.ts';
import type { Layout } from '../model/layout.ts';
import type { Drift, Plan, Preconditions, SafetyCheck } from '../model/plan.ts';
import { reloadCommand } from './reload-command.ts';
import { factsOf, listeningOf, reloadSources, runningServer, type Server } from './reload-facts.ts';
import { reloadProbes, reloadSafety } from './reload-safety.ts';
import { verifyReload } from './reload-verify.ts';

/** systemctl reload waits for the unit's ExecReload, which is bounded by TimeoutStartUSec, 90 s by default (systemd.service). */
const COMMAND_SECONDS = 100;
const VERIFY_SECONDS = 20;
/** A plan lives for minutes; what changed since it was made changed within the hour. */
const CHANGED_MS = 3_600_000;
/** As much of a hash as the card shows: enough to compare by eye. */
const HASH_SHOWN = 12;

type Reason = { readonly why: string; readonly evidence: readonly string[] };

/** A graceful reload: the parent stays, re-reads its configuration and starts a new generation of children. */
export const reload: ChangeRunbook = {
  verb: 'reload',
  probes: reloadProbes,
  verifySeconds: VERIFY_SECONDS,
  plan: planReload,
  drift: driftOf,
  baseline: baselineOf,
  verify: verifyReload,
};

function planReload(look: Look): Planned {
  const observed = observe(look);
  const reasons = 'reasons' in observed ? observed.reasons : [];
  const { checks, blocking } = reloadSafety(look);
  if ('reasons' in observed || blocking.length > 0) {
    return { offered: false, refusal: { host: look.host, verb: 'reload', reasons: [...reasons, ...blocking] } };
  }
  const { server, layout, preconditions } = observed;
  const plan: Plan = {
    verb: 'reload',
    host: look.host,
    steps: [
      {
        host: look.host,
        title: 'Reload gracefully',
        command: { argv: reloadCommand(layout, server.root.unit), seconds: COMMAND_SECONDS },
      },
    ],
    preconditions,
    tier: 'reversible',
    impact: `Running requests finish. Idle keep-alive connections are closed, so a client that does not retry may see one failed request. ${pauseOf(preconditions.mpm ?? factsOf(look, reloadSources.version)?.mpm)}`,
    undo: 'Restore the configuration files as they were before, then plan another reload: it cuts no request either.',
  };
  return { offered: true, plan, checks: [...basicChecks(server, preconditions), ...checks] };
}

/** How long new requests wait: the event MPM's parent may sleep a full second before it starts new children (event.c, server_main_loop). Worker was not measured and is treated alike; prefork's longest gap was 0.2 s under load. */
function pauseOf(mpm: string | undefined): string {
  if (mpm === 'event' || mpm === 'worker') return `New requests may wait up to a second (${mpm} MPM); none is refused.`;
  if (mpm === 'prefork') return 'New requests hardly wait (prefork MPM); none is refused.';
  return 'New requests may wait up to a second, depending on the MPM; none is refused.';
}

type Observed =
  | { readonly server: Server; readonly layout: Layout; readonly preconditions: Preconditions }
  | { readonly reasons: readonly Reason[] };

/** Everything the approval is bound to; what of it cannot be seen is a reason not to offer a plan. */
function observe(look: Look): Observed {
  const { reach, layout } = look;
  if (!reach.reached) return refuse(`The host cannot be reached: ${reach.detail}`);
  const server = runningServer(look);
  if (server === undefined || layout === undefined) {
    return refuse(
      'No Apache parent process runs here, so there is nothing to reload. (httpd -k graceful would start one instead.)',
    );
  }
  const parents = server.survey.roots.filter(({ role }) => role === 'parent');
  if (server.root.unit === undefined && parents.length > 1) {
    return refuse(`${parents.length} Apache parents run and no unit owns them: which one would answer is not certain.`);
  }
  const tree = factsOf(look, reloadSources.configTree);
  const reasons: Reason[] = [];
  if (tree === undefined)
    reasons.push({
      why: 'The configuration files could not be hashed, so an approval could not be bound to them.',
      evidence: [],
    });
  else if (!tree.privileged)
    reasons.push({
      why: 'Only a part of the configuration could be hashed: a change to the rest would go unnoticed between approval and run.',
      evidence: [],
    });
  if (listeningOf(look, server.root.pid) === undefined)
    reasons.push({
      why: 'Who listens could not be seen, so a change of the sockets would go unnoticed.',
      evidence: [],
    });
  if (server.survey.bootId === undefined)
    reasons.push({
      why: 'The boot id could not be read, so a restart of the host could not be noticed.',
      evidence: [],
    });
  reasons.push(...configtestReasons(look));
  if (reasons.length > 0 || tree === undefined || server.survey.bootId === undefined) return { reasons };
  const status = factsOf(look, reloadSources.statusPage);
  return {
    server,
    layout,
    preconditions: {
      parentPid: server.root.pid,
      parentStart: server.startTicks,
      bootId: server.survey.bootId,
      configHash: tree.digest,
      configHashComplete: tree.privileged,
      configtest: 'ok',
      mpm: status?.mpm ?? null,
      listening: listeningOf(look, server.root.pid) ?? [],
      generation: status?.mpmGeneration ?? null,
    },
  };
}

function refuse(why: string): Observed {
  return { reasons: [{ why, evidence: [] }] };
}

function configtestReasons(look: Look): readonly Reason[] {
  const outcome = look.outcomes(reloadSources.configtest);
  const facts = factsOf(look, reloadSources.configtest);
  if (facts === undefined) {
    const detail = outcome.status === 'unavailable' ? outcome.detail : '';
    return [{ why: `The configuration could not be tested (${detail}).`, evidence: [] }];
  }
  if (!facts.ok) {
    const [error] = facts.errors;
    const place =
      error?.file === undefined ? '' : ` (${error.file}${error.line === undefined ? '' : `, line ${error.line}`})`;
    return [
      {
        why: `The configuration on disk does not load${place}: ${error?.reason ?? 'the syntax check failed'}`,
        evidence: facts.entries.slice(0, 3).map(({ raw }) => raw),
      },
    ];
  }
  if (facts.privileged === false) {
    return [
      {
        why: 'The configuration could only be tested as an ordinary user, who cannot read keys: the answer proves too little.',
        evidence: [],
      },
    ];
  }
  return [];
}

function basicChecks({ root }: Server, preconditions: Preconditions): readonly SafetyCheck[] {
  const { parentPid, listening, generation } = preconditions;
  return [
    { name: 'Syntax check as root', passed: true, detail: 'Syntax OK' },
    {
      name: 'Parent',
      passed: true,
      detail: `pid ${parentPid}${root.unit === undefined ? ', no unit owns it' : `, owned by ${root.unit}`}`,
    },
    {
      name: 'Configuration hash',
      passed: true,
      detail: 'every file, as root',
    },
    {
      name: 'Sockets',
      passed: listening.length > 0,
      detail: listening.length > 0 ? listening.join(', ') : 'who listens could not be seen',
    },
    {
      name: 'Reloads so far',
      passed: generation !== null,
      detail: generation === null ? 'the status page did not say; the log will have to do' : String(generation),
    },
  ];
}

/** What differs between the plan and the host now; anything here voids the approval. */
function driftOf({ preconditions: planned }: Plan, look: Look): readonly Drift[] {
  const observed = observe(look);
  if ('reasons' in observed)
    return observed.reasons.map(({ why }) => ({ what: 'Still safe', planned: 'yes', now: why }));
  const { preconditions: now } = observed;
  const drift: Drift[] = [];
  const compare = (what: string, before: string, after: string): void => {
    if (before !== after) drift.push({ what, planned: before, now: after });
  };
  compare('Boot of the host', planned.bootId, now.bootId);
  compare('Parent pid', String(planned.parentPid), String(now.parentPid));
  compare('Start of the parent', String(planned.parentStart), String(now.parentStart));
  if (planned.configHash !== now.configHash)
    drift.push({
      what: 'Configuration hash',
      planned: planned.configHash.slice(0, HASH_SHOWN),
      now: `${now.configHash.slice(0, HASH_SHOWN)}: ${changedLately(look)}`,
    });
  compare('Listening sockets', planned.listening.join(', '), now.listening.join(', '));
  if (planned.mpm !== null && now.mpm !== null) compare('MPM', planned.mpm, now.mpm);
  for (const { why } of reloadSafety(look).blocking) drift.push({ what: 'Still safe', planned: 'yes', now: why });
  return drift;
}

/** Which files made the hash another one, as far as their dates tell: newest first. */
function changedLately(look: Look): string {
  const { now } = look.context;
  const changed = factsOf(look, reloadSources.configTree)?.changed ?? [];
  if (now === undefined) return 'which files changed is not known';
  const lately = changed
    .filter(({ at }) => Math.abs(Date.parse(now) - Date.parse(at)) <= CHANGED_MS)
    .sort((one, other) => Date.parse(other.at) - Date.parse(one.at));
  if (lately.length === 0) return 'no file has a date of the last hour; one was removed, or came with an older date';
  const named = lately.slice(0, 3).map(({ path, at, owner }) => {
    const minutes = Math.max(0, Math.round((Date.parse(now) - Date.parse(at)) / 60_000));
    return `${path} (${minutes === 0 ? 'under a minute' : `${minutes} min`} ago, owner ${owner})`;
  });
  return `changed lately: ${named.join(', ')}${lately.length > 3 ? ` and ${lately.length - 3} more` : ''}`;
}

function baselineOf(look: Look): Baseline {
  return { now: look.context.now ?? null, generation: factsOf(look, reloadSources.statusPage)?.mpmGeneration ?? null };
}
