import { configTree, configtest, directives } from '../../checks/config/probe.ts';
import { limits, semaphores } from '../../checks/limits/probe.ts';
import { logs } from '../../checks/logs/logs.ts';
import { listeners } from '../../checks/ports/probe.ts';
import { processes } from '../../checks/processes/probe.ts';
import { unit, version } from '../../checks/service/probe.ts';
import { survey } from '../../checks/survey/probe.ts';
import { certificates } from '../../checks/tls/probe.ts';
import { statusPage } from '../../checks/workers/probe.ts';
import type { Panel } from '../../model/report.ts';
import type { ReadContext } from '../../model/source.ts';
import { factsFrom, type Outcomes } from '../facts-of.ts';
import { type Answer, type PreflightFacts, preflight } from '../preflight.ts';
import { surveyKit } from '../survey-kit.ts';

const words = { yes: 'would survive', no: 'WOULD NOT SURVIVE', unknown: 'cannot be promised' } as const;

/** Whether a reload and a restart would end well, and what would silently not take effect. */
export function preflightPanels(outcomes: Outcomes, _context: ReadContext): readonly Panel[] {
  const { reload, restart, silent, missing } = preflight(preflightFacts(outcomes));
  return [
    { title: `Reload: ${words[reload.survives]}`, lines: answerLines(reload, missing) },
    { title: `Full restart: ${words[restart.survives]}`, lines: answerLines(restart, missing) },
    {
      title: 'Would silently not take effect by a reload',
      lines: silent.length === 0 ? ['nothing that could be seen'] : silent,
    },
  ];
}

function answerLines({ against, besides }: Answer, missing: readonly string[]): readonly string[] {
  const lines = [
    ...against.map((why) => `✗ ${why}`),
    ...besides.map((why) => `! ${why}`),
    ...(missing.length === 0 ? [] : [`? not seen: ${missing.join(', ')}`]),
  ];
  return lines.length > 0
    ? lines
    : [
        '✓ syntax, MPM, Listen lines, certificates and keys, semaphores, private /tmp, slots: nothing speaks against it',
      ];
}

function preflightFacts(outcomes: Outcomes): PreflightFacts {
  const arrays = factsFrom(outcomes, semaphores);
  const surveyed = factsFrom(outcomes, survey);
  return {
    configtest: factsFrom(outcomes, configtest),
    version: factsFrom(outcomes, version),
    directives: factsFrom(outcomes, directives),
    certificates: factsFrom(outcomes, certificates),
    processes: factsFrom(outcomes, processes),
    listeners: factsFrom(outcomes, listeners),
    unit: factsFrom(outcomes, unit),
    logs: factsFrom(outcomes, logs),
    runningMpm: factsFrom(outcomes, statusPage)?.mpm,
    limits: factsFrom(outcomes, limits),
    changed: factsFrom(outcomes, configTree)?.changed,
    parentStarted: surveyed === undefined ? undefined : surveyKit.serverStarted(surveyed),
    ...(arrays === undefined ? {} : { semaphores: { used: arrays.arrays, limit: arrays.arraysMax } }),
  };
}
