import { defined } from '../lib/defined.ts';
import { nearestOf } from '../lib/nearest.ts';
import { quoted } from '../lib/quoted.ts';
import type { Intent } from '../model/intent.ts';
import { type ChangeVerb, changeVerbs, readVerbs } from '../model/verbs.ts';
import { changes } from '../runbooks/changes/index.ts';
import { readReason } from './reason.ts';
import { groupWord, type Names, noHost } from './target.ts';

/** A line that asks no host, read: the intent, or the nearest one, with what is wrong. */
export interface OwnVerbRead {
  readonly intent: Intent;
  readonly problems: readonly string[];
}

/** Reads `why HOST VERB`, in either order. */
export function readWhy(words: readonly string[], names: Names): OwnVerbRead {
  const changes = words.filter((word) => changeVerbs.some((verb) => verb === word));
  const [verb] = changes.flatMap((word) => changeVerbs.filter((one) => one === word));
  const others = words.filter((word) => word !== verb);
  const host = others.find((word) => names.hosts.includes(word));
  const left = others.filter((word) => word !== host);
  if (verb !== undefined && host !== undefined)
    return { intent: { kind: 'why', host, verb }, problems: extra('why HOST VERB', left) };
  if (host !== undefined) return whyWithoutVerb(host, left);
  const [name] = left;
  const near = name === undefined ? undefined : names.nearest(name).find((one) => names.hosts.includes(one));
  const meant = verb ?? meantChange(left.at(1) ?? '');
  const problems = [whyProblem(name, names)];
  if (near === undefined || meant === undefined) return { intent: { kind: 'help', verb: 'why' }, problems };
  return { intent: { kind: 'why', host: near, verb: meant }, problems };
}

function whyProblem(name: string | undefined, names: Names): string {
  if (name === undefined) return '`why` needs a host and a verb that changes it, such as `why web-03 restart`.';
  return groupWord(name) === undefined ? noHost(name, names) : '`why` answers for one host at a time.';
}

function whyWithoutVerb(host: string, [word]: readonly string[]): OwnVerbRead {
  const usage = '`why` says who may have a host changed, such as `why HOST restart`.';
  if (word === undefined)
    return {
      intent: { kind: 'look', verb: 'diagnose', host, options: {} },
      problems: [`${usage} What is wrong with a host is found by \`diagnose\`.`],
    };
  const look = readVerbs.find((verb) => verb === word);
  if (look !== undefined)
    return {
      intent: { kind: 'look', verb: look, host, options: {} },
      problems: [`${usage} \`${look}\` only reads, so anybody who may ask may run it.`],
    };
  const near = meantChange(word);
  const problems = [`${quoted(word)} is not a verb that changes a host.`];
  if (near === undefined) return { intent: { kind: 'help', verb: 'why' }, problems };
  return { intent: { kind: 'why', host, verb: near }, problems };
}

function meantChange(word: string): ChangeVerb | undefined {
  const tried = changes.find(({ alsoTried }) => alsoTried.includes(word))?.verb;
  const [near] = nearestOf(word, changeVerbs);
  return tried ?? changeVerbs.find((verb) => verb === near);
}

/** Reads `freeze "reason"`; a host is not a reason, for a freeze is for all of them. */
export function readFreeze(reason: string | undefined, words: readonly string[], names: Names): OwnVerbRead {
  const named = [...words, ...(reason === undefined ? [] : [reason.toLowerCase()])].find(
    (word) => names.hosts.includes(word) || groupWord(word) !== undefined,
  );
  if (named !== undefined)
    return {
      intent: { kind: 'freeze' },
      problems: [`\`freeze\` stops changes on all hosts, so it takes no ${quoted(named)}.`],
    };
  const left = extra('freeze', words);
  if (reason === undefined) return { intent: { kind: 'freeze' }, problems: left };
  const read = readReason(reason, '`freeze` takes a reason in quotes');
  return {
    intent: { kind: 'freeze', ...defined({ reason: read.reason }) },
    problems: [...left, ...(read.problem === undefined ? [] : [read.problem])],
  };
}

/** Reads `unfreeze`, which takes nothing. */
export function readUnfreeze(words: readonly string[]): OwnVerbRead {
  return { intent: { kind: 'unfreeze' }, problems: extra('unfreeze', words) };
}

/** Reads `export RUN-ID`. */
export function readExport([run, ...others]: readonly string[]): OwnVerbRead {
  if (run === undefined || !/^[a-z0-9][a-z0-9-]{2,79}$/.test(run))
    return {
      intent: { kind: 'help', verb: 'export' },
      problems: ['`export` needs the id of a run: every card and result shows it at its foot.'],
    };
  return { intent: { kind: 'export', run }, problems: extra('export RUN-ID', others) };
}

function extra(kept: string, words: readonly string[]): readonly string[] {
  return words.length === 0 ? [] : [`I do not know what to do with ${quoted(words.join(' '))} after \`${kept}\`.`];
}
