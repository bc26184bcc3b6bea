import { nearestOf } from '../lib/nearest.ts';
import { type ChangeOptions, type MpmName, mpmNames } from '../model/change-options.ts';
import type { Intent } from '../model/intent.ts';
import type { ChangeVerb } from '../model/verbs.ts';
import { quoted } from './quoted.ts';
import { readSettings } from './setting-words.ts';

/** What stands behind the host of a change. */
export interface ChangeRead {
  /** What is meant, or would be if its problems were mended; undefined when what is needed is not there. */
  readonly options?: ChangeOptions;
  readonly problems: readonly string[];
  /** A look at this host that helps to say what is missing. */
  readonly look?: Extract<Intent, { kind: 'look' }>['verb'];
}

/** Reads the words behind the host of a change. */
export function readChangeWords(verb: ChangeVerb, words: readonly string[]): ChangeRead {
  return readers[verb]?.(words) ?? { options: {}, problems: tooMany(verb, words) };
}

/** True for a word that belongs to the verb and can be no host, so that `mpm event web-03` is understood too. */
export function isArgument(verb: ChangeVerb, word: string): boolean {
  return theirs[verb]?.(word) ?? false;
}

const theirs: Partial<Record<ChangeVerb, (word: string) => boolean>> = {
  tune: (word) => word.includes('='),
  harden: (word) => word.includes('='),
  mpm: (word) => meantMpm(word) !== undefined,
  'core-dumps': (word) => Object.hasOwn(switchWords, word),
  'release-port': (word) => portOf(word) !== undefined,
  rollback: (word) => changeIdOf(word) !== undefined,
};

const readers: Partial<Record<ChangeVerb, (words: readonly string[]) => ChangeRead>> = {
  tune: readSettings,
  harden: readSettings,
  mpm: readMpm,
  'core-dumps': readSwitch,
  'disable-module': readModule,
  'release-port': readPort,
  rollback: readChangeId,
};

function readMpm([word, ...others]: readonly string[]): ChangeRead {
  if (word === undefined)
    return { problems: ['Which MPM? `mpm HOST` takes event, worker or prefork.'], look: 'mpm-settings' };
  const mpm = meantMpm(word);
  if (mpm === undefined)
    return { problems: [`There is no MPM ${quoted(word)}: it is event, worker or prefork.`], look: 'mpm-settings' };
  const wrong = mpm === word ? [] : [`There is no MPM ${quoted(word)}.`];
  return { options: { mpm }, problems: [...wrong, ...tooMany('mpm', others)] };
}

function meantMpm(word: string): MpmName | undefined {
  const bare = word.replace(/^mpm_/, '').replace(/(?:_module|\.so)$/, '');
  return mpmNames.find((name) => name === bare) ?? mpmNames.find((name) => nearestOf(bare, [name]).length > 0);
}

const switchWords: Readonly<Record<string, 'on' | 'off'>> = {
  on: 'on',
  off: 'off',
  enable: 'on',
  enabled: 'on',
  yes: 'on',
  true: 'on',
  disable: 'off',
  disabled: 'off',
  no: 'off',
  false: 'off',
};

function readSwitch([word, ...others]: readonly string[]): ChangeRead {
  const coreDumps = word !== undefined && Object.hasOwn(switchWords, word) ? switchWords[word] : undefined;
  if (word === undefined || coreDumps === undefined)
    return { options: { coreDumps: 'on' }, problems: ['`core-dumps HOST` takes `on` or `off`.'] };
  const wrong = coreDumps === word ? [] : [`\`core-dumps HOST\` takes \`on\` or \`off\`, not ${quoted(word)}.`];
  return { options: { coreDumps }, problems: [...wrong, ...tooMany('core-dumps', others)] };
}

function readModule([word, ...others]: readonly string[]): ChangeRead {
  if (word === undefined)
    return { problems: ['Which module? `disable-module HOST` takes its name, such as `status`.'] };
  const module = word
    .replace(/^mod_/, '')
    .replace(/\.(?:so|c|load|conf)$/, '')
    .replace(/_module$/, '');
  if (!/^[a-z0-9_]{1,40}$/.test(module)) return { problems: [`${quoted(word)} is no name of a module.`] };
  return { options: { module }, problems: tooMany('disable-module', others) };
}

function readPort([word, ...others]: readonly string[]): ChangeRead {
  const problem = '`release-port HOST` takes a port from 1 to 65535, such as `80`.';
  const port = portOf(word ?? '');
  if (port === undefined) return { problems: [problem], look: 'ports' };
  const wrong = String(port) === word ? [] : [problem];
  return { options: { port }, problems: [...wrong, ...tooMany('release-port', others)] };
}

function portOf(word: string): number | undefined {
  const port = Number(/^(?:tcp[:/]|port[:=]?)?0*([1-9]\d{0,4})(?:\/tcp)?$/.exec(word)?.[1]);
  return port >= 1 && port <= 65_535 ? port : undefined;
}

function readChangeId([word, ...others]: readonly string[]): ChangeRead {
  if (word === undefined) return { options: {}, problems: [] };
  const change = changeIdOf(word);
  if (change === undefined)
    return { options: {}, problems: [`${quoted(word)} is no id of a change: that is 16 digits from 0 to f.`] };
  return { options: { change }, problems: tooMany('rollback', others) };
}

function changeIdOf(word: string): string | undefined {
  return /^[0-9a-f]{16}$/.exec(word)?.[0];
}

function tooMany(verb: ChangeVerb, words: readonly string[]): readonly string[] {
  return words.length === 0 ? [] : [`I do not know what to do with ${quoted(words.join(' '))} after \`${verb}\`.`];
}
