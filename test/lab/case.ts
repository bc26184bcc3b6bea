import { defined } from '../../src/lib/defined.ts';
import type { Rule } from '../../src/model/rule.ts';
import type { Source } from '../../src/model/source.ts';
import { rules } from '../../src/rules/index.ts';
import { casePath, storeRecording } from '../support/recording-store.ts';
import { sectionsOf } from './capture.ts';
import { type Eyes, originOf } from './eyes.ts';
import { provoke } from './lab.ts';

/** Text of one source beyond this is not stored: a case is to be read by people. */
const MOST_CHARACTERS = 60_000;

/**
 * Provokes a fault and stores what the rules judged it by as a case named after it, cleaned and redacted;
 * `FAULT@USER` looks at it as another account and stores every source, as what that account is refused.
 * What must come of it is written by the tests with UPDATE_GOLDENS=1, and is to be read.
 */
export async function captureCase(eyes: Eyes, what: string, host: string): Promise<string> {
  const [id = '', user] = what.split('@');
  const { expect } = await provoke(id, host);
  const { answers, report, context } = await eyes.record(host, user);
  const present = report.cases.flatMap(({ root, symptoms }) => [root, ...symptoms]);
  const judged = [...present, ...report.earlier].map((one): string => one.id);
  const told = new Set([...judged, ...expect.found]);
  const all = told.size === 0 || user !== undefined || report.earlier.some(({ resolved }) => resolved !== undefined);
  const wanted = new Set(rules.filter((rule) => all || told.has(rule.id)).flatMap(sourcesOf));
  const sections = Object.entries(sectionsOf(answers))
    .filter(([source, { text }]) => wanted.has(source) && text.length <= MOST_CHARACTERS)
    .map(([source, section]) => [source, { ...section, durationMs: 0 }]);
  const { now, zoneMinutes } = context;
  return storeRecording(casePath(what.replace('@', '-')), {
    origin: await originOf(host, user === undefined ? id : `${id}, seen as ${user}`),
    ...defined({ now, zoneMinutes }),
    sections: Object.fromEntries(sections),
  });
}

function sourcesOf(rule: Rule): readonly string[] {
  return [...rule.reads, ...rule.mayRead].flatMap(probesOf);
}

function probesOf(source: Source): readonly string[] {
  return source.kind === 'derived' ? source.from.flatMap(probesOf) : [source.id];
}
