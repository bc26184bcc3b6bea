import type { Panel } from '../../model/report.ts';
import type { ReadContext } from '../../model/source.ts';
import { environment } from '../../probes/config/environment.ts';
import { configTree, configtest, directives } from '../../probes/config/probe.ts';
import { limits, semaphores, vitals } from '../../probes/limits/probe.ts';
import { errorLog, journal, vhostLogs } from '../../probes/logs/probe.ts';
import { memoryRoom } from '../../probes/memory/probe.ts';
import { listeners } from '../../probes/ports/probe.ts';
import { processes } from '../../probes/processes/probe.ts';
import { unit, version } from '../../probes/service/probe.ts';
import { survey } from '../../probes/survey/probe.ts';
import { certificates } from '../../probes/tls/probe.ts';
import { statusPage } from '../../probes/workers/probe.ts';
import { defineInvestigation } from '../define-investigation.ts';
import { factsFrom, type Outcomes } from '../facts-of.ts';
import { hostSurvey } from '../host-survey.ts';
import { type Answer, preflight as judge } from '../preflight.ts';
import type { PreflightFacts } from '../preflight-facts.ts';
import { reloadFacts } from '../state/hazards.ts';
import { serverLine } from '../state/server.ts';

/** Whether a reload or a restart would end well. */
export const preflight = defineInvestigation({
  verb: 'preflight',
  place: 160,
  title: 'Before a reload or restart',
  summary: 'Says whether the server would survive a reload or a restart now, and what would silently not take effect.',
  examples: ['preflight web-03'],
  looksAt:
    'everything that a reload or start needs: syntax, MPM, Listen lines, keys, semaphores, limits, the running server',
  alsoTried: ['pre-flight', 'precheck', 'safe', 'safety', 'dry-run', 'canireload'],
  button: 'Would a reload survive?',
  sources: [
    unit,
    processes,
    listeners,
    configTree,
    configtest,
    version,
    directives,
    certificates,
    semaphores,
    environment,
    limits,
    memoryRoom,
    vitals,
    errorLog,
    vhostLogs,
    journal,
    statusPage,
  ],
  state: [serverLine],
  panels: preflightPanels,
});

const words = { yes: 'would survive', no: 'WOULD NOT SURVIVE', unknown: 'cannot be promised' } as const;

/** Whether a reload and a restart would end well, and what would silently not take effect. */
function preflightPanels(outcomes: Outcomes, _context: ReadContext): readonly Panel[] {
  const { reload, restart, silent, missing, unseen } = judge(preflightFacts(outcomes));
  return [
    { title: `Reload: ${words[reload.survives]}`, lines: answerLines(reload, missing, unseen) },
    { title: `Full restart: ${words[restart.survives]}`, lines: answerLines(restart, missing, []) },
    {
      title: 'Would silently not take effect by a reload',
      lines: silent.length === 0 ? ['nothing that could be seen'] : silent,
    },
  ];
}

function answerLines(
  { against, besides }: Answer,
  missing: readonly string[],
  unseen: readonly string[],
): readonly string[] {
  const lines = [
    ...against.map((why) => `✗ ${why}`),
    ...besides.map((why) => `! ${why}`),
    ...(missing.length === 0 ? [] : [`? not seen: ${missing.join(', ')}`]),
    ...(unseen.length === 0 ? [] : [`? not seen, and not decisive: ${unseen.join(', ')}`]),
  ];
  return lines.length > 0
    ? lines
    : [
        '✓ syntax, MPM, Listen lines, certificates and keys, variables, logs and their programs, semaphores, memory, private /tmp, slots: nothing speaks against it',
      ];
}

function preflightFacts(outcomes: Outcomes): PreflightFacts {
  const surveyed = factsFrom(outcomes, survey);
  return {
    ...reloadFacts(outcomes),
    limits: factsFrom(outcomes, limits),
    changed: factsFrom(outcomes, configTree)?.changed,
    parentStarted: surveyed === undefined ? undefined : hostSurvey.serverStarted(surveyed),
  };
}
