import { defined } from '../lib/defined.ts';
import { cleanText } from '../lib/hostile-text.ts';
import { nearestOf } from '../lib/nearest.ts';
import { quoted } from '../lib/quoted.ts';
import { type LookOptions, logLevels, optionLimits } from '../model/intent.ts';
import { options } from './option-list.ts';
import { readReason } from './reason.ts';
import type { OptionName, VerbSpec } from './verb-spec.ts';
import type { RawOption } from './words.ts';

/** Everything an option can say. */
export type OptionValues = LookOptions & {
  /** How long to watch. */
  readonly watchSeconds?: number;
  /** Show the plan only. */
  readonly dryRun?: true;
  /** Why the usual approvals are skipped. */
  readonly breakGlass?: string;
  /** Where the picture goes. */
  readonly png?: string;
};

/** An option read: what it means, or would mean if its problem were fixed. */
interface ReadOption {
  readonly value: OptionValues;
  readonly problem?: string;
}

const secondsPer: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** Reads one option for a verb; one that the verb does not take, or a wrong value, comes back with a sentence about it. */
function readOption(raw: RawOption, verb: VerbSpec, surface: 'chat' | 'terminal'): ReadOption {
  const allowed = options.filter((option) => surface === 'terminal' || !option.terminalOnly);
  const known = allowed.find(({ name }) => name === raw.name || (name === 'lines' && raw.name === 'n'));
  if (known === undefined) return unknownOption(raw, verb, surface);
  if (!verb.options.includes(known.name)) return { value: {}, problem: notTaken(known.name, verb) };
  return readers[known.name](raw.value);
}

/** Reads the options of a line for a verb; those that name the verb or what it is for are not among them. */
export function readOptions(
  verb: VerbSpec,
  given: readonly RawOption[],
  surface: 'chat' | 'terminal' = 'chat',
): { readonly values: OptionValues; readonly problems: readonly string[] } {
  const read = given.filter(({ name }) => !placed.includes(name)).map((option) => readOption(option, verb, surface));
  const values: OptionValues = Object.fromEntries(read.flatMap(({ value }) => Object.entries(value)));
  return { values, problems: [...new Set(read.flatMap(({ problem }) => problem ?? []))] };
}

const placed: readonly string[] = ['host', 'group', 'verb'];

/** Seconds in the largest unit that divides them, as `--since` takes it. */
export function sinceText(seconds: number): string {
  const unit = ['d', 'h', 'm'].find((name) => seconds % (secondsPer[name] ?? 1) === 0) ?? 's';
  return `${seconds / (secondsPer[unit] ?? 1)}${unit}`;
}

const readers: Readonly<Record<OptionName, (value: string | undefined) => ReadOption>> = {
  lines: readLines,
  since: readSince,
  grep: readGrep,
  level: readLevel,
  follow: readFollow,
  for: readFor,
  'dry-run': () => ({ value: { dryRun: true } }),
  'break-glass': readBreakGlass,
  json: () => ({ value: { json: true } }),
  png: readPng,
};

/** Options that exist in a terminal and not in a chat. */
const terminalOnly = options.filter((option) => option.terminalOnly).map(({ name }) => name);

function unknownOption(raw: RawOption, verb: VerbSpec, surface: 'chat' | 'terminal'): ReadOption {
  if (terminalOnly.some((name) => name === raw.name))
    return { value: {}, problem: `\`--${raw.name}\` works in a terminal only.` };
  if (verb.kind === 'change' && forcing.includes(raw.name))
    return { value: {}, problem: 'Nothing is forced: `--break-glass "reason"` skips the usual approvals.' };
  const candidates = verb.options.filter((name) => surface === 'terminal' || !terminalOnly.includes(name));
  const near = candidates.find((name) => nearestOf(raw.name, [name]).length > 0);
  const problem = `There is no option ${quoted(`--${raw.name}`)}.`;
  return near === undefined ? { value: {}, problem } : { value: readers[near](raw.value).value, problem };
}

/** Options that are meant to make a change run by itself. */
const forcing: readonly string[] = ['force', 'f', 'yes', 'y', 'now', 'confirm', 'approve'];

function notTaken(name: OptionName, verb: VerbSpec): string {
  const takers = verb.options.filter((option) => !terminalOnly.includes(option)).map((option) => `\`--${option}\``);
  return `\`${verb.name}\` takes ${takers.length === 0 ? 'no options' : `${takers.join(' and ')} only`}, not \`--${name}\`.`;
}

function readLines(value: string | undefined): ReadOption {
  const { least, most } = optionLimits.lines;
  const wanted = /^\d{1,9}$/u.test(value ?? '') ? Number(value) : undefined;
  const problem = `\`--lines\` takes a number from ${least} to ${most}, such as \`--lines 50\`.`;
  if (wanted === undefined) return { value: {}, problem };
  if (wanted >= least && wanted <= most) return { value: { lines: wanted } };
  return { value: { lines: Math.min(most, Math.max(least, wanted)) }, problem };
}

function readSince(value: string | undefined): ReadOption {
  const { wanted, fits } = readSpan(value, optionLimits.sinceSeconds);
  const problem = '`--since` takes how far back to look, such as `15m`, `2h` or `1d`, at most 30 days.';
  return { value: defined({ sinceSeconds: wanted }), ...(fits ? {} : { problem }) };
}

function readFollow(value: string | undefined): ReadOption {
  const { wanted, fits } = readSpan(value, optionLimits.followSeconds);
  const problem = '`--follow` takes how long to keep reading, such as `60s` or `2m`, from 10 s to 5 minutes.';
  return { value: defined({ followSeconds: wanted }), ...(fits ? {} : { problem }) };
}

function readFor(value: string | undefined): ReadOption {
  const { wanted, fits } = readSpan(value, optionLimits.watchSeconds);
  const problem = '`--for` takes how long to watch, such as `90s` or `10m`, from 30 s to 30 minutes.';
  return { value: defined({ watchSeconds: wanted }), ...(fits ? {} : { problem }) };
}

/** A length of time in seconds, brought within the range; `fits` says that it was written as it should be. */
function readSpan(
  value: string | undefined,
  { least, most }: { readonly least: number; readonly most: number },
): { readonly wanted?: number; readonly fits: boolean } {
  const [, count, unit] = /^(\d{1,9})(s|m|h|d)?(?:ec|econd|in|inute|our|r|ay)?s?$/u.exec(value ?? '') ?? [];
  if (count === undefined) return { fits: false };
  const wanted = Number(count) * (secondsPer[unit ?? 'm'] ?? 1);
  const fits = unit !== undefined && wanted >= least && wanted <= most;
  return { wanted: Math.min(most, Math.max(least, wanted)), fits };
}

function readBreakGlass(value: string | undefined): ReadOption {
  const { reason, problem } = readReason(value ?? '', '`--break-glass` takes the reason in quotes');
  return { value: defined({ breakGlass: reason }), ...defined({ problem }) };
}

/** The longest path that a file name is taken from (PATH_MAX is 4,096; a command line holds 1,000 characters). */
const LONGEST_PATH = 500;

function readPng(value: string | undefined): ReadOption {
  const png = cleanText(value ?? '').trim();
  const fits = png !== '' && png.length <= LONGEST_PATH && !png.includes('"') && !png.startsWith('-');
  return fits ? { value: { png } } : { value: {}, problem: '`--png` takes a file name, such as `--png watch.png`.' };
}

function readGrep(value: string | undefined): ReadOption {
  const problem = `\`--grep\` takes a text of at most ${optionLimits.grep.most} characters, such as \`--grep AH01114\` or \`--grep "timed out"\`.`;
  const text = cleanText(value ?? '').trim();
  if (text === '' || (text.includes('"') && text.includes("'"))) return { value: {}, problem };
  const grep = text.slice(0, optionLimits.grep.most);
  return { value: { grep }, ...(grep === text ? {} : { problem }) };
}

function readLevel(value: string | undefined): ReadOption {
  const meant = levelWords[value ?? ''] ?? value;
  const level = logLevels.find((name) => name === meant);
  if (level !== undefined) return { value: { level } };
  const problem = `\`--level\` takes one of ${logLevels.join(', ')}.`;
  const near = logLevels.find((name) => nearestOf(value ?? '', [name]).length > 0);
  return { value: defined({ level: near }), problem };
}

const levelWords: Readonly<Record<string, string>> = {
  warning: 'warn',
  err: 'error',
  critical: 'crit',
  emergency: 'emerg',
};
