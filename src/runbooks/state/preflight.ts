import type { Panel } from '../../model/report.ts';
import type { ReadContext } from '../../model/source.ts';
import { configTree } from '../../probes/config/probe.ts';
import { limits } from '../../probes/limits/probe.ts';
import { survey } from '../../probes/survey/probe.ts';
import { hazardSources, reloadFactsOf } from '../../rules/reload/sources.ts';
import { factsFrom, type Outcomes } from '../facts-of.ts';
import { type Answer, preflight } from '../preflight.ts';
import type { PreflightFacts } from '../preflight-facts.ts';
import { surveyKit } from '../survey-kit.ts';

const words = { yes: 'would survive', no: 'WOULD NOT SURVIVE', unknown: 'cannot be promised' } as const;

/** Whether a reload and a restart would end well, and what would silently not take effect. */
export function preflightPanels(outcomes: Outcomes, _context: ReadContext): readonly Panel[] {
  const { reload, restart, silent, missing, unseen } = preflight(preflightFacts(outcomes));
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
    ...reloadFactsOf(collectedFrom(outcomes)),
    limits: factsFrom(outcomes, limits),
    changed: factsFrom(outcomes, configTree)?.changed,
    parentStarted: surveyed === undefined ? undefined : surveyKit.serverStarted(surveyed),
  };
}

function collectedFrom(outcomes: Outcomes): Parameters<typeof reloadFactsOf>[0] {
  const from = hazardSources;
  return {
    configtest: factsFrom(outcomes, from.configtest),
    version: factsFrom(outcomes, from.version),
    directives: factsFrom(outcomes, from.directives),
    certificates: factsFrom(outcomes, from.certificates),
    processes: factsFrom(outcomes, from.processes),
    listeners: factsFrom(outcomes, from.listeners),
    unit: factsFrom(outcomes, from.unit),
    logs: factsFrom(outcomes, from.logs),
    semaphores: factsFrom(outcomes, from.semaphores),
    environment: factsFrom(outcomes, from.environment),
    memory: factsFrom(outcomes, from.memory),
    room: factsFrom(outcomes, from.room),
    page: factsFrom(outcomes, from.page),
  };
}
