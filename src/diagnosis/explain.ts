import { defined } from '../lib/defined.ts';
import type { Finding } from '../model/finding.ts';
import { type Outcome, unavailable } from '../model/outcome.ts';
import type { Rule } from '../model/rule.ts';
import type { Probe, ReadContext } from '../model/source.ts';
import { groupByCause } from './causes.ts';
import { captureOf, readCapture } from './collect.ts';
import { evaluate, withDerived } from './evaluate.ts';
import { unpasted } from './paste.ts';

/** What pasted text was found to say: findings, the leading cause first, and how many of its lines nobody could read. */
export interface Explanation {
  readonly findings: readonly Finding[];
  readonly unrecognised: number;
  /** Set when the text is not of that kind at all. */
  readonly refused?: string;
  readonly broken: readonly { readonly rule: string; readonly error: string }[];
}

/** Judges pasted text by the reader of one probe and every rule that can do with it. */
export function explain(text: string, probe: Probe, rules: readonly Rule[], context: ReadContext = {}): Explanation {
  const capture = captureOf({
    id: probe.id,
    exit: 0,
    text: unpasted(text),
    durationMs: 0,
    cut: false,
    timedOut: false,
  });
  const outcome = understood(readCapture(probe, capture, context), capture.text);
  const { findings, broken } = evaluate(rules, withDerived(new Map([[probe.id, outcome]]), context), context);
  const ordered = groupByCause(findings).flatMap(({ root, symptoms }) => [root, ...symptoms]);
  const refused = outcome.status === 'unavailable' ? outcome.detail : undefined;
  return {
    findings: ordered,
    unrecognised: unrecognisedIn(outcome, capture.text),
    broken,
    ...defined({ refused }),
  };
}

/** Of a text of this kind at least half the lines can be read; the number is a choice. */
const SHARE = 0.5;

/** What was read, unless there is nothing to read or most of it is of another kind. */
function understood(outcome: Outcome<unknown>, text: string): Outcome<unknown> {
  const lines = linesIn(text);
  if (lines === 0) return unavailable('unrecognised', 'there is no text');
  const unread = unrecognisedIn(outcome, text);
  if (outcome.status === 'unavailable' || unread <= lines * SHARE) return outcome;
  return unavailable('unrecognised', `${unread} of its ${lines} lines are of another kind`);
}

function linesIn(text: string): number {
  return text.split('\n').filter((line) => line.trim() !== '').length;
}

function unrecognisedIn(outcome: Outcome<unknown>, text: string): number {
  if (outcome.status === 'unavailable') return linesIn(text);
  const { facts } = outcome;
  if (typeof facts !== 'object' || facts === null || !('unrecognised' in facts)) return 0;
  return typeof facts.unrecognised === 'number' ? facts.unrecognised : 0;
}
