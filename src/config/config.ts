import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { defined } from '../lib/defined.ts';
import { ApprovalPolicy } from './policy.ts';
import type { Problem } from './problem.ts';
import { Rollouts } from './rollouts.ts';

const slackChannel = z.string().regex(/^[CGD][A-Z0-9]{4,}$/, 'a Slack channel id looks like C012AB3CD');

/** The settings file, oncall.yml. */
export const SettingsFile = z.strictObject({
  /** Path of the inventory, relative to this file. */
  hosts: z.string().default('hosts.yml'),
  approvals: ApprovalPolicy.default({ expiresMinutes: 30, rules: [] }),
  /** Externally shared channels in which read-only commands may run all the same. */
  sharedChannels: z.array(slackChannel).default([]),
  /** How changes over a group of hosts go: canary, batches, floor, balancers. */
  rollouts: Rollouts.default([]),
  /** Path of the durable record, relative to this file. */
  record: z.string().default('var/oncall.db'),
  /** Path of the file whose presence stops all changes, relative to this file; absent means frozen.json beside the record. */
  freeze: z.string().min(1).exactOptional(),
});
export type SettingsFile = z.infer<typeof SettingsFile>;

/** Everything the program needs to know, checked; all paths absolute. */
export interface Config {
  readonly settingsPath: string;
  readonly hostsPath: string;
  readonly recordPath: string;
  readonly freezePath: string;
  readonly approvals: ApprovalPolicy;
  readonly rollouts: Rollouts;
  readonly sharedChannels: readonly string[];
  readonly logLevel: LogLevel;
}

/** What only the Slack face needs. */
export interface SlackTokens {
  readonly botToken: string;
  readonly appToken: string;
  /** Base URL of the Web API; absent means Slack's own. */
  readonly apiUrl?: string;
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
type LogLevel = (typeof logLevels)[number];

type Environment = Readonly<Record<string, string | undefined>>;
type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Reads ONCALL_CONFIG (default oncall.yml here, then ~/.config/apache-oncall/oncall.yml) and the environment; every problem is reported at once. */
export function loadConfig(environment: Environment, directory: string): Checked<Config> {
  const path = settingsPath(environment, directory);
  const problems: Problem[] = [];
  const logLevel = environment['LOG_LEVEL'] ?? 'info';
  if (!isLogLevel(logLevel))
    problems.push({
      setting: 'LOG_LEVEL',
      problem: `"${logLevel}" is not a level`,
      fix: `use one of ${logLevels.join(', ')}`,
    });
  const settings = readSettings(path, problems);
  if (settings === undefined || !isLogLevel(logLevel)) return { ok: false, problems };
  const hostsPath = resolve(dirname(path), settings.hosts);
  if (!existsSync(hostsPath)) {
    problems.push({
      setting: `${path}: hosts`,
      problem: `${hostsPath} does not exist`,
      fix: 'copy config/hosts.example.yml there and name your hosts',
    });
  }
  if (problems.length > 0) return { ok: false, problems };
  const recordPath = resolve(dirname(path), settings.record);
  return {
    ok: true,
    value: {
      settingsPath: path,
      hostsPath,
      recordPath,
      freezePath:
        settings.freeze === undefined
          ? join(dirname(recordPath), 'frozen.json')
          : resolve(dirname(path), settings.freeze),
      approvals: settings.approvals,
      rollouts: settings.rollouts,
      sharedChannels: settings.sharedChannels,
      logLevel,
    },
  };
}

/** Reads the Slack tokens from the environment and checks their kinds; both problems at once. */
export function loadTokens(environment: Environment): Checked<SlackTokens> {
  const problems: Problem[] = [];
  const botToken = token(
    'SLACK_BOT_TOKEN',
    'xoxb-',
    'copy the “Bot User OAuth Token” of your app (OAuth & Permissions)',
  );
  const appToken = token(
    'SLACK_APP_TOKEN',
    'xapp-',
    'create an app-level token with connections:write (Basic Information → App-Level Tokens)',
  );
  const apiUrl = environment['SLACK_API_URL'];
  if (apiUrl !== undefined && !URL.canParse(apiUrl))
    problems.push({ setting: 'SLACK_API_URL', problem: 'not a URL', fix: 'leave it unset for Slack itself' });
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, value: { botToken, appToken, ...defined({ apiUrl }) } };

  function token(name: string, prefix: string, fix: string): string {
    const value = environment[name]?.trim() ?? '';
    if (value === '') problems.push({ setting: name, problem: 'not set', fix });
    else if (!value.startsWith(prefix)) problems.push({ setting: name, problem: `does not start with ${prefix}`, fix });
    return value;
  }
}

function isLogLevel(text: string): text is LogLevel {
  return (logLevels as readonly string[]).includes(text);
}

function settingsPath(environment: Environment, directory: string): string {
  const named = environment['ONCALL_CONFIG'];
  if (named !== undefined && named !== '') return isAbsolute(named) ? named : resolve(directory, named);
  const here = join(directory, 'oncall.yml');
  const home = join(environment['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), 'apache-oncall', 'oncall.yml');
  return existsSync(here) || !existsSync(home) ? here : home;
}

function readSettings(path: string, problems: Problem[]): SettingsFile | undefined {
  let raw: unknown;
  try {
    raw = parseYaml(readFileSync(path, 'utf8')) ?? {};
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    problems.push(
      missing
        ? {
            setting: path,
            problem: 'does not exist',
            fix: 'copy config/oncall.example.yml there, or name another file in ONCALL_CONFIG',
          }
        : {
            setting: path,
            problem: error instanceof Error ? (error.message.split('\n')[0] ?? 'unreadable') : 'unreadable',
            fix: 'fix the YAML at that place',
          },
    );
    return undefined;
  }
  const checked = SettingsFile.safeParse(raw);
  if (checked.success) return checked.data;
  for (const issue of checked.error.issues) {
    problems.push({
      setting: `${path}: ${issue.path.join('.') || '(top)'}`,
      problem: issue.message,
      fix: 'see config/oncall.example.yml',
    });
  }
  return undefined;
}
