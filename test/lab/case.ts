import { globSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { captureOf } from '../../src/diagnosis/collect.ts';
import type { Rule } from '../../src/model/rule.ts';
import type { Source } from '../../src/model/source.ts';
import { rules } from '../../src/rules/index.ts';
import { type Eyes, originOf } from './eyes.ts';
import { provoke } from './lab.ts';

const rulesFolder = join(import.meta.dirname, '../../src/rules');
const cases = join(import.meta.dirname, '../cases');
/** Text of one source beyond this is not stored: a case is to be read by people. */
const MOST_CHARACTERS = 60_000;

/**
 * Provokes a fault and stores what the rules judged it by as a captured case beside the rule that leads, cleaned and redacted;
 * `FAULT@USER` looks at it as another account and stores every source, as what that account is refused.
 * Its golden facts and findings are written by the tests with UPDATE_GOLDENS=1, and are to be reviewed.
 */
export async function captureCase(eyes: Eyes, what: string, host: string): Promise<string> {
  const [id = '', user] = what.split('@');
  const { expect } = await provoke(id, host);
  const { answers, report, context } = await eyes.record(host, user);
  const judged = report.cases.flatMap(({ root, symptoms }) => [root, ...symptoms]).map((one): string => one.id);
  const told = new Set([...judged, ...expect.found]);
  const all = told.size === 0 || user !== undefined;
  const wanted = new Set(rules.filter((rule) => all || told.has(rule.id)).flatMap(sourcesOf));
  const folder = join(subjectOf(judged[0] ?? expect.found[0]), what.replace('@', '-'));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const exits: Record<string, number> = {};
  for (const [id, answer] of answers) {
    const { text, exit } = captureOf(answer);
    if (!wanted.has(id) || text.length > MOST_CHARACTERS) continue;
    writeFileSync(join(folder, `${id}.txt`), text);
    if (exit !== 0) exits[id] = exit;
  }
  const about = {
    origin: await originOf(host, user === undefined ? id : `${id}, seen as ${user}`),
    now: context.now,
    zoneMinutes: context.zoneMinutes,
    exits,
  };
  writeFileSync(join(folder, 'capture.json'), `${JSON.stringify(about, null, 2)}\n`);
  return folder;
}

function sourcesOf(rule: Rule): readonly string[] {
  return [...rule.reads, ...rule.mayRead].flatMap(probesOf);
}

function probesOf(source: Source): readonly string[] {
  return source.kind === 'derived' ? source.from.flatMap(probesOf) : [source.id];
}

/** The folder of the rule that leads; cases in which nothing is wrong belong to the survey. */
function subjectOf(lead: string | undefined): string {
  const [file] = lead === undefined ? [] : globSync(join(rulesFolder, '*', `${lead}.rule.ts`));
  return join(cases, file === undefined ? 'survey' : basename(dirname(file)));
}
