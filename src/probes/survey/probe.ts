import { loadProgram } from '../../lib/program.ts';
import { defineProbe, type Section } from '../../model/source.ts';
import { pathsAsked, toolsAsked } from './asked.ts';
import { Survey } from './facts.ts';
import { parseSurvey } from './parse.ts';

/** The first look at a host; asks nothing of a layout, since the layout is resolved from its answer. */
export const surveySection: Section = {
  program: loadProgram(import.meta.dirname, 'survey.sh'),
  args: [toolsAsked.join(' '), ...pathsAsked],
  seconds: 10,
  bytes: 600_000,
  builtinOnly: true,
};

/** What this host is, which Apache runs on it, and what it lets us see. */
export const survey = defineProbe({
  id: 'survey',
  title: 'Host and Apache processes',
  question: 'which Apache runs here, and where this host keeps it',
  wants: 'a session that can read /proc',
  facts: Survey,
  section: () => surveySection,
  parse: parseSurvey,
});
