import { z } from 'zod';
import { ChangeOptions } from './change-options.ts';
import { changeVerbs, readVerbs } from './verbs.ts';

/** Levels of httpd's error log, the weightiest first (LogLevel in the manual); syslog's are the same. */
export const logLevels = ['emerg', 'alert', 'crit', 'error', 'warn', 'notice', 'info', 'debug'] as const;
export type LogLevel = (typeof logLevels)[number];

/** The ranges of what can be asked for: `since` a month, more than a rotated log keeps by default; `follow` and `watch` so that no look runs unnoticed. */
export const optionLimits = {
  lines: { least: 1, most: 2_000 },
  sinceSeconds: { least: 1, most: 30 * 86_400 },
  grep: { least: 1, most: 100 },
  followSeconds: { least: 10, most: 300 },
  watchSeconds: { least: 30, most: 1_800 },
  comparedHosts: { least: 2, most: 10 },
  /** Why the usual approvals are not asked or everything is frozen: long enough to mean something, short enough for a card. */
  reason: { least: 3, most: 200 },
  /** Directives in one change. */
  settings: { least: 1, most: 12 },
} as const;

/** How long `watch` samples unless told. */
export const DEFAULT_WATCH_SECONDS = 300;

type Range = { readonly least: number; readonly most: number };

function whole({ least, most }: Range) {
  return z.int().min(least).max(most);
}

function text({ least, most }: Range) {
  return z.string().min(least).max(most);
}

/** A name as inventories have them: letters, digits and a few signs. */
const Name = z.string().regex(/^[\p{L}\p{N}._:@-]{1,253}$/u);

/** An id of a run in the record, as the engine makes them. */
const RunId = z.string().regex(/^[a-z0-9][a-z0-9-]{2,79}$/);

/** Options of a look; each verb takes some of them. */
export const LookOptions = z
  .strictObject({
    /** Log lines wanted. */
    lines: whole(optionLimits.lines).exactOptional(),
    /** How far back to look. */
    sinceSeconds: whole(optionLimits.sinceSeconds).exactOptional(),
    /** Only messages that contain this text; upper and lower case are the same. */
    grep: text(optionLimits.grep).exactOptional(),
    /** Only messages of this level or more severe. */
    level: z.enum(logLevels).exactOptional(),
    /** How long to go on reading. */
    followSeconds: whole(optionLimits.followSeconds).exactOptional(),
    /** Terminal only: the report as JSON. */
    json: z.literal(true).exactOptional(),
  })
  .readonly();
export type LookOptions = z.infer<typeof LookOptions>;

const terms = {
  options: ChangeOptions,
  /** Show the plan, ask nobody. */
  dryRun: z.literal(true).exactOptional(),
  /** Why the usual approvals are not asked; makes the plan a break-glass one. Cleaned text of one line without double quotes. */
  breakGlass: text(optionLimits.reason).exactOptional(),
  /** Terminal only: the plan as JSON. */
  json: z.literal(true).exactOptional(),
};

/**
 * What somebody asked for, after parsing: the only thing that leaves a chat line or an argument list, and what a button carries and the record keeps,
 * as JSON. `formatIntent` turns it into the words that parse back to it.
 */
export const Intent = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('look'), verb: z.enum(readVerbs), host: Name, options: LookOptions }).readonly(),
  z
    .strictObject({
      kind: z.literal('watch'),
      host: Name,
      seconds: whole(optionLimits.watchSeconds),
      /** Terminal only: the samples and the verdict as JSON. */
      json: z.literal(true).exactOptional(),
      /** Terminal only: the file that the picture is written to. */
      png: z.string().exactOptional(),
    })
    .readonly(),
  z
    .strictObject({
      kind: z.literal('compare'),
      /** Hosts by name, in the order given; may be empty when there is a group. */
      hosts: z.array(Name).max(optionLimits.comparedHosts.most).readonly(),
      /** All hosts of this group besides. */
      group: Name.exactOptional(),
      /** Terminal only: the comparison as JSON. */
      json: z.literal(true).exactOptional(),
    })
    .refine(({ hosts, group }) => group !== undefined || hosts.length >= optionLimits.comparedHosts.least)
    .readonly(),
  z.strictObject({ kind: z.literal('change'), verb: z.enum(changeVerbs), host: Name, ...terms }).readonly(),
  /** The same change on every host of a group, one after the other. */
  z.strictObject({ kind: z.literal('rollout'), verb: z.enum(changeVerbs), group: Name, ...terms }).readonly(),
  /** Who may have this change made on this host, and why not. */
  z.strictObject({ kind: z.literal('why'), host: Name, verb: z.enum(changeVerbs) }).readonly(),
  z.strictObject({ kind: z.literal('freeze'), reason: text(optionLimits.reason).exactOptional() }).readonly(),
  z.strictObject({ kind: z.literal('unfreeze') }).readonly(),
  /** The record of one run, as a file. */
  z.strictObject({ kind: z.literal('export'), run: RunId }).readonly(),
  z.strictObject({ kind: z.literal('hosts') }).readonly(),
  z.strictObject({ kind: z.literal('help'), verb: Name.exactOptional() }).readonly(),
]);
export type Intent = z.infer<typeof Intent>;

/** The intents of one kind. */
export type IntentOf<Kind extends Intent['kind']> = Extract<Intent, { readonly kind: Kind }>;

/** The verb that an intent is asked for by. */
export function verbOf(intent: Intent): string {
  return intent.kind === 'look' || intent.kind === 'change' || intent.kind === 'rollout' ? intent.verb : intent.kind;
}

/** Text that is not a command: what is wrong, and the nearest command that would be, when there is one. */
export interface Misunderstood {
  readonly kind: 'misunderstood';
  readonly problem: string;
  readonly suggestion?: { readonly text: string; readonly readOnly: boolean };
}
