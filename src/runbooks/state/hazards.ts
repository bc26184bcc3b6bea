import { reloadHazards } from '../../rules/reload/hazards.ts';
import { hazardSources, reloadFactsOf } from '../../rules/reload/sources.ts';
import { factsFrom, type Outcomes } from '../facts-of.ts';

/** What is known of all that a reload is judged by. */
export function reloadFacts(outcomes: Outcomes): ReturnType<typeof reloadFactsOf> {
  const from = hazardSources;
  return reloadFactsOf({
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
  });
}

/** Why a reload or restart would end the running server; undefined when nothing that could be seen says so. */
export function whyItWouldEnd(outcomes: Outcomes): string | undefined {
  return reloadHazards(reloadFacts(outcomes)).find(({ blocks }) => blocks)?.why;
}
