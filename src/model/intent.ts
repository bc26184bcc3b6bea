import type { ChangeOptions, ChangeVerb } from './change-options.ts';

/** Verbs that look at one host and answer with a report. */
export const readVerbs = [
  'diagnose',
  'status',
  'logs',
  'oom',
  'ports',
  'configtest',
  'workers',
  'memory',
  'mpm',
  'connections',
  'crashes',
  'limits',
  'tls',
  'changes',
  'hardening',
  'preflight',
] as const;
export type ReadVerb = (typeof readVerbs)[number];

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
  /** Why a rule is passed by or everything is frozen: long enough to mean something, short enough for a card. */
  reason: { least: 3, most: 200 },
  /** Directives in one change. */
  settings: { least: 1, most: 12 },
} as const;

/** How long `watch` samples unless told. */
export const DEFAULT_WATCH_SECONDS = 300;

/** Options of a look; each verb takes some of them. */
export interface LookOptions {
  /** Log lines wanted, 1 to 2,000. */
  readonly lines?: number;
  /** How far back to look, in seconds. */
  readonly sinceSeconds?: number;
  /** Only messages that contain this text; upper and lower case are the same. */
  readonly grep?: string;
  /** Only messages of this level or weightier. */
  readonly level?: LogLevel;
  /** How long to go on reading, in seconds. */
  readonly followSeconds?: number;
  /** Terminal only: the report as JSON. */
  readonly json?: boolean;
}

/** How a change is wanted. */
export interface ChangeTerms {
  readonly options: ChangeOptions;
  /** Show the plan, ask nobody. */
  readonly dryRun?: true;
  /** Why the usual approvals are passed by; makes the plan a break-glass one. Cleaned text of one line without double quotes. */
  readonly breakGlass?: string;
  /** Terminal only: the plan as JSON. */
  readonly json?: true;
}

/** What somebody asked for, after parsing: the only thing that leaves a chat line or an argument list. */
export type Intent =
  | { readonly kind: 'look'; readonly verb: ReadVerb; readonly host: string; readonly options: LookOptions }
  | {
      readonly kind: 'watch';
      readonly host: string;
      readonly seconds: number;
      /** Terminal only: the samples and the verdict as JSON. */
      readonly json?: true;
      /** Terminal only: the file that the picture is written to. */
      readonly png?: string;
    }
  | {
      readonly kind: 'compare';
      /** Hosts by name, in the order given; may be empty when there is a group. */
      readonly hosts: readonly string[];
      /** All hosts of this group besides. */
      readonly group?: string;
      /** Terminal only: the comparison as JSON. */
      readonly json?: true;
    }
  | ({ readonly kind: 'change'; readonly verb: ChangeVerb; readonly host: string } & ChangeTerms)
  /** The same change on every host of a group, one after the other. */
  | ({ readonly kind: 'rollout'; readonly verb: ChangeVerb; readonly group: string } & ChangeTerms)
  /** Who may have this change made on this host, and why not. */
  | { readonly kind: 'why'; readonly host: string; readonly verb: ChangeVerb }
  | { readonly kind: 'freeze'; readonly reason?: string }
  | { readonly kind: 'unfreeze' }
  /** The record of one run, as a file. */
  | { readonly kind: 'export'; readonly run: string }
  | { readonly kind: 'hosts' }
  | { readonly kind: 'help'; readonly verb?: string };

/** Text that is not a command: what is wrong, and the nearest command that would be, when there is one. */
export interface Misunderstood {
  readonly kind: 'misunderstood';
  readonly problem: string;
  readonly suggestion?: { readonly text: string; readonly readOnly: boolean };
}
