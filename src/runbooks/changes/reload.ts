import type { Look, Planned } from '../../model/change-runbook.ts';
import type { Drift, Plan } from '../../model/plan.ts';
import { defineChange, type NoOptions, nothing, type RequestOf } from '../define-change.ts';
import { boundTo, driftFrom } from './server/preconditions.ts';
import { because, refused } from './server/refusal.ts';
import { verifyReload } from './server/reload-verify.ts';
import { serverRestored } from './server/restored.ts';
import { ambiguous, mpmOf, pauseOf, serverChecks } from './server/running.ts';
import { safetyOf, serverProbes } from './server/safety.ts';
import { runningServer } from './server/server.ts';
import { RELOAD_SECONDS, reloadCommand } from './server/unit-command.ts';

/** A graceful reload: the parent stays, re-reads its configuration and starts a new generation of children. */
export const reload = defineChange({
  verb: 'reload',
  place: 10,
  summary: 'Plans a graceful reload: the configuration is read again and no request is cut.',
  examples: ['reload web-03', 'reload web-03 --dry-run', 'reload group:web'],
  alsoTried: ['graceful', 'refresh', 'rehash', 'apply'],
  title: 'Graceful reload of {host}',
  button: 'Plan a graceful reload',
  takes: nothing,
  tiers: ['reversible'],
  rights: { unit: ['reload'] },
  takenBackBy: 'none: what was on disk before is not known',
  proof: ['real-hosts', 'rollout', 'lost-connection'],
  never: [
    {
      id: 'signal',
      words: ['usr1', 'winch', 'signal', 'send-signal', 'kill-usr1'],
      why: 'A raw SIGUSR1 makes the parent read its configuration without any test before: with one mistake in it the server ends (AH00526, and nothing in the journal).',
      instead: 'reload does the same through the unit, after a syntax check and the checks beyond it.',
    },
    {
      id: 'signal-restart',
      words: ['hup', 'kill-hup', 'apachectl-restart', 'hard-restart'],
      why: 'SIGHUP restarts the server without a test of its configuration and cuts every request that runs (AH00494).',
      instead: 'reload cuts none; restart does a full stop and start, with what it cuts said beforehand.',
    },
  ],
  probes: serverProbes,
  verifySeconds: 20,
  plan: planReload,
  drift: driftOf,
  verify: (_plan, baseline, look) => verifyReload(baseline, look),
  restored: serverRestored,
});

function planReload({ look, options, changeId }: RequestOf<NoOptions>): Planned {
  const { layout } = look;
  const server = runningServer(look);
  const { preconditions, unseen } = boundTo(look);
  const { checks, blocking } = safetyOf(look, 'reload');
  const reasons = server === undefined ? [noParent] : [...ambiguous(server), ...unseen, ...blocking];
  if (server === undefined || layout === undefined || reasons.length > 0) return refused(look.host, 'reload', reasons);
  const plan: Plan = {
    verb: 'reload',
    host: look.host,
    options,
    changeId,
    steps: [
      {
        host: look.host,
        title: 'Reload gracefully',
        command: { argv: reloadCommand(layout, server.root.unit), seconds: RELOAD_SECONDS },
      },
    ],
    diff: '',
    preconditions,
    tier: 'reversible',
    breakGlass: null,
    impact: `Running requests finish. Idle keep-alive connections are closed, so a client that does not retry may see one failed request. ${pauseOf(mpmOf(look))}`,
    undo: {
      words:
        'Restore the configuration files as they were before, then plan another reload: it cuts no request either.',
      steps: [],
    },
  };
  return { offered: true, plan, checks: [...serverChecks(look, server), ...checks] };
}

const noParent = because(
  'No Apache parent process runs here, so there is nothing to reload. (httpd -k graceful would start one instead.)',
);

function driftOf({ preconditions }: Plan, look: Look): readonly Drift[] {
  const unsafe = safetyOf(look, 'reload').blocking;
  return [
    ...driftFrom(preconditions, look),
    ...unsafe.map(({ why }) => ({ what: 'Still safe', planned: 'yes', now: why })),
  ];
}
