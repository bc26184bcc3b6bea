import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type GrammarContext, parseIntent } from '../src/commands/grammar.ts';
import { verbs } from '../src/commands/verbs.ts';
import { nearestOf } from '../src/lib/nearest.ts';
import { type IntentOf, verbOf } from '../src/model/intent.ts';
import { rules } from '../src/rules/index.ts';
import { changes } from '../src/runbooks/changes/index.ts';
import { investigations } from '../src/runbooks/investigations/index.ts';
import { neverDone } from '../src/runbooks/never.ts';
import { slackLimits } from '../src/slack/render/limits.ts';

/** What adding a verb is easily forgotten for; each failure names the verb, and the place where it is missing. */
const root = join(import.meta.dirname, '..');
const hosts = ['web-01', 'web-03'];
const context: GrammarContext = { hosts, groups: ['web'], nearest: (name) => nearestOf(name, hosts) };

function text(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** What stands in backticks there. */
const changelog = [...text('CHANGELOG.md').matchAll(/`([^`]*)`/g)].map(([, words = '']) => words);

describe('words', () => {
  it('belong to one verb each', () => {
    const claims = [
      ...verbs.flatMap(({ name, alsoTried }) => [name, ...alsoTried].map((word) => [word, name] as const)),
      ...neverDone.flatMap(({ words, verb }) => words.map((word) => [word, `${verb} (never)`] as const)),
    ];
    const claimed = Map.groupBy(claims, ([word]) => word);

    expect(
      [...claimed]
        .filter(([, by]) => by.length > 1)
        .map(([word, by]) => `${word}: ${by.map(([, verb]) => verb).join(', ')}`),
    ).toEqual([]);
  });
});

describe.each(verbs)('$name', ({ name, summary, usage, examples }) => {
  it('stands in CHANGELOG.md, in backticks', () => {
    expect(
      changelog.some((words) => words === name || words === `/apache ${name}` || words.startsWith(`${name} `)),
    ).toBe(true);
  });

  it('has a summary of one sentence, and usage that begins with it', () => {
    expect(summary).toMatch(/^[A-Z].*\.$/);
    expect(usage.split(' ')[0]).toBe(name);
  });

  it.each(examples)('has an example that asks for it: %s', (example) => {
    const intent = parseIntent(example, context);

    expect(intent.kind === 'misunderstood' ? intent.problem : verbOf(intent)).toBe(name);
  });
});

describe.each(investigations)('the look $verb', ({ verb, button, answers }) => {
  it('is the one in the file of its name', () => {
    expect(existsSync(join(root, `src/runbooks/investigations/${verb}.ts`))).toBe(true);
  });

  it('has a button that Slack takes', () => {
    expect(button.length).toBeLessThanOrEqual(slackLimits.buttonText);
  });

  it('is answered by a rule that does not answer every verb (`answers` in `src/rules/`), or by every finding', () => {
    const own = rules.filter((rule) => rule.answers.includes(verb) && rule.answers.length < investigations.length);
    expect(answers ?? own.map(({ id }) => id)).not.toEqual([]);
  });
});

describe.each(changes)('the change $verb', ({ verb, examples, title, button = '', proof }) => {
  const asked = examples
    .map((example) => parseIntent(example, context))
    .filter(
      (intent): intent is IntentOf<'change' | 'rollout'> => intent.kind === 'change' || intent.kind === 'rollout',
    );

  it('is the one in the file of its name', () => {
    expect(existsSync(join(root, `src/runbooks/changes/${verb}.ts`))).toBe(true);
  });

  it('has a button that Slack takes', () => {
    expect(button.length).toBeLessThanOrEqual(slackLimits.buttonText);
  });

  it('names in its title only what its options have', () => {
    const named = [...title.matchAll(/\{(\w+)\}/g)].map(([, part]) => part ?? '');
    const known = asked.map(({ options }) => ['host', ...Object.keys(options)]);

    for (const parts of known) expect(named.filter((part) => !parts.includes(part))).toEqual([]);
    expect(named).toContain('host');
  });

  it('has a button when it needs nothing but a host, and only then', () => {
    const bare = parseIntent(`${verb} web-03`, context).kind === 'change';

    expect(button !== '').toBe(bare);
  });

  it('is proven by laboratory tests that are there, of which one names it', () => {
    const files = readdirSync(join(root, 'test/lab')).filter((file) => file.endsWith('.test.ts'));
    const proving = proof.map((name) => files.filter((file) => file.startsWith(name)));

    expect(proof.filter((_name, index) => proving[index]?.length === 0)).toEqual([]);
    expect(
      proving.flat().filter((file) => new RegExp(`['"\`]${verb}['"\` ]`).test(text(`test/lab/${file}`))),
    ).not.toEqual([]);
  });
});
