import { defined } from '../lib/defined.ts';
import type { Host } from '../model/host.ts';
import type { Layout } from '../model/layout.ts';
import type { Survey as SurveyFacts } from '../probes/survey/facts.ts';
import { serverOf } from '../probes/survey/parents.ts';
import { survey, surveySection } from '../probes/survey/probe.ts';
import { resolveLayout } from '../probes/survey/resolve-layout.ts';

/** The first stage of every run: what it asks, and what the engine has to know from the answer. */
export const hostSurvey = {
  probe: survey,
  section: surveySection,
  layout(facts: SurveyFacts, host: Host): Layout {
    return resolveLayout(facts, defined({ unit: host.unit }));
  },
  clock(facts: SurveyFacts): { readonly now?: string; readonly zoneMinutes?: number } {
    return defined({ now: facts.now, zoneMinutes: facts.zoneMinutes });
  },
  serverStarted(facts: SurveyFacts): string | undefined {
    const server = serverOf(facts);
    const age = facts.processes.find(({ pid }) => pid === server?.pid)?.ageSeconds;
    if (facts.now === undefined || age === undefined) return undefined;
    return new Date(Date.parse(facts.now) - age * 1_000).toISOString();
  },
};
