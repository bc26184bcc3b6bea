import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { captureOf, readCapture } from '../../src/diagnosis/collect.ts';
import { evaluate, withDerived } from '../../src/diagnosis/evaluate.ts';
import type { Finding } from '../../src/model/finding.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import type { Capture, ReadContext } from '../../src/model/source.ts';
import { probes } from '../../src/probes/index.ts';
import { rules } from '../../src/rules/index.ts';

const cases = join(import.meta.dirname, '../cases');

/** What capture.json says of a case: where the text comes from, and what the reader may know besides it. */
const About = z.strictObject({
  origin: z.string().min(10),
  exit: z.number().int().default(0),
  /** Exit codes by source, where they differ from `exit`. */
  exits: z.record(z.string(), z.number().int()).default({}),
  kind: z.string().optional(),
  now: z.string().optional(),
  zoneMinutes: z.number().optional(),
});

export interface CaseFolder {
  readonly name: string;
  readonly path: string;
  readonly captures: readonly Capture[];
  readonly context: ReadContext;
}

/** Every case below test/cases: a folder with capture.json and one text file per source. */
export function caseFolders(): readonly CaseFolder[] {
  return readdirSync(cases, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((subject) =>
      readdirSync(join(cases, subject.name))
        .sort()
        .map((name) => readCase(`${subject.name}/${name}`, join(cases, subject.name, name))),
    );
}

function readCase(name: string, path: string): CaseFolder {
  const { exit, exits, now, zoneMinutes } = About.parse(JSON.parse(readFileSync(join(path, 'capture.json'), 'utf8')));
  const captures = readdirSync(path)
    .filter((file) => file.endsWith('.txt'))
    .sort()
    .map((file) =>
      captureOf({
        id: basename(file, '.txt'),
        exit: exits[basename(file, '.txt')] ?? exit,
        text: readFileSync(join(path, file), 'utf8'),
        durationMs: 0,
        cut: false,
        timedOut: false,
      }),
    );
  return {
    name,
    path,
    captures,
    context: { ...(now === undefined ? {} : { now }), ...(zoneMinutes === undefined ? {} : { zoneMinutes }) },
  };
}

/** Reads the captures and asks every rule. */
export function judgeCase(
  captures: readonly Capture[],
  context: ReadContext,
): {
  outcomes: ReadonlyMap<string, Outcome<unknown>>;
  findings: readonly Finding[];
  broken: readonly { rule: string; error: string }[];
} {
  const outcomes = new Map<string, Outcome<unknown>>();
  for (const capture of captures) {
    const probe = probes.find((one) => one.id === capture.source);
    if (probe === undefined) throw new Error(`no probe named ${capture.source}`);
    outcomes.set(capture.source, readCapture(probe, capture, context));
  }
  const { findings, broken } = evaluate(rules, withDerived(outcomes, context), context);
  return { outcomes, findings, broken };
}
